"""Find themes in short passages: plain values in and out.

`candidates` proposes themes where nothing is coded yet; `rank` suggests themes of a
codebook for each passage; `novelty` says how unlike each one is to what has a theme.
None depends on the order of the passages.
docs/themes.md explains the methods and their measured quality.
"""

from evaluation.engine.closeness import novelty
from evaluation.engine.discovery import candidates
from evaluation.engine.ranking import rank
from evaluation.engine.results import Candidate, Ranking, Reason

__all__ = ["Candidate", "Ranking", "Reason", "candidates", "novelty", "rank"]
