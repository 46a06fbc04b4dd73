"""Admin actions on work groups that change their places."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from recruitment.actions import seats, staff
from recruitment.admin.places import ReasonForm
from recruitment.errors import RecruitmentError
from workgroups.admin_base import add_actions
from workgroups.models import WorkGroup


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


add_actions(WorkGroup, offer_free_seats, cancel_work_groups, form=ReasonForm)
