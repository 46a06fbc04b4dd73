"""The kinds of email to who agreed at a school that teachers are released."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from recruitment import calendars
from recruitment.choices import LinkPurpose
from recruitment.models import ReleaseContact
from recruitment.outbox import EXAMPLES, Attachment, EmailKind, add_kind
from recruitment.placeholders import LINK, SIGNED, part
from recruitment.queries import releases
from workgroups import academic_years
from workgroups.academic_years import Term
from workgroups.wordings import Placeholder

WHY = part(
    "why we write",
    "_why_release.txt",
    "who gave us the address, and why",
    required=True,
)
TEACHERS = part(
    "teachers and dates",
    "_released_teachers.txt",
    "each teacher with their group and its dates to come",
    required=True,
)


class ReleaseTold(EmailKind):
    """Tells who agreed a release which teachers come, and on which dates.

    One letter is about all who name the address, also those of an earlier day.
    """

    name = "release_told"
    title = "who agreed a release learns of a place that is secured"
    placeholders: tuple[Placeholder, ...] = (WHY, TEACHERS, LINK, *SIGNED)
    button = "See all dates"
    link_purpose = LinkPurpose.RELEASE
    link_days = 400  # longer than a year, because the page is for the whole year

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        contacts = ReleaseContact.objects.filter(hub=hub_id).order_by("-pk")
        return [(each, each) for each in contacts[:EXAMPLES]]

    def still_holds(
        self, about: ReleaseContact, recipient: ReleaseContact, *, at: datetime
    ) -> bool:
        return recipient.reachable and bool(releases.teachers_of(about, at=at))

    def context(
        self, about: ReleaseContact, recipient: ReleaseContact, *, at: datetime
    ) -> dict[str, object]:
        """Each teacher, with the sessions to come."""
        teachers = releases.teachers_of(about, at=at)
        for each in teachers:
            each.sessions = [s for s in each.sessions if s.starts_at > at]
        has_dates = any(each.sessions for each in teachers)
        return {"teachers": teachers, "has_dates": has_dates}

    def attachments(
        self,
        about: ReleaseContact,
        recipient: ReleaseContact,
        context: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Sequence[Attachment]:
        sessions = releases.names_by_session(context["teachers"])
        if not sessions:
            return []
        content = calendars.of_teachers(sessions, at=at)
        return [Attachment("sessions.ics", content, "text/calendar")]


class ReleaseDates(ReleaseTold):
    """Tells who agreed a release the dates of one term; the occasion names the term."""

    name = "release_dates"
    title = "who agreed a release learns the dates of a term"
    placeholders = (
        Placeholder("term", "{{ term.name }}", "autumn, spring or summer"),
        WHY,
        TEACHERS,
        LINK,
        *SIGNED,
    )

    def still_holds(
        self, about: ReleaseContact, recipient: ReleaseContact, *, at: datetime
    ) -> bool:
        """A term without sessions to come has no letter."""
        term = academic_years.term_of(timezone.localdate(at))
        teachers = releases.teachers_of(about, at=at)
        coming = releases.with_dates(teachers, after=at, until=term.last_on)
        return recipient.reachable and bool(coming)

    def context(
        self, about: ReleaseContact, recipient: ReleaseContact, *, at: datetime
    ) -> dict[str, object]:
        """The teachers with sessions to come in the term of `at`, with these only."""
        term: Term = academic_years.term_of(timezone.localdate(at))
        teachers = releases.teachers_of(about, at=at)
        coming = releases.with_dates(teachers, after=at, until=term.last_on)
        return {"teachers": coming, "has_dates": True, "term": term}


def add_kinds() -> None:
    for kind in (ReleaseTold, ReleaseDates):
        add_kind(kind)
