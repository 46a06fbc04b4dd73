"""Warnings about the dates of sessions, and the tick that saves them all the same."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from workgroups import rules, session_clashes
from workgroups.admin.venue_choice import ChoosesVenue
from workgroups.admin_base import (
    ScopedFormSet,
    ScopedModelAdmin,
    secured_in,
    those_concerned,
    trained_in,
)
from workgroups.models import Venue, WorkGroup

#: The box that a person ticks to save what a form warns of.
SAVE_ANYWAY = "save_anyway"
#: What the box is called, by what the form warns of.
DATES_ANYWAY = "Save these dates all the same"
SEATS_ANYWAY = "Save this with too few seats all the same"
BOTH_ANYWAY = "Save these dates, with too few seats, all the same"
DATED = {"on", "number"}  # a change of these may make a date unusual
CLASHING = {*DATED, "venue"}  # a change of these may make a clash
SHARED = {"venue", "leads"}  # fields of the group that may make a clash
SEATED = {"number", "venue"}  # a change of these may leave a session too few seats
FILLED = {"venue", "capacity"}  # fields of the group that may do so


@dataclass(frozen=True)
class Planned:
    """A session as a form would save it, and the fields that the form changed."""

    number: int
    on: date
    venue: Venue | None
    changed: frozenset[str]
    is_off: bool = False


def save_anyway_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=DATES_ANYWAY,
        help_text="Tick this if we warn of a date or a venue and it is right.",
        required=False,
    )


def planned(form: Any) -> Planned:
    cleaned = form.cleaned_data
    venue = cleaned.get("venue", form.instance.venue)
    changed = frozenset(form.changed_data)
    is_off = form.instance.called_off_at is not None and "on" not in changed
    return Planned(cleaned["number"], cleaned["on"], venue, changed, is_off)


def check_dates(
    group: WorkGroup, sessions: Collection[Planned], *, form: Any = None
) -> None:
    """Raise ValidationError that lists what is wrong and whom it concerns.

    The box of `form` is then called by what it is about.
    """
    clashes = _clashes(group, [each for each in sessions if _may_clash(group, each)])
    odd = _odd(group, sessions) if any(DATED & s.changed for s in sessions) else []
    small = _too_few_seats(group, sessions)
    found = [*odd, *(clash.words for clash in clashes), *small]
    if found:
        are = "Is this" if len(found) == len(small) else "Are these dates"
        label = _label_for(len(found), len(small))
        _name_tick(form, label)
        ask = f"{are} right? If so, tick “{label}”."
        others = {clash.group_id for clash in clashes if clash.group_id is not None}
        raise ValidationError([*found, *_concerned(group, others), ask])


def _label_for(found: int, about_seats: int) -> str:
    if found == about_seats:
        return SEATS_ANYWAY
    return BOTH_ANYWAY if about_seats else DATES_ANYWAY


def _name_tick(form: Any, label: str) -> None:
    """Call the box of a form by what it is about, also where it was drawn before."""
    if form is not None and SAVE_ANYWAY in form.fields:
        form.fields[SAVE_ANYWAY].label = label
        form[SAVE_ANYWAY].label = label


def _may_clash(group: WorkGroup, session: Planned) -> bool:
    return bool(CLASHING & session.changed or SHARED & changed_of(group))


def _odd(group: WorkGroup, sessions: Iterable[Planned]) -> list[str]:
    hub, dated = group.project.hub, [(each.number, each.on) for each in sessions]
    days = [day for _, day in dated]
    return rules.odd_dates(
        dated,
        start_year=group.start_year,
        closed_weeks=hub.closed_weeks if hub else [],
        to_avoid=[
            *session_clashes.days_to_avoid(group, days),
            *session_clashes.training_days(group, days, trained_in(group.pk)),
        ],
    )


def _clashes(group: WorkGroup, sessions: Collection[Planned]) -> list[rules.Clash]:
    if not sessions:
        return []
    leads = session_clashes.named(leads_of(group))
    own = [
        rules.Meeting(
            each.number,
            each.on,
            venue_id=_id_of(each.venue or group.venue),
            leads=leads,
        )
        for each in sessions
    ]
    days = {each.on for each in sessions}
    return rules.clashes(own, session_clashes.other_meetings(group, days, leads))


def _too_few_seats(group: WorkGroup, sessions: Iterable[Planned]) -> list[str]:
    """Which venues have fewer seats than the group needs; one sentence for each."""
    is_group = bool(FILLED & changed_of(group))
    numbers: dict[Venue, list[int]] = {}
    if is_group and group.venue:
        numbers[group.venue] = []
    for each in sessions:
        venue = each.venue or group.venue
        if venue and not each.is_off and (is_group or SEATED & each.changed):
            numbers.setdefault(venue, []).append(each.number)
    rooms = [rules.Room(str(v), v.seats, tuple(n)) for v, n in numbers.items()]
    if not any(room.seats for room in rooms):
        return []
    has_count = group.capacity is not None or not group.pk
    secured = 0 if has_count else secured_in(group.pk)
    return rules.too_few_seats(rooms, capacity=group.capacity, secured=secured)


def _id_of(venue: Venue | None) -> int | None:
    return venue.pk if venue else None


def _concerned(group: WorkGroup, others: Collection[int]) -> list[str]:
    """Who has a place in each of the groups that are concerned, as sentences."""
    ids = {*others, *([group.pk] if group.pk else [])}
    found = those_concerned(ids)
    titles = dict(WorkGroup.objects.filter(pk__in=ids).values_list("pk", "title"))
    ordered = sorted(titles, key=lambda pk: (pk != group.pk, titles[pk], pk))
    nobody = "nobody has a place yet"
    return [f"{titles[pk]}: {found.get(pk, nobody)}." for pk in ordered]


def remember(group: WorkGroup, form: Any) -> None:
    """Keep on a group what its form chose, for the check of its sessions."""
    chosen: Any = group
    chosen._changed, chosen._leads = {*form.changed_data}, form.cleaned_data["leads"]
    chosen._form = form


def changed_of(group: WorkGroup) -> set[str]:
    found: set[str] = getattr(group, "_changed", set())
    return found


def leads_of(group: WorkGroup) -> list[Any]:
    """The leads that the group's form chose; where no form is saved, its leads."""
    chosen = getattr(group, "_leads", None)
    if chosen is None:
        return list(group.leads.all()) if group.pk else []
    return list(chosen)


