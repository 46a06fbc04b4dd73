"""Features: TF-IDF of words (1-2) and of characters within words (3-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.engine.texts import words_of

SAMPLE = 20_000  # texts that the vocabulary is learned from, which bounds memory
MOST_WORDS = 50_000
MOST_CHARACTERS = 100_000
TWO_LETTERS = r"(?u)\b\w[\w']*\w\b"
BLOCK = 5_000  # texts vectorised at a time beyond the sample


@dataclass(frozen=True)
class Features:
    """A vocabulary learned from the texts, coded or not.

    `matrix` has one row of length one per text, word columns first; None where there
    were more texts than the sample.
    """

    words: Any
    characters: Any
    matrix: Any = None

    def rows(self, texts: Sequence[str]) -> Any:
        texts = [words_of(text) for text in texts]
        parts = (self.words, self.characters)
        return _joined([part.transform(texts) for part in parts if part])

    def rows_of_all(self, texts: Sequence[str], columns: Any) -> Any:
        """These columns of the rows of all texts."""
        from scipy.sparse import vstack

        if self.matrix is not None:
            return self.matrix[:, columns]
        starts = range(0, len(texts), BLOCK)
        blocks = (self.rows(texts[start : start + BLOCK]) for start in starts)
        return vstack([block[:, columns] for block in blocks]).tocsr()

    def word_names(self, columns: Any) -> list[str]:
        """The words or pairs of the first columns."""
        names = self.words.get_feature_names_out() if self.words else []
        return [str(names[column]) for column in columns if column < len(names)]


def learn(texts: Sequence[str], first: Sequence[str] = ()) -> Features | None:
    """Learn vocabulary and weights from `texts`; None where there is nothing to read.

    Texts are in order of their hash, so those beyond the sample differ from it only by
    chance; `first` are always in the sample.
    """
    capped = len(texts) > SAMPLE
    if capped:
        known = set(first)
        rest = [text for text in texts if text not in known]
        texts = [*first, *rest[: max(SAMPLE - len(first), 0)]]
    read = [words_of(text) for text in texts]
    fitted = [_fitted(vectorizer, read) for vectorizer in _vectorizers(capped)]
    matrices = [matrix for _, matrix in fitted if matrix is not None]
    if not matrices:
        return None
    return Features(fitted[0][0], fitted[1][0], None if capped else _joined(matrices))


def _vectorizers(capped: bool) -> list[Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(
        token_pattern=TWO_LETTERS,
        ngram_range=(1, 2),
        sublinear_tf=True,
        max_features=MOST_WORDS if capped else None,
    )
    characters = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(3, 5),
        sublinear_tf=True,
        max_features=MOST_CHARACTERS if capped else None,
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
