"""The people of one session: who is expected, and who was marked all the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from recruitment.choices import PRESENT_MARKS, SECURED, RegistrationSource
from recruitment.models import Apology, Attendance, Place
from recruitment.queries.attendance_register import EXPECTED
from recruitment.queries.other_groups import guest_places
from workgroups import words
from workgroups.models import Session

RELATED = ("participant", "school", "provider", "work_group", "registration")


@dataclass(frozen=True)
class PersonAtSession:
    """Somebody who is expected at a session or was marked at it."""

    place: Place
    mark: Attendance | None
    is_expected: bool
    is_guest: bool  # with a place in another group
    remarks: list[str]

    @property
    def said(self) -> str:
        return str(self.mark.get_mark_display()) if self.mark else "not marked"


def people_at(
    user: Any,
    session: Session,
    marks: Iterable[Attendance] = (),
    apologies: Iterable[Apology] = (),
) -> list[PersonAtSession]:
    """Everybody who is expected or was marked, by name, in two statements."""
    marked = {each.place_id: each for each in marks}
    sent = {each.place_id: each for each in apologies}
    own = Q(work_group=session.work_group_id, state__in=EXPECTED)
    guests = guest_places(session)
    places = list(
        Place.objects.visible_to(user)
        .filter(own | Q(pk__in=list(marked)) | Q(pk__in=guests.values("pk")))
        .select_related(*RELATED)
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
    elsewhere = _caught_up(user, session, places)
    return [
        PersonAtSession(
            place,
            marked.get(place.pk),
            _is_expected(place, session),
            place.work_group_id != session.work_group_id,
            _standing(place, session, marked.get(place.pk))
            + _said_before(sent.get(place.pk))
            + elsewhere.get(place.pk, [])
            + _added_to(marked.get(place.pk)),
        )
        for place in places
    ]


def _is_expected(place: Place, session: Session) -> bool:
    own = place.work_group_id == session.work_group_id
    return own and place.state in EXPECTED


def _standing(place: Any, session: Session, mark: Attendance | None) -> list[str]:
    """How somebody stands to the group, where their place is not simply secured."""
    if place.work_group_id != session.work_group_id:
        return []  # the page names their own group
    found = [] if place.state in SECURED else [str(place.get_state_display())]
    walked_in = place.registration.source == RegistrationSource.WALK_IN
    came = mark is not None and mark.mark in PRESENT_MARKS
    if walked_in and came and timezone.localdate(place.registered_at) >= session.on:
        found.append("was not on the list")
    return found


def _said_before(apology: Apology | None) -> list[str]:
    if apology is None:
        return []
    return [f"sent apologies on {words.local_day(apology.sent_at)}"]


def _added_to(mark: Attendance | None) -> list[str]:
    """What was written down with a mark."""
    if mark is None:
        return []
    deputy = [f"sent {mark.deputy} instead"] if mark.deputy else []
    return [*deputy, *filter(None, [mark.note])]


def _caught_up(
    user: Any, session: Session, places: Iterable[Place]
) -> dict[int, list[str]]:
    """Who came to the session of this number in another group of the project."""
    others = Attendance.objects.visible_to(user).present()
    rows = others.filter(
        place__in=[each.pk for each in places if _is_expected(each, session)],
        session__number=session.number,
        session__work_group__project=session.work_group.project_id,
    ).exclude(session__work_group=session.work_group_id)
    found: dict[int, list[str]] = {}
    for mark in rows.select_related("session__work_group").order_by("session__on"):
        held = mark.session
        text = f"caught up with {held.work_group} on {words.day(held.on)}"
        found.setdefault(mark.place_id, []).append(text)
    return found
