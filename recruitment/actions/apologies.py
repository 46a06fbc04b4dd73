"""Apologies before a session, with another session to come to instead."""

from datetime import datetime

from django.db import transaction

from recruitment.choices import SECURED
from recruitment.errors import NoRoom, PlaceClosed, SessionBegun, SessionCalledOff
from recruitment.models import Apology, Place
from recruitment.queries import other_groups
from workgroups.models import Session, WorkGroup


@transaction.atomic
def send_apologies(
    place: Place,
    session: Session,
    *,
    instead: Session | None = None,
    at: datetime,
) -> Apology:
    """Tell the lead before a session that a person cannot come to it.

    `instead` is the same session of another group, whose lead then expects them as a
    guest; its group is locked, so that no two guests take the last seat. Sending the
    same again changes nothing. Raises PlaceClosed, SessionBegun, NoRoom.
    """
    _check_may_answer(place, session, at)
    apology, _ = Apology.objects.get_or_create(
        place=place,
        session=session,
        defaults={"hub_id": session.hub_id, "sent_at": at},
    )
    if instead is not None and apology.instead_id != instead.pk:
        _check_room(session, instead, at)
        apology.instead = instead
        apology.save(update_fields=["instead"])
    return apology


def _check_room(session: Session, instead: Session, at: datetime) -> None:
    own = WorkGroup.objects.filter(pk=instead.work_group_id)
    own.select_for_update().values_list("pk").get()
    offered = other_groups.with_room(session, at=at)
    if instead.pk not in {each.session.pk for each in offered}:
        raise NoRoom


def take_back_apologies(place: Place, session: Session, *, at: datetime) -> None:
    """Tell the lead that a person can come after all.

    Raises PlaceClosed, SessionBegun.
    """
    _check_may_answer(place, session, at)
    Apology.objects.filter(place=place, session=session).delete()


def _check_may_answer(place: Place, session: Session, at: datetime) -> None:
    """Only holders of a secured place answer, and only before the session begins."""
    if session.called_off_at is not None:
        raise SessionCalledOff("This session was called off.")
    if place.state not in SECURED or place.work_group_id != session.work_group_id:
        raise PlaceClosed("You have no secured place in this group.")
    if session.starts_at <= at:
        raise SessionBegun
