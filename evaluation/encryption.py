"""Feedback answers as ciphertext of one size, whatever was answered."""

import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from evaluation.errors import AnswersTooLong
from workgroups import randomness

PADDED_BYTES = 32 * 1024  # all answers of one person together
LENGTH_BYTES = 4
NONCE_BYTES = 12
MAX_TEXT_LENGTH = 4000  # characters of one answer
FOR_CHOICES = 2048  # bytes left for ratings, choices and the keys of the questions


def text_limit(texts: int) -> int:
    """How many characters one text may have in a set with so many questions for text.

    As many plain letters always fit. Letters that take several bytes may not, and
    `encrypt` refuses them.
    """
    return min(MAX_TEXT_LENGTH, (PADDED_BYTES - FOR_CHOICES) // max(texts, 1))


def encrypt(content: Mapping[str, Any], *, key: bytes, about: str) -> bytes:
    """AES-256-GCM of the padded content; `about` must be the same for decrypting.

    Raises AnswersTooLong.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    room = PADDED_BYTES - LENGTH_BYTES
    if len(text) > room:
        raise AnswersTooLong
    padded = len(text).to_bytes(LENGTH_BYTES, "big") + text.ljust(room, b"\0")
    nonce = randomness.random_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, padded, about.encode())


def decrypt(ciphertext: bytes, *, key: bytes, about: str) -> dict[str, Any]:
    """The content again. Raises InvalidTag for another key or another `about`."""
    nonce, rest = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
    padded = AESGCM(key).decrypt(nonce, rest, about.encode())
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return json.loads(padded[LENGTH_BYTES : LENGTH_BYTES + length])
