"""What earlier reports of the hub and year showed, and when it may be shown anew.

Two reports that differ by the answers of one form would show what its people answered.
So a cell that was shown is repeated, with its date, until the answers added come from
two forms or more, number ten or more and could be shown as a cell themselves.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

FEWEST_FORMS = 2


def forms_added(last: Mapping[str, Any], forms: Collection[int]) -> set[int] | None:
    """The forms added to a cell since; None where they are too few to show it anew.

    A cell from which a form has gone covers other groups, and is not shown anew.
    """
    before, now = set(last["forms"]), set(forms)
    added = now - before
    return added if before < now and len(added) >= FEWEST_FORMS else None


def rating_rows(
    earlier: Iterable[Mapping[str, Any]], title: str, text: str
) -> list[dict[str, Any]]:
    """The rows of a question in earlier reports, the oldest first, with their dates."""
    return [
        {"as_at": snapshot["as_at"], **row}
        for snapshot in earlier
        for table in snapshot["figures"]["ratings"]
        if table["set"] == title
        for row in table["rows"]
        if row["name"] == text
    ]


def changes(earlier: Iterable[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """The rows of before and after that earlier reports showed, with their dates."""
    return [
        {"as_at": snapshot["as_at"], **row}
        for snapshot in earlier
        for row in snapshot["figures"]["confidence"]
        if row["text"] == text and not row.get("suppressed")
    ]


def shown_cells(
    rows: Iterable[Mapping[str, Any]], breakdowns: Collection[str]
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Cells by breakdown and label, the oldest first; each keeps its first date."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        for name in breakdowns:
            cells = [row[name]] if name == "total" else row[name]
            for cell in cells:
                if not cell.get("suppressed"):
                    dated = {"as_at": row["as_at"], **cell}
                    found.setdefault((name, cell["label"]), []).append(dated)
    return found
