"""How the themes were found: who proposed them, who gave them, what is unread.

People are named by their role only. Comments that a report does not list yet are left
out here as well.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from evaluation.choices import Origin
from evaluation.snapshots.inputs import CodingInput, ReportInputs


def method(inputs: ReportInputs, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Codings by theme and by coder, and the comments read and unread.

    `inputs` are those of the listed comments, and `evidence` what the report says of
    them.
    """
    comments = sum(row["count"] for row in evidence["collected"])
    return {
        "themes": [
            {
                "name": theme["name"],
                "proposed_by": str(Origin(theme["origin"]).label),
                **_ways(one for one in inputs.codings if one.theme == theme["pk"]),
            }
            for theme in inputs.themes
        ],
        "coders": [
            {"coder": coder, **_ways(_of(coder, inputs.codings))}
            for coder in sorted({one.coder for one in inputs.codings})
        ],
        "total": _ways(inputs.codings),
        "comments": comments,
        "unread": comments - evidence["read"],
        "without_theme": evidence["read"] - evidence["coded"],
    }


def _of(coder: str, codings: Iterable[CodingInput]) -> Iterable[CodingInput]:
    return (one for one in codings if one.coder == coder)


def _ways(codings: Iterable[CodingInput]) -> dict[str, int]:
    """How many codings a person made, and how many suggestions were accepted."""
    ways = Counter(one.origin for one in codings)
    return {"made": ways[Origin.PERSON], "accepted": ways[Origin.ENGINE]}
