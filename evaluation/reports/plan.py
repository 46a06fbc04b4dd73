"""The action plan of a snapshot: who does what, by when, and how it will show."""

from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.reports import annex, blocks, outline, wording
from evaluation.reports.blocks import Block
from workgroups import words

HEAD = ["What", "Because of", "Owner", "By", "The measure that would show it", "State"]


def build(snapshot: Mapping[str, Any], *, version: int | None = None) -> dict[str, Any]:
    """The outline of the plan, a section for each kind of addressee."""
    rows = snapshot["actions"]
    addressees = dict.fromkeys(row["addressed_to"] for row in rows)
    return {
        **outline.made(snapshot, version),
        "title": f"Action plan {snapshot['evaluation']['year']}",
        "subtitle": snapshot["evaluation"]["title"],
        "summary_title": "In short",
        "summary": [{"label": "So far", "blocks": [blocks.text(_so_far(snapshot))]}],
        "sections": [
            *(
                outline.section(f"For {name}", _table(snapshot, name))
                for name in addressees
            ),
            outline.section("From the year before", annex.last_year(snapshot)),
        ],
    }


def _so_far(snapshot: Mapping[str, Any]) -> str:
    rows = snapshot["actions"]
    if not rows:
        return "No implication has been written yet."
    owned = sum(bool(row["owner"]) for row in rows)
    dated = sum(bool(row["due_on"]) for row in rows)
    return (
        f"{words.counted(len(rows), 'implication')}: {owned or 'none'} with an owner, "
        f"{dated or 'none'} with a date."
    )


def _table(snapshot: Mapping[str, Any], addressee: str) -> Iterator[Block]:
    """The implications for one kind of addressee, what is due first at the top."""
    rows = [row for row in snapshot["actions"] if row["addressed_to"] == addressee]
    rows.sort(key=lambda row: (not row["due_on"], row["due_on"]))
    yield blocks.table(
        f"What may be done by {addressee}",
        HEAD,
        [
            [
                wording.with_progress(row),
                "; ".join(row["themes"]) or "–",
                row["owner"] or "Nobody yet",
                wording.day(row["due_on"]) or "No date yet",
                row["measure"] or "None agreed",
                _state(row),
            ]
            for row in rows
        ],
        widths=[8, 7, 6, 6, 8, 9],
    )


def _state(row: Mapping[str, Any]) -> str:
    became = f": {row['what_became']}" if row["what_became"] else ""
    return f"{row['state'].capitalize()}{became}"
