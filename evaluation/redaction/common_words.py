"""The list of ordinary English words, by which names are told from words.

`english_words.txt` is a part of SCOWL; its source and licence are stated in
`english_words.licence.txt` beside it.
"""

from functools import cache
from os.path import commonprefix
from pathlib import Path

from evaluation.redaction.vocabulary import ALLOWED_WORDS

_FILE = Path(__file__).with_name("english_words.txt")


@cache
def common_words() -> frozenset[str]:
    """Ordinary words in lower case, with those of schools and of this project."""
    return frozenset(_FILE.read_text(encoding="utf-8").split()) | ALLOWED_WORDS


def differs_by_one(word: str, other: str) -> bool:
    """Whether one letter is changed, added, left out or swapped with the next."""
    if word == other:
        return False
    same = len(commonprefix([word, other]))
    here, there = word[same:], other[same:]
    swapped = here[1:2] + here[:1] == there[:2] and here[2:] == there[2:]
    return here[1:] == there[1:] or here == there[1:] or here[1:] == there or swapped
