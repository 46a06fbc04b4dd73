"""Find themes in short passages: plain values in and out.

`candidates` proposes themes where nobody has coded yet; `rank` suggests themes of a
codebook for each passage. Both give the same answer for the same passages in any order.
docs/themes.md explains the methods and their measured quality.
"""

from evaluation.engine.discovery import candidates
from evaluation.engine.ranking import rank
from evaluation.engine.results import Candidate, Ranking, Reason

__all__ = ["Candidate", "Ranking", "Reason", "candidates", "rank"]
