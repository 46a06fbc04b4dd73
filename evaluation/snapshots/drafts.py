"""Drafted sentences for sections that nobody has written yet.

They state counts only; the conclusion is never drafted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from evaluation.snapshots.figures import guarded
from evaluation.snapshots.inputs import WHOLE_HUB, Facts, Group
from workgroups import words


def context(facts: Facts) -> list[str]:
    """Groups and where, who recruits, people and schools, leads, sessions and days."""
    if not facts.groups:
        return ["No work group has been put into this evaluation yet."]
    return [
        text
        for text in (
            _groups(facts),
            _recruiters(facts),
            _people(facts),
            _sessions(facts),
            _materials(facts.groups),
        )
        if text
    ]


def _groups(facts: Facts) -> str:
    count = words.counted(len(facts.groups), "work group")
    where = [
        f"{phase}: {_places(group for group in facts.groups if group.phase == phase)}"
        for phase in dict.fromkeys(group.phase for group in facts.groups)
    ]
    return (
        f"This evaluation covers {count} that {facts.hub['name']} ran in "
        f"{facts.evaluation['year']}. {_sentence('; '.join(where))}"
    )


def _places(groups: Iterable[Group]) -> str:
    homes = Counter(group.authority for group in groups)
    whole = homes.pop(WHOLE_HUB, 0)
    several = [
        name if count == 1 else f"{name} ({count} groups)"
        for name, count in homes.items()
    ]
    found = []
    if several:
        each = "one group in" if len(homes) == 1 else "a group in each of"
        found.append(f"{each} {words.listed(several)}")
    if whole:
        found.append(f"{words.counted(whole, 'group')} for the whole hub")
    return " and ".join(found)


def _recruiters(facts: Facts) -> str:
    homes = [group.authority for group in facts.groups if group.authority != WHOLE_HUB]
    theirs = [name for name in dict.fromkeys(homes) if name in facts.recruits]
    ours = [name for name in dict.fromkeys(homes) if name not in facts.recruits]
    if not homes:
        return ""
    if not theirs:
        return "The hub recruited for every group itself."
    text = f"The local authority recruited in {words.listed(theirs)}"
    if ours:
        text += f"; in {words.listed(ours)} the hub recruited itself"
    return f"{text}."


def _people(facts: Facts) -> str:
    secured = sum(one.secured for one in facts.funnel)
    if not secured:
        return "Nobody has a secured place yet."
    people = "1 person has" if secured == 1 else f"{secured} people have"
    text = f"{people} or had a secured place"
    if facts.schools:
        text += f", from {words.counted(facts.schools, 'school')}"
    return f"{text}."


def _sessions(facts: Facts) -> str:
    held = sum(group.sessions_held for group in facts.groups)
    if not held:
        return "No session has been held yet."
    days = sum(group.days for group in facts.groups)
    span = words.day_range(_days_of(facts.groups))
    text = f"{words.counted(held, 'session')} ({span})"
    text += f" {words.plural(held, 'makes', 'make')} {days:g} days"
    if facts.leads:
        given = sum(group.days * group.leads for group in facts.groups)
        leads = words.counted(facts.leads, "work group lead")
        text += f"; {leads} gave {given:g} lead days to them"
    return f"{text}."


def _materials(groups: Sequence[Group]) -> str:
    used: Counter[str] = Counter()
    for group in groups:
        used.update(group.delivered)
    said = [
        f"{label} in {words.counted(count, 'session')}" for label, count in used.items()
    ]
    return f"The common materials were used {words.listed(said)}." if said else ""


def _days_of(groups: Iterable[Group]) -> list[date]:
    days = [day for group in groups for day in (group.first_on, group.last_on)]
    return [day for day in days if day]


def activity(facts: Facts, evidence: Mapping[str, Any]) -> list[str]:
    """Visits, written feedback and what was read, with counts and dates."""
    return [
        text for text in (_visits(facts), _feedback(facts), _reading(evidence)) if text
    ]


def _visits(facts: Facts) -> str:
    if not facts.visits:
        return "No visit has been noted yet."
    sessions = sum(visit["session"] is not None for visit in facts.visits)
    meetings = len(facts.visits) - sessions
    kinds = [
        words.counted(count, noun)
        for count, noun in ((sessions, "session"), (meetings, "meeting"))
        if count
    ]
    span = words.day_range([visit["on"] for visit in facts.visits])
    return f"Visits were made to {words.listed(kinds)} ({span})."


def _feedback(facts: Facts) -> str:
    if not facts.forms:
        return "No feedback form has closed yet."
    k = facts.hub["k"]
    few = sum(form["answers"] < k for form in facts.forms)
    told = len(facts.forms) - few
    sets = Counter(one.question_set for one in facts.written)
    named = [
        f"“{facts.question_sets[pk]['title']}” ({count})"
        for pk, count in sets.most_common()
    ]
    text = f"{words.counted(len(facts.forms), 'feedback form')} closed."
    if told:
        came_in = words.counted(len(facts.written), "response")
        text += f" {came_in} came in to {words.listed(named)}."
    if few:
        text += f" {words.counted(few, 'form')} with fewer than {k} answers "
        text += words.plural(few, "is left out.", "are left out.")
    return text


def _reading(evidence: Mapping[str, Any]) -> str:
    total = sum(row["count"] for row in evidence["collected"])
    if not total:
        return "No passage has been collected yet."
    kinds = [f"{row['count']} of {row['kind']}" for row in evidence["collected"]]
    return (
        f"{words.counted(total, 'passage')} {words.plural(total, 'was', 'were')}"
        f" collected: {words.listed(kinds)}. Of these {evidence['read']} have been "
        f"read and {evidence['coded']} given at least one theme. Only what a person "
        "has reviewed is counted."
    )


def came_in(facts: Facts) -> list[dict[str, Any]]:
    """What came in from each group; small counts are suppressed."""
    visited = Counter(visit["session__work_group"] for visit in facts.visits)
    answered = Counter(one.work_group for one in facts.written)
    counts = guarded([answered[group.pk] for group in facts.groups], facts.hub["k"])
    return [
        {
            "label": group.title,
            "authority": group.authority,
            "sessions": group.sessions_held,
            "visits": visited[group.pk],
            "responses": count,
        }
        for group, count in zip(facts.groups, counts, strict=True)
    ]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
