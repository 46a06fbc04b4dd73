"""Features: TF-IDF of words (1-2) and of characters within words (3-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.engine.texts import words_of

SAMPLE_SIZE = 20_000  # texts that the vocabulary is learned from, which bounds memory
MAX_WORDS = 50_000
MAX_CHARACTERS = 100_000
WORD_PATTERN = r"(?u)\b\w[\w']*\w\b"
BLOCK_SIZE = 5_000  # texts vectorised at a time if there are more than the sample


@dataclass(frozen=True)
class Features:
    """A vocabulary learned from the texts, coded or not.

    `matrix` has one row of length one per text, word columns first. It is None where
    there were more texts than the sample.
    """

    words: Any
    characters: Any
    matrix: Any = None

    def rows(self, texts: Sequence[str]) -> Any:
        """A sparse matrix with one row of length one per text."""
        texts = [words_of(text) for text in texts]
        parts = (self.words, self.characters)
        return _joined([part.transform(texts) for part in parts if part])

    def rows_of_all(self, texts: Sequence[str], columns: Any) -> Any:
        """The rows of all texts, with these columns only."""
        from scipy.sparse import vstack

        if self.matrix is not None:
            return self.matrix[:, columns]
        starts = range(0, len(texts), BLOCK_SIZE)
        blocks = (self.rows(texts[start : start + BLOCK_SIZE]) for start in starts)
        return vstack([block[:, columns] for block in blocks]).tocsr()

    def word_names(self, columns: Any) -> list[str]:
        """The names of those columns that are words or pairs of words."""
        names = self.words.get_feature_names_out() if self.words else []
        return [str(names[column]) for column in columns if column < len(names)]


def fit_features(texts: Sequence[str], first: Sequence[str] = ()) -> Features | None:
    """Learn vocabulary and weights from `texts`; None where no text has a word.

    Texts are in order of their hash, so the sample is a random one. The texts in
    `first` are always in it.
    """
    is_sampled = len(texts) > SAMPLE_SIZE
    if is_sampled:
        known = set(first)
        rest = [text for text in texts if text not in known]
        texts = [*first, *rest[: max(SAMPLE_SIZE - len(first), 0)]]
    cleaned = [words_of(text) for text in texts]
    fitted = [_fitted(vectorizer, cleaned) for vectorizer in _vectorizers(is_sampled)]
    matrices = [matrix for _, matrix in fitted if matrix is not None]
    if not matrices:
        return None
    return Features(
        fitted[0][0], fitted[1][0], None if is_sampled else _joined(matrices)
    )


def _vectorizers(is_sampled: bool) -> list[Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(
        token_pattern=WORD_PATTERN,
        ngram_range=(1, 2),
        sublinear_tf=True,
        max_features=MAX_WORDS if is_sampled else None,
    )
    characters = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(3, 5),
        sublinear_tf=True,
        max_features=MAX_CHARACTERS if is_sampled else None,
    )
    return [words, characters]


def _fitted(vectorizer: Any, texts: Sequence[str]) -> tuple[Any, Any]:
    try:
        return vectorizer, vectorizer.fit_transform(texts)
    except ValueError:  # only blanks, symbols or single letters
        return None, None


def _joined(parts: Sequence[Any]) -> Any:
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    return normalize(hstack(parts).tocsr(), copy=False)
