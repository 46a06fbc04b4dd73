"""What the engine hands back."""

from dataclasses import dataclass
from typing import Any

LIKELY = "likely"
POSSIBLE = "possible"


@dataclass(frozen=True)
class Candidate:
    """A theme that the passages seem to hold, for a person to keep or discard.

    `members`, `quotes` and `borderline` are indices of passages. Members come
    strongest first, with `weights` beside them; a passage may be a member of
    several candidates. Passages with the same words have the same weight.
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

    `words` are up to three that add most, in the passage's own spelling.
    `quote` is the closest text already given this theme, or "" where none shares
    a word with the passage.
    """

    theme: str
    words: tuple[str, ...]
    quote: str


@dataclass(frozen=True)
class Ranking:
    """Themes of a codebook, ranked for every passage.

    `scores` is an array of shape (passages, themes), from 0.0 to 1.0; the score of
    a passage already coded comes from fits that had not seen it. `suggested`,
    `bands` and `reasons` have one tuple per passage, parallel to each other, best
    first and empty where no theme is suggested. `cut` is the lowest score that is
    suggested, `per_passage` the number of themes the coder gives on average.
    `unread` lists passages nobody has coded, those that teach most first.
    """

    themes: tuple[str, ...]
    scores: Any  # numpy array: numpy is imported where it is used
    suggested: tuple[tuple[str, ...], ...]
    bands: tuple[tuple[str, ...], ...]
    reasons: tuple[tuple[Reason, ...], ...]
    cut: float
    per_passage: float
    unread: tuple[int, ...]
