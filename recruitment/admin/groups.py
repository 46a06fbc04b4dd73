"""Admin actions on work groups, and what people are told when sessions change."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from recruitment.actions import bulk_actions
from recruitment.actions import sessions as session_actions
from recruitment.admin.bulk_actions import begin_or_ask
from recruitment.admin.places import ReasonForm
from recruitment.choices import BulkVerb
from recruitment.models import Place
from recruitment.queries import bulk_actions as queries
from recruitment.queries import sessions as session_queries
from recruitment.queries.attendance_register import EXPECTED
from workgroups import words
from workgroups.admin_base import (
    AskFirst,
    add_actions,
    add_after_saving,
    add_concerned,
    add_keeper,
    add_secured,
    add_trained,
)
from workgroups.models import Session, WorkGroup


@admin.action(description="Offer free seats to those waiting", permissions=["change"])
def offer_free_seats(
    model_admin: Any, request: HttpRequest, groups: QuerySet[WorkGroup]
) -> HttpResponse | None:
    """Offer the free seats of one hub's groups, in turn."""
    now, actor = timezone.now(), request.user
    chosen = list(groups.select_related("hub").order_by("pk"))
    people = [
        place
        for group in chosen
        for place in queries.free_seats_to_offer(group, at=now)
    ]
    if len({place.hub_id for place in people}) > 1:
        model_admin.message_user(request, "Choose groups of one hub.", messages.ERROR)
        return None
    if not people:
        model_admin.message_user(request, "No seat is free for anybody who waits.")
        return None
    bulk = bulk_actions.propose(
        BulkVerb.OFFER,
        people,
        hub_id=people[0].hub_id,
        actor=actor,  # type: ignore[arg-type]  # signed in
        at=now,
    )
    return begin_or_ask(request, bulk)


@admin.action(description="Cancel ...", permissions=["change"])
def cancel_work_groups(
    model_admin: Any, request: HttpRequest, groups: QuerySet[WorkGroup]
) -> HttpResponse | None:
    """Open the page that says what cancelling one group does and asks for its name."""
    chosen = list(groups[:2])
    if len(chosen) != 1:
        text = "Cancel one group at a time: its page says who is told."
        model_admin.message_user(request, text, messages.ERROR)
        return None
    if chosen[0].cancelled_on is not None:
        model_admin.message_user(request, "This group is cancelled already.")
        return None
    actor: Any = request.user
    bulk = bulk_actions.propose_cancelling(chosen[0], actor=actor, at=timezone.now())
    return begin_or_ask(request, bulk)


def say_what_capacity_changes(
    request: HttpRequest, form: Any, formsets: Sequence[Any]
) -> None:
    """After a capacity was changed: who may be offered a seat, or that all stay.

    Likewise after a change of how many places one school may have.
    """
    if not {"capacity", "places_per_school"} & set(form.changed_data):
        return
    group, now = form.instance, timezone.now()
    seated = queries.people_seated(group, at=now)
    if group.capacity is not None and len(seated) > group.capacity:
        messages.warning(request, _all_stay(seated, group.capacity))
        return
    people = queries.free_seats_to_offer(group, at=now)
    if not people:
        return
    actor: Any = request.user
    bulk = bulk_actions.propose(
        BulkVerb.OFFER, people, hub_id=group.hub_id, actor=actor, at=now
    )
    text = '{} {}, and a seat is free for {}: <a href="{}">offer now?</a>'
    waiting = group.places.waiting_list().count()
    waits = words.plural(waiting, "person waits", "people wait")
    url = bulk.get_absolute_url()
    messages.info(request, format_html(text, waiting, waits, len(people), url))


def _all_stay(seated: Sequence[Any], capacity: int) -> str:
    names = [place.participant.full_name for place in seated[: queries.NAMED]]
    more = len(seated) - len(names)
    listed = ", ".join(names) + (f" and {more} more" if more else "")
    number = len(seated)
    have = words.plural(number, "person has", "people have")
    stays = f"All stay and nobody is put out: {listed}."
    if not capacity:
        return f"{number} {have} a seat. {stays} Nobody new is offered a seat."
    return (
        f"{number} {have} a seat, more than the capacity of {capacity}. {stays} "
        f"No seat is free until fewer than {capacity} are left."
    )


def concerned(group_ids: Collection[int]) -> dict[int, str]:
    """Who a change of dates concerns, such as "7 people have a place"."""
    return {
        pk: _in_words(*numbers)
        for pk, numbers in session_queries.people_by_group(group_ids).items()
    }


def secured(group_ids: Collection[int]) -> dict[int, int]:
    """How many people have a secured place in each group."""
    found = session_queries.people_by_group(group_ids)
    return {pk: number for pk, (number, _) in found.items()}


