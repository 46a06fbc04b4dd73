"""The figures of a report as an XLSX workbook, and its codings as CSV.

Each subject has a sheet of plain rows. A suppressed count is an empty cell, with the
reason in the column `note`.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import isnan
from typing import Any

from evaluation import tables
from evaluation.choices import ThemeMark
from evaluation.reports import wording
from recruitment.choices import FunnelStage
from workgroups import exports, words

SheetRow = dict[str, Any]
SHARE_COLUMNS = ("of", "share", "low", "high")
#: Columns of a share and of a mean, by the names of their parts.
SHARE = {"hits": "count", "of": "of", "share": "share", "low": "low", "high": "high"}
MEAN = {"of": "answers", "mean": "mean", "low": "low", "high": "high"}
CODING_COLUMNS = (
    *("evidence", "kind", "set", "theme", "proposed_by", "coded_by"),
    *("confidence", "coded_on", "comment"),
)


def build(
    snapshot: Mapping[str, Any], *, version: int | None = None
) -> dict[str, list[SheetRow]]:
    """The rows of each sheet by its name; an empty sheet has one row that says so."""
    figures = snapshot["figures"]
    sheets = {
        "About": list(_about(snapshot, version)),
        "Research questions": list(_questions(snapshot)),
        "What came in": [_flat(row) for row in snapshot["data_collected"]],
        "Recruitment": list(_recruitment(figures["funnel"])),
        "Attendance": list(_attendance(figures["attendance"])),
        "Second year": list(_retention(figures["retention"])),
        "Confidence": list(_confidence(figures["confidence"])),
        "Themes": list(_shares(figures["themes"], "theme", by=("phase",))),
        "Themes by authority": list(_marks(figures.get("marks"))),
        "Mean ratings": list(_shares(figures["ratings"], "question", MEAN)),
        "Comparisons": list(_comparisons(figures)),
        "Heard on visits": list(_heard(snapshot)),
        "How this was done": list(_method(snapshot["method"])),
        "Implications": [
            _flat(row) | {"themes": "; ".join(row["themes"])}
            for row in snapshot["actions"]
        ],
        "Last year": [_last_year(row) for row in snapshot["last_year"]],
        "Evidence": list(_evidence(snapshot)),
    }
    return {name: rows or [{"note": "nothing yet"}] for name, rows in sheets.items()}


def _about(snapshot: Mapping[str, Any], version: int | None) -> Iterator[SheetRow]:
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


def _questions(snapshot: Mapping[str, Any]) -> Iterator[SheetRow]:
    for group in snapshot["question_groups"]:
        for each in group["questions"]:
            yield {
                "group": f"{group['number']}. {group['title']}",
                "letter": each["letter"],
                "question": each["text"],
                "answers": each["answers"],
                "comments": each["comments"],
                "themes": "; ".join(each["themes"]),
                "collected": "yes" if group["collected"] else "nothing for this group",
            }


def _recruitment(funnel: Mapping[str, Any] | None) -> Iterator[SheetRow]:
    if funnel:
        for row in [*funnel["rows"], {"label": "All", **funnel["total"]}]:
            yield {
                "local authority": row["label"],
                **{stage.label: row[stage] for stage in FunnelStage},
                "note": _note_of_stages(row),
            }


def _note_of_stages(row: Mapping[str, Any]) -> str:
    """Which counts are not shown, or are of an earlier report and of what date."""
    dated = [
        f"{FunnelStage(stage).label}{wording.as_at({'as_at': date})}"
        for stage, date in row.get("as_at", {}).items()
    ]
    few = [wording.TOO_FEW] if None in row.values() else []
    return "; ".join(few + dated)


def _attendance(taken: Mapping[str, Any] | None) -> Iterator[SheetRow]:
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
                "note": wording.dated(found)
                if "share" in found
                else wording.present(cell),
            }


def _retention(found: Mapping[str, Any] | None) -> Iterator[SheetRow]:
    if found is None or found["too_early"]:
        return
    yield _share("whole hub", "All", found["rate"])
    for name, by in (
        ("by_authority", "local authority"),
        ("by_phase", "phase"),
        ("by_both_years", "asked for on registering"),
        ("by_school_stage", "school’s stage in Teaching for Mastery"),
    ):
        for cell in found.get(name, []):
            yield _share(by, cell["label"], cell)
    for name in ("cohort", "continued", "deferred", "lost", "came"):
        date = found.get("as_at", {}).get(name, "")
        yield _counted("whole hub", name, found[name], date)
    for row in found["reasons"]:
        yield _counted("why lost", row["label"], row["count"], row.get("as_at", ""))


def _share(
    by: str, label: str, cell: Mapping[str, Any], names: Mapping[str, str] = SHARE
) -> SheetRow:
    suppressed = bool(cell.get("suppressed"))
    return {
        "by": by,
        "label": label,
        **{to: None if suppressed else cell[name] for name, to in names.items()},
        "note": wording.TOO_FEW if suppressed else wording.dated(cell),
    }


def _counted(by: str, label: str, count: int | None, date: str = "") -> SheetRow:
    none = dict.fromkeys(SHARE_COLUMNS)
    note = wording.TOO_FEW if count is None else wording.dated({"as_at": date})
    return {"by": by, "label": label, "count": count, **none, "note": note}


def _shares(
    tables: Sequence[Mapping[str, Any]],
    what: str,
    names: Mapping[str, str] = SHARE,
    by: Sequence[str] = ("authority", "phase", "group"),
) -> Iterator[SheetRow]:
    """A row for each set, name, breakdown and group."""
    for table in tables:
        for row in table["rows"]:
            about = {"set": table["set"], what: row["name"]}
            yield about | _share("all", "All", row["total"], names)
            for breakdown in by:
                for cell in row[breakdown]:
                    yield about | _share(breakdown, cell["label"], cell, names)


def _marks(found: Mapping[str, Any] | None) -> Iterator[SheetRow]:
    """A row for each theme and local authority with marks."""
    for row in found["rows"] if found else []:
        for cell in row["cells"]:
            yield {
                "theme": row["name"],
                "local authority": cell["label"],
                "heard": str(ThemeMark(cell["mark"]).label),
                "note": wording.dated(cell),
            }


def _confidence(rows: Sequence[Mapping[str, Any]]) -> Iterator[SheetRow]:
    """Each question's row, whole or with the reason why it is empty."""
    for row in rows:
        if row.get("suppressed"):
            yield {"question": row["text"], "note": wording.TOO_FEW}
            continue
        yield {
            "question": row["text"],
            "people": row["pairs"],
            "higher": row["up"],
            "same": row["same"],
            "lower": row["down"],
            **{
                f"{name} {when}": row[when][name]
                for when in ("before", "after")
                for name in ("mean", "low", "high")
            },
            "effect": row["effect"],
            "in words": wording.DIRECTIONS[row["verdict"]],
            "note": wording.dated(row),
        }


