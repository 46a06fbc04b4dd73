"""Figures of a snapshot in words: shares, intervals, verdicts and missing values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from evaluation.choices import CountedMeasure, ThemeMark
from workgroups import words

TOO_FEW = "too few to show"
NO_REGISTER = "no register"
NOT_WRITTEN = "Not written yet."
NO_CODER = "not noted"
VERDICTS = {
    "differs": "Differs between local authorities more than chance would explain",
    "similar": (
        "Similar across local authorities: every interval lies within 20 points of "
        "the overall share"
    ),
    "cannot_tell": "These figures cannot tell whether local authorities differ",
    "alike": "The same in every local authority",
    "too_few": "Too few answers to compare local authorities",
}
#: Said once where no comparison tells anything.
CANNOT_TELL_ANY = (
    "The figures cannot tell whether local authorities differ in any of them; that is "
    "not the same as being alike."
)

DIRECTIONS = {
    "higher": "Higher afterwards",
    "lower": "Lower afterwards",
    "cannot_tell": "No clear change",
}


def percent(share: float) -> str:
    """Whole percent; only exact shares of 0 and 1 read 0% and 100%."""
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return "under 1%"
    if whole == 100 and share < 1:
        return "over 99%"
    return f"{whole}%"


def share(cell: Mapping[str, Any]) -> str:
    """ "41 of 96 (43%, 33% to 53%)", or that there are too few to show.

    A share of an earlier report is followed by its date.
    """
    if cell.get("suppressed"):
        return TOO_FEW
    of = f"{cell['hits']} of {cell['of']}"
    return f"{of} ({percent(cell['share'])}, {interval(cell)}){as_at(cell)}"


def interval(cell: Mapping[str, Any], *, between: str = " to ") -> str:
    return f"{round(cell['low'] * 100)}%{between}{round(cell['high'] * 100)}%"


def count(value: int | None, date: str = "") -> str:
    """A number of people; one of an earlier report is followed by its date."""
    text = TOO_FEW if value is None else f"{value:,}"
    return text + as_at({"as_at": date})


def present(cell: Mapping[str, Any] | None) -> str:
    """Attendance as "17 of 18 (94%)"; a register that was not taken is missing."""
    if cell is None or (not cell.get("suppressed") and not cell["marked"]):
        return NO_REGISTER
    if cell.get("suppressed"):
        return TOO_FEW
    of = f"{cell['present']} of {cell['marked']}"
    return f"{of} ({percent(cell['share'])}){as_at(cell)}"


def mean(cell: Mapping[str, Any]) -> str:
    """ "3.4 (3.1 to 3.7)"; a mean of an earlier report is followed by its date."""
    text = f"{cell['mean']:.1f} ({cell['low']:.1f} to {cell['high']:.1f})"
    return f"{text}{as_at(cell)}"


def as_at(cell: Mapping[str, Any]) -> str:
    """What follows a figure: the date of an earlier report's; "" for a new one."""
    return f", {dated(cell)}" if dated(cell) else ""


def dated(cell: Mapping[str, Any]) -> str:
    """ "as at 3 November 2026" for a figure of an earlier report; "" for a new one."""
    return f"as at {day(cell['as_at'])}" if cell.get("as_at") else ""


def figure(cell: Mapping[str, Any]) -> str:
    """A share, or a mean with the number of answers, or that there are too few."""
    if "mean" not in cell:
        return share(cell)
    return f"{mean(cell)}, {cell['of']} answers"


def probability(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"{p:.3f}"


def verdict(compared: Mapping[str, Any] | None) -> str:
    """One plain sentence on whether local authorities differ, with its figures."""
    if compared is None:
        return f"{VERDICTS['too_few']}."
    text = VERDICTS[compared["verdict"]]
    if compared.get("p_holm") is None:
        return f"{text}."
    figures = f"effect size V {compared['v']:.2f}, p {probability(compared['p_holm'])}"
    if compared.get("i_squared") is not None:
        figures += f", I² {percent(compared['i_squared'])}"
    return f"{text} ({figures})."


def heard_in(row: Mapping[str, Any]) -> str:
    """ "heard often in Ashby and Birley, not heard in Corby" of a row of marks."""
    return ", ".join(
        f"{mark.label} in {words.listed(found)}"
        for mark in ThemeMark
        if (found := marked(row, mark))
    )


def marked(row: Mapping[str, Any], mark: str) -> list[str]:
    """The authorities with this mark; one of an earlier report with its date."""
    return [
        f"{cell['label']} ({dated(cell)})" if dated(cell) else cell["label"]
        for cell in row["cells"]
        if cell["mark"] == mark
    ]


def day(text: str) -> str:
    """ "23 November 2026" of "2026-11-23"; "" if empty."""
    return words.day(date.fromisoformat(text)) if text else ""


def signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")  # a minus sign, not a hyphen


def with_progress(implication: Mapping[str, Any]) -> str:
    """Its text with the latest note in brackets.

    "Invite providers (already begun with UCL)."
    """
    text, note = implication["text"], implication.get("progress", "")
    return f"{text.rstrip('. ')} ({note.rstrip('. ')})." if note else text


def counted(measure: str, cell: Mapping[str, Any] | None) -> str:
    """The figure of a measure that is counted, in the words of its kind."""
    if cell is None:
        return "not counted"
    if measure == CountedMeasure.PLAN_CHECK:
        return f"{cell['kept']} of {words.counted(cell['of'], 'agreed plan')}"
    if measure == CountedMeasure.ATTENDANCE:
        return present(cell)
    if measure == CountedMeasure.CONTINUED:
        return share(cell)
    return count(cell["count"], cell["as_at"])


def then_and_now(row: Mapping[str, Any]) -> str:
    """What is counted of an implication of last year.

    "Attendance over the year: then 70 of 96 (73%), now 88 of 99 (89%)."
    """
    measure = row.get("counted")
    if not measure:
        return ""
    label = str(CountedMeasure(measure).label).capitalize()
    now = counted(measure, row.get("now"))
    if measure == CountedMeasure.PLAN_CHECK:  # its line is newer than the plans of then
        return f"{label}: {now}."
    return f"{label}: then {counted(measure, row.get('then'))}, now {now}."


def measured(row: Mapping[str, Any]) -> str:
    """The measure that was agreed, and what is counted of it."""
    in_figures, agreed = then_and_now(row), row["measure"]
    if agreed and in_figures:
        return f"{agreed.rstrip('. ')}. {in_figures}"
    return str(agreed or in_figures)


def what_became(row: Mapping[str, Any]) -> str:
    """What became of an implication of last year, with NCETM's answer."""
    answer = row.get("answer")
    answered = f"NCETM answers: {answer}" if answer else ""
    return " ".join(filter(None, (row["what_became"], answered)))