def trained(group_id: int) -> dict[int, int]:
    """How many people who are expected have each lead provider."""
    rows = Place.objects.filter(work_group=group_id, state__in=EXPECTED)
    counted = rows.exclude(lead_provider=None).order_by().values_list("lead_provider")
    return dict(counted.annotate(number=Count("pk")))


def _in_words(secured: int, offered: int) -> str:
    have = words.plural(secured, "person has", "people have")
    are = words.plural(offered, "person is", "people are")
    parts = [f"{secured} {have} a place"] if secured else []
    parts += [f"{offered} {are} offered one"] if offered else []
    return words.listed(parts)


def why_sessions_stay(sessions: Sequence[Session]) -> list[str]:
    """Sessions that have people or a register are called off, never deleted."""
    stay = session_queries.with_people_or_register(sessions)
    return [
        f"Session {session.number} has {what}, so it cannot be deleted. "
        "Call it off instead."
        for session, what in stay
    ]


#: Fields of a session of which people with a place are told.
TOLD_OF = {"on", "starts", "ends", "venue", "joining_link"}


def tell_after_group(request: HttpRequest, form: Any, formsets: Sequence[Any]) -> None:
    """After a group was saved: tell of sessions that are new, moved or elsewhere."""
    group, rows = form.instance, [each for formset in formsets for each in formset]
    deleted = {each for formset in formsets for each in formset.deleted_forms}
    _hold_again(request, [each for each in rows if each not in deleted])
    touched = {
        each.instance.pk
        for each in rows
        if each not in deleted and TOLD_OF & set(each.changed_data)
    }
    sessions = group.sessions.with_venue()
    if "dates_confirmed" not in form.changed_data:
        elsewhere = Q(venue=None) if "venue" in form.changed_data else Q(pk=None)
        sessions = sessions.filter(Q(pk__in=touched) | elsewhere)
    old_dates = dict(_old_date(each) for each in rows if "on" in each.changed_data)
    if "dates_confirmed" in form.changed_data:
        old_dates = {}  # nobody was told of them
    _tell(request, group, list(sessions), old_dates)


def _old_date(form: Any) -> tuple[int, date | None]:
    """The number of the session in a form, and its day before; None for a new one."""
    return form.instance.number, form.initial.get("on")


def tell_after_session(
    request: HttpRequest, form: Any, formsets: Sequence[Any]
) -> None:
    _hold_again(request, [form])
    if TOLD_OF & set(form.changed_data):
        old_dates = dict([_old_date(form)]) if "on" in form.changed_data else {}
        _tell(request, form.instance.work_group, [form.instance], old_dates)


def _hold_again(request: HttpRequest, forms: Iterable[Any]) -> None:
    """Sessions that were called off and have a new date take place on it."""
    moved = [
        each.instance
        for each in forms
        if "on" in each.changed_data and each.instance.pk
    ]
    actor: Any = request.user
    session_actions.hold_again(moved, by=actor, at=timezone.now())


def _tell(
    request: HttpRequest,
    group: WorkGroup,
    sessions: list[Session],
    old_dates: Mapping[int, date | None],
) -> None:
    now = timezone.now()
    told = session_actions.tell_of_changed_sessions(
        group,
        sessions,
        old_dates={number: day for number, day in old_dates.items() if day},
        at=now,
    )
    if not told:
        return
    people = words.plural(told, "person", "people")
    key = _key_of(sessions)
    if request.POST.get(AskFirst.field) != key:
        said = (
            f"Nothing is saved yet. {told} {people} with a place would get the letter "
            "below. Save again to change the dates and to send it."
        )
        raise AskFirst(said, key=key, sample=session_actions.sample_of(group, at=now))
    messages.info(
        request,
        f"{told} {people} with a place are told of the change. The letter goes in ten "
        "minutes; what you change before then goes in the same one.",
    )


def _key_of(sessions: Iterable[Session]) -> str:
    """What an email about these sessions says, so that another one is read again."""
    said = sorted(
        f"{each.pk} {each.on} {each.starts} {each.ends} {each.venue_id} "
        f"{each.work_group.venue_id} {each.joining_link}"
        for each in sessions
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


add_concerned(concerned)
add_secured(secured)
add_trained(trained)
add_keeper(Session, why_sessions_stay)
add_after_saving(WorkGroup, tell_after_group)
add_after_saving(WorkGroup, say_what_capacity_changes)
add_after_saving(Session, tell_after_session)
add_actions(WorkGroup, offer_free_seats, cancel_work_groups, form=ReasonForm)
