"""Admin actions on work groups, and what people are told when sessions change."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from recruitment.actions import seats, staff
from recruitment.actions import sessions as session_actions
from recruitment.admin.places import ReasonForm
from recruitment.errors import RecruitmentError
from workgroups import words
from workgroups.admin_base import add_actions, add_after_saving
from workgroups.models import Session, WorkGroup


@admin.action(description="Offer free seats to those waiting", permissions=["change"])
def offer_free_seats(
    model_admin: Any, request: HttpRequest, groups: QuerySet[WorkGroup]
) -> None:
    offered = 0
    for group in groups.order_by("pk"):
        offered += seats.offer_free_seats(
            group,
            at=timezone.now(),
            actor=request.user,  # type: ignore[arg-type]  # signed in
        )
    model_admin.message_user(request, f"Offered to {offered} people who were waiting.")


@admin.action(description="Cancel (with a reason)", permissions=["change"])
def cancel_work_groups(
    model_admin: Any, request: HttpRequest, groups: QuerySet[WorkGroup]
) -> None:
    reason = request.POST.get("reason", "").strip()[:300]
    for group in groups.order_by("pk"):
        try:
            cancelled = staff.cancel_work_group(
                group,
                at=timezone.now(),
                actor=request.user,  # type: ignore[arg-type]  # signed in
                reason=reason,
            )
        except RecruitmentError as error:
            model_admin.message_user(request, f"{group}: {error}", messages.ERROR)
        else:
            model_admin.message_user(request, f"{group}: cancelled; {cancelled} told.")


#: Fields of a session of which people with a place are told.
TOLD_OF = {"on", "starts", "ends", "venue", "joining_link"}


def tell_after_group(request: HttpRequest, form: Any, formsets: Sequence[Any]) -> None:
    """After a group was saved: tell of sessions that are new, moved or elsewhere."""
    group, rows = form.instance, [each for formset in formsets for each in formset]
    deleted = {each for formset in formsets for each in formset.deleted_forms}
    touched = {
        each.instance.pk
        for each in rows
        if each not in deleted and TOLD_OF & set(each.changed_data)
    }
    sessions = group.sessions.all()
    if "dates_confirmed" not in form.changed_data:
        elsewhere = Q(venue="") if "venue" in form.changed_data else Q(pk=None)
        sessions = sessions.filter(Q(pk__in=touched) | elsewhere)
    _tell(request, group, list(sessions))


def tell_after_session(
    request: HttpRequest, form: Any, formsets: Sequence[Any]
) -> None:
    if TOLD_OF & set(form.changed_data):
        _tell(request, form.instance.work_group, [form.instance])


def _tell(request: HttpRequest, group: WorkGroup, sessions: list[Session]) -> None:
    told = session_actions.tell_of_changed_sessions(group, sessions, at=timezone.now())
    if told:
        people = words.plural(told, "person", "people")
        messages.info(request, f"{told} {people} with a place are told of the change.")


add_after_saving(WorkGroup, tell_after_group)
add_after_saving(Session, tell_after_session)
add_actions(WorkGroup, offer_free_seats, cancel_work_groups, form=ReasonForm)
