"""Find themes in short passages: plain values in and out.

`candidates` proposes themes where nothing is coded yet; `rank` suggests themes of a
codebook for each passage. Neither depends on the order of the passages.
docs/themes.md explains the methods and their measured quality.
"""

from evaluation.engine.discovery import candidates
from evaluation.engine.ranking import rank
from evaluation.engine.results import Candidate, Ranking, Reason

__all__ = ["Candidate", "Ranking", "Reason", "candidates", "rank"]
