"""The emails of imported lists that wait until a person lets them go."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from recruitment import outbox
from recruitment.choices import EmailState
from recruitment.models import Email, Mentorship
from workgroups.models import WorkGroup


@dataclass(frozen=True)
class DraftsOfKind:
    """How many drafts of one kind there are, and one of them."""

    title: str
    number: int
    example: Email
    about: Any
    recipient: Any


def drafts_of(work_group: WorkGroup) -> QuerySet[Email]:
    """Drafts about places in a group, and to mentors of people with such a place."""
    places = work_group.places.order_by().values("pk")
    mentorships = Mentorship.objects.filter(participant__places__in=places)
    about = Q(about_type="recruitment.place", about_id__in=places) | Q(
        about_type="recruitment.mentorship",
        about_id__in=mentorships.order_by().values("pk"),
    )
    return Email.objects.filter(about, hub=work_group.hub_id, state=EmailState.DRAFT)


def drafts_by_kind(work_group: WorkGroup) -> list[DraftsOfKind]:
    counted = drafts_of(work_group).order_by().values("kind")
    found = []
    for each in counted.annotate(number=Count("pk"), first=Min("pk")).order_by("first"):
        example = Email.objects.select_related("hub", "link").get(pk=each["first"])
        about, recipient = outbox.get_rows(example)
        title = outbox.kind_named(each["kind"]).title
        found.append(DraftsOfKind(title, each["number"], example, about, recipient))
    return found