def _comparisons(figures: Mapping[str, Any]) -> Iterator[SheetRow]:
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


def _heard(snapshot: Mapping[str, Any]) -> Iterator[SheetRow]:
    for theme in snapshot["themes"]:
        yield {
            "theme": theme["name"],
            "kind": theme["kind"],
            "visits on which it was heard": theme["heard"]["visits"],
            "visits": theme["heard"]["of"],
            "evidence": words.number_ranges(theme["evidence"], "E"),
        }


def _method(found: Mapping[str, Any]) -> Iterator[SheetRow]:
    """Codings by theme, then by coder, then in all; the last rows count comments."""
    for row in found["themes"]:
        yield {"what": "theme", "name": row["name"], **_ways(row)} | {
            "proposed by": row["proposed_by"]
        }
    for row in found["coders"]:
        yield {"what": "coder", "name": row["coder"] or wording.NO_CODER, **_ways(row)}
    yield {"what": "all", "name": "All codings", **_ways(found["total"])}
    for name in ("comments", "unread", "without_theme"):
        label = name.replace("_", " ")
        yield {"what": "comments", "name": label, "comments": found[name]}


def _ways(row: Mapping[str, Any]) -> SheetRow:
    return {"made by a person": row["made"], "accepted": row["accepted"]}


def _evidence(snapshot: Mapping[str, Any]) -> Iterator[SheetRow]:
    """A row for each comment that a theme cites, with words that may be quoted."""
    names = [theme["name"] for theme in snapshot["themes"]]
    texts = {one["number"]: one["text"] for one in snapshot["evidence"]["quotes"]}
    for row in snapshot["references"]:
        yield {
            "reference": f"E{row['number']}",
            "kind": row["kind"],
            "set": row["set"],
            "themes": "; ".join(names[place - 1] for place in row["themes"]),
            "coded by": words.listed(row["coded_by"]),
            "words": texts.get(row["number"], ""),
        }


def _last_year(row: Mapping[str, Any]) -> SheetRow:
    """An implication of last year with the figure of its measure in words."""
    flat = _flat(row, without=("then", "now", "counted"))
    return flat | {"figure": wording.then_and_now(row)}


def _flat(row: Mapping[str, Any], without: tuple[str, ...] = ()) -> SheetRow:
    """A row under the names of its fields, in words."""
    return {
        name.replace("_", " "): value
        for name, value in row.items()
        if name not in without and not isinstance(value, list)
    }


def render(sheets: Mapping[str, Sequence[Mapping[str, Any]]], *, as_at: str) -> bytes:
    """The bytes of the workbook; the same rows give the same bytes.

    A cell is a number or a text, never a formula or a link.
    """
    import xlsxwriter

    saved = io.BytesIO()
    book = xlsxwriter.Workbook(
        saved,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": datetime.fromisoformat(as_at)})
    bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e3efe9"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for name, frame in tables.frames(sheets).items():
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(frame.columns):
            sheet.write_string(0, at, str(column), bold)
            sheet.set_column(at, at, _width(column, frame[column]))
        for line, row in enumerate(frame.itertuples(index=False, name=None), start=1):
            for at, value in enumerate(row):
                _write(sheet, line, at, value, wrapped)
    book.close()
    return saved.getvalue()


def _write(sheet: Any, line: int, at: int, value: Any, wrapped: Any) -> None:
    if value is None or (isinstance(value, float) and isnan(value)):
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, at, value)
    else:
        sheet.write_string(line, at, str(value)[: exports.LONGEST_CELL], wrapped)


def _width(column: str, values: Any) -> int:
    longest = max((len(str(value)) for value in values), default=0)
    return min(max(len(str(column)), longest, 8) + 2, 60)


def codings_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The codings as CSV with formulas made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CODING_COLUMNS)
    for row in rows:
        writer.writerow(exports.escape_formula(row[name]) for name in CODING_COLUMNS)
    # the byte order mark tells Excel that it is UTF-8
    return out.getvalue().encode("utf-8-sig")
