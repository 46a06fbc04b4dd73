"""Text that is encrypted in the database with a key made from SECRET_KEY.

A copy of the database alone does not tell it. SECRET_KEY_FALLBACKS decrypt too.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypt(text: str, *, purpose: str) -> str:
    """The ciphertext; every purpose has a key of its own."""
    return _ciphers_for(purpose).encrypt(text.encode()).decode()


def decrypt(ciphertext: str, *, purpose: str) -> str:
    """The text again. Raises InvalidToken where no key of the settings made it."""
    return _ciphers_for(purpose).decrypt(ciphertext.encode()).decode()


def decrypt_or_blank(ciphertext: str, *, purpose: str) -> str:
    """The text again; "" where no key of the settings made it."""
    try:
        return decrypt(ciphertext, purpose=purpose)
    except InvalidToken:
        return ""


def _ciphers_for(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    begin = f"hubsite.{purpose}".encode()
    digests = [hashlib.sha256(begin + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(d)) for d in digests])
