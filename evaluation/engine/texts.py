"""Texts as the engine reads them: normalised, each once, in the order of their hash."""

import hashlib
import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

DIGITS = 6  # decimals to which scores and weights are rounded before comparing
# Lone surrogates are included, because no encoder accepts them.
CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
PLACEHOLDER = re.compile(r"\[[A-Za-z][A-Za-z -]{1,24}\]")  # placeholders of redaction


@dataclass(frozen=True)
class UniqueTexts:
    """Passages with the same normalised text, merged into one text.

    `texts` are in order of their hash; `indices[k]` are the positions of `texts[k]` in
    the given passages, and `rows[i]` is the text of passage i (None where it has no
    words). The position in `texts` is also the last tie-break, because it depends on
    the words alone.
    """

    texts: tuple[str, ...]
    indices: tuple[tuple[int, ...], ...]
    rows: tuple[int | None, ...]

    def passages_of(self, rows: Sequence[int]) -> list[int]:
        """Indices of the passages of these texts, in the same order."""
        return [index for row in rows for index in self.indices[row]]


def clean(text: str) -> str:
    """The text with one spelling for accents, apostrophes and blanks."""
    text = unicodedata.normalize("NFC", str(text)).replace("\u2019", "'")
    return " ".join(CONTROL_CHARACTERS.sub(" ", text).split())


def words_of(text: str) -> str:
    """The text as it is analysed; placeholders of redaction are removed."""
    return PLACEHOLDER.sub(" ", text).lower()


def text_key(text: str, *, seed: int | str = "") -> str:
    return hashlib.sha256(f"{seed}{text}".encode()).hexdigest()


def merge_duplicates(passages: Sequence[str]) -> UniqueTexts:
    """Merge passages that are the same once they are normalised."""
    positions: dict[str, list[int]] = {}
    for index, passage in enumerate(passages):
        text = clean(passage)
        if text:
            positions.setdefault(text, []).append(index)
    texts = sorted(positions, key=text_key)
    rows: list[int | None] = [None] * len(passages)
    for row, text in enumerate(texts):
        for index in positions[text]:
            rows[index] = row
    return UniqueTexts(
        tuple(texts), tuple(tuple(positions[t]) for t in texts), tuple(rows)
    )


def _load_libraries() -> None:
    """Load the numeric libraries that have threads of their own."""
    import scipy.linalg  # noqa: F401
    import sklearn.decomposition
    import sklearn.linear_model  # noqa: F401


@contextmanager
def single_threaded() -> Iterator[None]:
    """Limit the numeric libraries to one thread, so that sums have a fixed order.

    A limit holds only for libraries that are loaded, and scipy and scikit-learn each
    bring one of their own.
    """
    from threadpoolctl import threadpool_limits

    _load_libraries()
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
