"""Drafted sentences for sections without a text.

They state counts only. The conclusion is never drafted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from evaluation.snapshots.inputs import WHOLE_HUB, GroupInput, ReportInputs
from evaluation.suppression import suppress_parts
from recruitment.choices import FunnelStage
from workgroups import words


def context(inputs: ReportInputs, funnel: Mapping[str, Any] | None) -> list[str]:
    """Sentences on groups, recruiters, people, schools, sessions and materials."""
    if not inputs.groups:
        return ["No work group has been put into this evaluation yet."]
    return [
        text
        for text in (
            _groups(inputs),
            _recruiters(inputs),
            _people(inputs, funnel),
            _sessions(inputs),
            _materials(inputs.groups),
        )
        if text
    ]


def _groups(inputs: ReportInputs) -> str:
    count = words.counted(len(inputs.groups), "work group")
    where = [
        f"{phase}: {_authorities(g for g in inputs.groups if g.phase == phase)}"
        for phase in dict.fromkeys(group.phase for group in inputs.groups)
    ]
    return (
        f"This evaluation covers {count} that {inputs.hub['name']} ran in "
        f"{inputs.evaluation['year']}. {_sentence('; '.join(where))}"
    )


def _authorities(groups: Iterable[GroupInput]) -> str:
    authorities = Counter(group.authority for group in groups)
    whole = authorities.pop(WHOLE_HUB, 0)
    several = [
        name if count == 1 else f"{name} ({count} groups)"
        for name, count in authorities.items()
    ]
    found = []
    if several:
        each = "one group in" if len(authorities) == 1 else "a group in each of"
        found.append(f"{each} {words.listed(several)}")
    if whole:
        found.append(f"{words.counted(whole, 'group')} for the whole hub")
    return " and ".join(found)


def _recruiters(inputs: ReportInputs) -> str:
    named = [group for group in inputs.groups if group.authority != WHOLE_HUB]
    authorities = [group.authority for group in named]
    recruiting = inputs.recruiting_authorities
    theirs = [name for name in dict.fromkeys(authorities) if name in recruiting]
    ours = [name for name in dict.fromkeys(authorities) if name not in recruiting]
    if not authorities:
        return ""
    if not theirs:
        return "The hub recruited for every group itself."
    text = f"The local authority recruited in {words.listed(theirs)}"
    if ours:
        text += f"; in {words.listed(ours)} the hub recruited itself"
    return f"{text}."


def _people(inputs: ReportInputs, funnel: Mapping[str, Any] | None) -> str:
    """The number of secured places as the funnel shows it, with its date if it is old.

    Schools are counted today, so they are left out beside a number of another day.
    """
    total: Mapping[str, Any] = funnel["total"] if funnel else {FunnelStage.SECURED: 0}
    secured = total[FunnelStage.SECURED]
    if secured is None:
        return (
            "How many people have or had a secured place is not shown, because the "
            "number would reveal a few of them."
        )
    if not secured:
        return "Nobody has a secured place yet."
    text = f"{secured} people have or had a secured place"
    if day := total.get("as_at", {}).get(FunnelStage.SECURED):
        text += f", as at {words.day(date.fromisoformat(day))}"
    elif inputs.schools:
        text += f", from {words.counted(inputs.schools, 'school')}"
    return f"{text}."


def _sessions(inputs: ReportInputs) -> str:
    held = sum(group.sessions_held for group in inputs.groups)
    if not held:
        return "No session has been held yet."
    days = sum(group.days for group in inputs.groups)
    span = words.day_range(_days_of(inputs.groups))
    text = f"{words.counted(held, 'session')} ({span})"
    text += f" {words.plural(held, 'makes', 'make')} {days:g} days"
    if inputs.leads:
        given = sum(group.days * group.leads for group in inputs.groups)
        leads = words.counted(inputs.leads, "work group lead")
        text += f"; {leads} gave {given:g} lead days to them"
    return f"{text}."


def _materials(groups: Sequence[GroupInput]) -> str:
    used: Counter[str] = Counter()
    for group in groups:
        used.update(group.delivered)
    parts = [
        f"{label} in {words.counted(count, 'session')}" for label, count in used.items()
    ]
    return f"The common materials were used {words.listed(parts)}." if parts else ""


def _days_of(groups: Iterable[GroupInput]) -> list[date]:
    days = [day for group in groups for day in (group.first_on, group.last_on)]
    return [day for day in days if day]


def activity(inputs: ReportInputs, evidence: Mapping[str, Any]) -> list[str]:
    """Sentences on visits, written feedback and what has been read."""
    return [
        text
        for text in (_visits(inputs), _feedback(inputs), _reading(evidence))
        if text
    ]


def _visits(inputs: ReportInputs) -> str:
    if not inputs.visits:
        return "No visit has been noted yet."
    sessions = sum(visit["session"] is not None for visit in inputs.visits)
    meetings = len(inputs.visits) - sessions
    kinds = [
        words.counted(count, noun)
        for count, noun in ((sessions, "session"), (meetings, "meeting"))
        if count
    ]
    span = words.day_range([visit["on"] for visit in inputs.visits])
    return f"Visits were made to {words.listed(kinds)} ({span})."


def _feedback(inputs: ReportInputs) -> str:
    if not inputs.forms:
        return "No feedback form has closed yet."
    k = inputs.smallest_count
    few = sum(form["answers"] < k for form in inputs.forms)
    readable = len(inputs.forms) - few
    sets = Counter(one.question_set for one in inputs.responses)
    named = [
        f"“{inputs.question_sets[pk]['title']}” ({count})"
        for pk, count in sets.most_common()
    ]
    text = f"{words.counted(len(inputs.forms), 'feedback form')} closed."
    if readable:
        responses = words.counted(len(inputs.responses), "response")
        text += f" {responses} came in to {words.listed(named)}."
    if few:
        text += f" {words.counted(few, 'form')} with fewer than {k} answers "
        text += words.plural(few, "is left out.", "are left out.")
    return text


def _reading(evidence: Mapping[str, Any]) -> str:
    total = sum(row["count"] for row in evidence["collected"])
    if not total:
        return "No comment has been collected yet."
    kinds = [f"{row['count']} of {row['kind']}" for row in evidence["collected"]]
    return (
        f"{words.counted(total, 'comment')} {words.plural(total, 'was', 'were')}"
        f" collected: {words.listed(kinds)}. Of these {evidence['read']} have been "
        f"read and {evidence['coded']} given at least one theme. Only what a person "
        "has reviewed is counted."
    )


def data_collected(inputs: ReportInputs) -> list[dict[str, Any]]:
    """Sessions, visits and responses of each group; small counts are suppressed."""
    visited = Counter(visit["session__work_group"] for visit in inputs.visits)
    answered = Counter(one.work_group for one in inputs.responses)
    counts = suppress_parts(
        [answered[group.pk] for group in inputs.groups], inputs.smallest_count
    )
    return [
        {
            "label": group.title,
            "authority": group.authority,
            "sessions": group.sessions_held,
            "visits": visited[group.pk],
            "responses": count,
        }
        for group, count in zip(inputs.groups, counts, strict=True)
    ]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
