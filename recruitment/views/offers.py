"""What a lead decides about the offer of a person who came and never confirmed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from recruitment.actions import seats
from recruitment.errors import RecruitmentError
from recruitment.models import Place
from workgroups.models import WorkGroup
from workgroups.requests import SignedInRequest


@require_POST
def decide_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the person more time, or end the offer; only they can secure the place."""
    groups = WorkGroup.objects.managed_by(request.user)
    places = Place.objects.filter(work_group__in=groups)
    place = get_object_or_404(places.select_related("participant"), pk=pk)
    ends = request.POST.get("then") == "end"
    decide = seats.end_offer if ends else seats.extend_offer
    try:
        decide(place, at=timezone.now(), actor=request.user)
    except RecruitmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _told(place.participant.full_name, ends=ends))
    return redirect("hubsite:show_group", place.work_group.slug)


def _told(name: str, *, ends: bool) -> str:
    if ends:
        return f"The offer to {name} has ended. We have written to them."
    return f"{name} has more time to confirm. We have written to them."
