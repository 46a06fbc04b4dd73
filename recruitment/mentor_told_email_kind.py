"""The kind of email by which a mentor learns of a participant for the first time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from recruitment.choices import NOT_GONE, SECURED, EmailState, LinkPurpose
from recruitment.models import Email, Mentor, Mentorship, Participant, Place
from recruitment.outbox import EXAMPLES, EmailKind, add_kind
from recruitment.placeholders import LINK, NAME, SIGNED, part
from workgroups import academic_years, words
from workgroups.models import Session
from workgroups.wordings import Placeholder

MORNING = time(8)  # in London


class MentorTold(EmailKind):
    """Tells a mentor who we are, why we write and what the participant attends.

    A mentor gets one a day. Where several people wait to be told of, one names all.
    """

    name = "mentor_told"
    title = "a mentor learns of a participant"
    placeholders = (
        NAME,
        part(
            "why we write",
            "_why_mentor.txt",
            "whose mentor this is, and who gave us the address",
            required=True,
        ),
        part(
            "who takes part",
            "_who_takes_part.txt",
            "the first names of whom it tells, and what they take part in",
            in_subject=True,
        ),
        Placeholder(
            "participant",
            "{{ participant.full_name }}",
            "whose mentor this is",
        ),
        Placeholder(
            "participant first name",
            "{{ participant.first_name }}",
            "whose mentor this is",
        ),
        Placeholder(
            "group",
            "{{ place.work_group.title }}",
            "the name of the work group",
        ),
        Placeholder(
            "year",
            "{{ place.work_group.year_label }}",
            "such as 2026/27",
        ),
        LINK,
        *SIGNED,
    )
    button = "See the plan"
    link_purpose = LinkPurpose.MENTOR
    related = ("participant", "mentor")
    link_days = 400  # longer than a year, because the page is for the whole year

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        people = Place.objects.filter(state__in=SECURED, hub=hub_id)
        secured = people.filter(participant__erased_at=None)
        rows = Mentorship.objects.filter(
            hub=hub_id, until_on=None, participant__in=secured.values("participant")
        ).select_related(*self.related)
        return [(row, row.mentor) for row in rows.order_by("-pk")[:EXAMPLES]]

    def still_holds(self, about: Mentorship, recipient: Any, *, at: datetime) -> bool:
        """A mentor is told once a year; letters about sessions name those after."""
        if about.until_on is not None or not about.mentor.reachable:
            return False
        place: Any = _secured_place(about, at=at)
        if place is None:
            return False
        return not (place.mentor_knows_us and _is_told_later(about, at=at))

    def goes_at(
        self, about: Mentorship, recipient: Mentor, *, at: datetime
    ) -> datetime:
        """The next morning, where the mentor was told of somebody else today."""
        today = timezone.localdate(at)
        began = datetime.combine(today, time(), words.LONDON)
        waiting = Q(state__in=[EmailState.QUEUED, EmailState.TO_RETRY])
        going = Q(state=EmailState.SENDING) | Q(sent_at__gte=began)
        others = _told(about.mentor_id).exclude(about_id=about.pk)
        rows = list(
            others.filter(waiting | going).values_list("pk", "about_id", "state")
        )
        also = [row for row in rows if row[2] in NOT_GONE]
        about.also_told = {pk: mentorship for pk, mentorship, _ in also}  # type: ignore[attr-defined]
        if len(also) == len(rows):
            return at
        return datetime.combine(today + timedelta(days=1), MORNING, words.LONDON)

    def tells_also(self, about: Mentorship) -> Sequence[int]:
        found: Mapping[int, int] = getattr(about, "also_told", {})
        return list(found)

    def context(
        self, about: Mentorship, recipient: Any, *, at: datetime
    ) -> dict[str, object]:
        people = [about.participant, *_others_told_of(about)]
        return {
            "colleagues": words.listed([each.first_name for each in people]),
            "full_names": words.listed([each.full_name for each in people]),
            "several": len(people) > 1,
            "participant": about.participant,
            "place": _secured_place(about, at=at),
            "named_by_staff": about.registration_id is None,
        }

    def link_subject(self, about: Mentorship, recipient: Any) -> Any:
        return recipient


def _told(mentor_id: int) -> QuerySet[Email]:
    """The letters that tell a mentor of somebody, in every state."""
    return Email.objects.filter(
        kind=MentorTold.name,
        recipient_type=Mentor._meta.label_lower,
        recipient_id=mentor_id,
    ).order_by()


def _secured_place(mentorship: Any, *, at: datetime) -> Place | None:
    """The newest secured place of whom a mentor supports; read once for an email."""
    if not hasattr(mentorship, "secured_place"):
        knows_us = Exists(_told_this_year(mentorship, at=at))
        own = Place.objects.secured().filter(participant=mentorship.participant_id)
        rows = own.select_related("work_group", "participant")
        newest = rows.annotate(mentor_knows_us=knows_us).order_by("-start_year", "-pk")
        mentorship.secured_place = newest.first()
    found: Place | None = mentorship.secured_place
    return found


def _others_told_of(mentorship: Mentorship) -> list[Participant]:
    """Whom the same letter names: those whose own letters wait and still hold."""
    waiting: Mapping[int, int] = getattr(mentorship, "also_told", {})
    if not waiting:
        return []
    rows = Mentorship.objects.filter(pk__in=waiting.values(), until_on=None)
    secured = Place.objects.secured().order_by().values("participant")
    rows = rows.filter(participant__in=secured, participant__erased_at=None)
    return [each.participant for each in rows.select_related("participant")]


def _told_this_year(mentorship: Mentorship, *, at: datetime) -> QuerySet[Email]:
    """Letters of this academic year that told the mentor who we are."""
    year = academic_years.academic_year_of(timezone.localdate(at))
    began = datetime.combine(academic_years.first_day(year), time(), words.LONDON)
    sent = _told(mentorship.mentor_id).filter(state=EmailState.SENT)
    return sent.filter(sent_at__gte=began)


def _is_told_later(mentorship: Mentorship, *, at: datetime) -> bool:
    """Whether a letter about a session will name this person to the mentor."""
    places = mentorship.participant.places.secured().order_by()
    coming = Session.objects.going_ahead().filter(
        work_group__in=places.values("work_group"),
        work_group__dates_confirmed=True,
        starts_at__gt=at,
    )
    return coming.count() > 1


def add_kinds() -> None:
    add_kind(MentorTold)
