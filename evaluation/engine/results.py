"""The results of the engine."""

from dataclasses import dataclass
from typing import Any

LIKELY = "likely"
POSSIBLE = "possible"


@dataclass(frozen=True)
class Candidate:
    """A proposed theme, for a person to keep or discard.

    `members`, `quotes` and `borderline` are indices of passages. Members come strongest
    first, with `weights` in parallel; a passage may be a member of several candidates.
    Passages with the same text have the same weight.
    """

    label: str
    words: tuple[str, ...]
    members: tuple[int, ...]
    weights: tuple[float, ...]
    quotes: tuple[int, ...]
    borderline: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class Reason:
    """Why a theme is suggested for a passage.

    `words` are up to three that add most, in the passage's own spelling. `quote` is the
    closest text that was given this theme, or "" where none shares a word.
    """

    theme: str
    words: tuple[str, ...]
    quote: str


@dataclass(frozen=True)
class Ranking:
    """Themes of a codebook, ranked for every passage.

    `scores` is an array of shape (passages, themes), from 0.0 to 1.0; a coded
    passage is scored by a model that was trained without it. `suggested`, `bands` and
    `reasons` have one tuple per passage, in parallel, best first and empty where no
    theme is suggested.

    `threshold` is the lowest score that is suggested, and `themes_per_passage` the
    number of themes that the coder gives on average. `unread` lists the passages
    without a coding, the most informative first.
    """

    themes: tuple[str, ...]
    scores: Any  # a numpy array; numpy is imported only where it is used
    suggested: tuple[tuple[str, ...], ...]
    bands: tuple[tuple[str, ...], ...]
    reasons: tuple[tuple[Reason, ...], ...]
    threshold: float
    themes_per_passage: float
    unread: tuple[int, ...]
