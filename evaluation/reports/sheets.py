"""Every figure of a report as plain rows, one sheet a subject.

Counts that are suppressed are empty, with the reason beside them in words.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evaluation.reports import wording
from recruitment.choices import FunnelStage
from workgroups import words

Row = dict[str, Any]
SHARE = ("of", "share", "low", "high")


def of(
    snapshot: Mapping[str, Any], *, version: int | None = None
) -> dict[str, list[Row]]:
    """Sheets by name, in their order; a sheet without rows has one that says so."""
    figures = snapshot["figures"]
    sheets = {
        "About": list(_about(snapshot, version)),
        "Research questions": list(_questions(snapshot)),
        "What came in": [_flat(row) for row in snapshot["data_collected"]],
        "Recruitment": list(_recruitment(figures["funnel"])),
        "Attendance": list(_attendance(figures["attendance"])),
        "Second year": list(_retention(figures["retention"])),
        "Confidence": [
            _flat(row, without=("higher",)) for row in figures["confidence"]
        ],
        "Higher afterwards": list(_higher(figures["confidence"])),
        "Themes": list(_shares(figures["themes"], "theme")),
        "Ratings 4 or 5": list(_shares(figures["ratings"], "question")),
        "Comparisons": list(_comparisons(figures)),
        "Heard on visits": list(_heard(snapshot)),
        "Implications": [
            _flat(row) | {"themes": "; ".join(row["themes"])}
            for row in snapshot["actions"]
        ],
        "Last year": [_flat(row) for row in snapshot["last_year"]],
        "Evidence": list(_evidence(snapshot["evidence"])),
    }
    return {name: rows or [{"note": "nothing yet"}] for name, rows in sheets.items()}


def _about(snapshot: Mapping[str, Any], version: int | None) -> Iterator[Row]:
    about = {
        "Maths Hub": snapshot["hub"]["name"],
        "Evaluation": snapshot["evaluation"]["title"],
        "Academic year": snapshot["evaluation"]["year"],
        "Strategic goal": snapshot["evaluation"]["strategic_goal"],
        "Figures as at": snapshot["as_at"],
        "Version": "" if version is None else str(version),
        "Smallest count shown": str(snapshot["hub"]["smallest_count"]),
        "Respondent": "one response to one set of questions; written answers only",
    }
    for name, value in about.items():
        yield {"what": name, "value": value}


def _questions(snapshot: Mapping[str, Any]) -> Iterator[Row]:
    for group in snapshot["question_groups"]:
        for each in group["questions"]:
            yield {
                "group": f"{group['number']}. {group['title']}",
                "letter": each["letter"],
                "question": each["text"],
                "answers": each["answers"],
                "passages": each["passages"],
                "themes": "; ".join(each["themes"]),
                "collected": "yes" if group["collected"] else "nothing for this group",
            }


def _recruitment(funnel: Mapping[str, Any] | None) -> Iterator[Row]:
    if funnel:
        for row in [*funnel["rows"], {"label": "All", **funnel["total"]}]:
            yield {
                "local authority": row["label"],
                **{stage.label: row[stage] for stage in FunnelStage},
                "note": wording.TOO_FEW if None in row.values() else "",
            }


def _attendance(taken: Mapping[str, Any] | None) -> Iterator[Row]:
    for row in taken["rows"] if taken else []:
        for number, cell in zip(
            taken["numbers"] if taken else [], row["cells"], strict=True
        ):
            found = cell or {}
            yield {
                "work group": row["label"],
                "local authority": row["authority"],
                "session": number,
                "present": found.get("present"),
                "marked": found.get("marked"),
                "share": found.get("share"),
                "note": "" if "share" in found else wording.present(cell),
            }


def _retention(found: Mapping[str, Any] | None) -> Iterator[Row]:
    if found is None or found["too_early"]:
        return
    yield _share("whole hub", "All", found["rate"])
    for name, by in (
        ("by_authority", "local authority"),
        ("by_phase", "phase"),
        ("by_both_years", "asked for on registering"),
    ):
        for cell in found[name]:
            yield _share(by, cell["label"], cell)
    for name in ("cohort", "continued", "deferred", "lost", "came"):
        yield _counted("whole hub", name, found[name])
    for row in found["reasons"]:
        yield _counted("why lost", row["label"], row["count"])


def _share(by: str, label: str, cell: Mapping[str, Any]) -> Row:
    suppressed = bool(cell.get("suppressed"))
    names = {
        "hits": "count",
        "of": "of",
        "share": "share",
        "low": "low",
        "high": "high",
    }
    return {
        "by": by,
        "label": label,
        **{to: None if suppressed else cell[name] for name, to in names.items()},
        "note": wording.TOO_FEW if suppressed else "",
    }


def _counted(by: str, label: str, count: int) -> Row:
    none = dict.fromkeys(SHARE)
    return {"by": by, "label": label, "count": count, **none, "note": ""}


def _shares(tables: Sequence[Mapping[str, Any]], what: str) -> Iterator[Row]:
    """A row for each set, name, breakdown and group."""
    for table in tables:
        for row in table["rows"]:
            about = {"set": table["set"], what: row["name"]}
            yield about | _share("all", "All", row["total"])
            for by in ("authority", "phase", "group"):
                for cell in row[by]:
                    yield about | _share(by, cell["label"], cell)


def _higher(rows: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Whose rating was higher afterwards, of those who answered twice."""
    for row in rows:
        for cell in row["higher"]:
            about = {"question": row["text"]}
            yield about | _share("authority", cell["label"], cell)


def _comparisons(figures: Mapping[str, Any]) -> Iterator[Row]:
    for table in [*figures["themes"], *figures["ratings"]]:
        for row in table["rows"]:
            found = row["comparison"]
            yield {
                "set": table["set"],
                "name": row["name"],
                "authorities compared": found["groups"],
                "p (Holm)": found.get("p_holm"),
                "p": found.get("p"),
                "Cramér's V": found.get("v"),
                "Cochran's Q": found.get("q"),
                "I squared": found.get("i_squared"),
                "in words": wording.verdict(found),
            }


def _heard(snapshot: Mapping[str, Any]) -> Iterator[Row]:
    for theme in snapshot["themes"]:
        yield {
            "theme": theme["name"],
            "kind": theme["kind"],
            "visits on which it was heard": theme["heard"]["visits"],
            "visits": theme["heard"]["of"],
            "evidence": words.number_ranges(theme["evidence"], "E"),
        }


def _evidence(found: Mapping[str, Any]) -> Iterator[Row]:
    for one in found["quotes"]:
        reference = f"E{one['number']}"
        yield {"reference": reference, "kind": one["kind"], "words": one["text"]}
    for row in found["others"]:
        for number in row["numbers"]:
            yield {"reference": f"E{number}", "kind": row["kind"], "words": ""}


def _flat(row: Mapping[str, Any], without: tuple[str, ...] = ()) -> Row:
    """A row under the names of its fields, in words."""
    return {
        name.replace("_", " "): value
        for name, value in row.items()
        if name not in without and not isinstance(value, list)
    }