class SessionFormSet(ScopedFormSet):
    """The sessions below a group."""

    def clean(self) -> None:
        super().clean()
        is_known = self.instance.project_id and self.instance.start_year
        if is_known and not self.data.get(SAVE_ANYWAY):
            kept = [form for form in self.forms if not self._is_left_out(form)]
            of_group = getattr(self.instance, "_form", None)
            check_dates(self.instance, [planned(form) for form in kept], form=of_group)

    def _is_left_out(self, form: Any) -> bool:
        cleaned = getattr(form, "cleaned_data", {})
        return bool(cleaned.get("DELETE")) or not DATED <= cleaned.keys()


class SessionForm(ChoosesVenue):
    """A session on a page of its own."""

    save_anyway = save_anyway_field()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if {*DATED, "work_group"} <= cleaned.keys() and not cleaned[SAVE_ANYWAY]:
            group = cleaned["work_group"]
            own = group.sessions.select_related("venue")
            others = own.exclude(pk=self.instance.pk)
            check_dates(group, [planned(self), *map(_as_saved, others)], form=self)
        return cleaned


def _as_saved(session: Any) -> Planned:
    is_off = session.called_off_at is not None
    return Planned(session.number, session.on, session.venue, frozenset(), is_off)


class TickForDates(ScopedModelAdmin):
    """Show the tick for unusual dates to those who may change the row."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        shown = [*super().get_fields(request, obj)]
        kept = [name for name in shown if name != SAVE_ANYWAY]
        changes = obj is None or self.has_change_permission(request, obj)
        return [*kept, SAVE_ANYWAY] if changes else kept
