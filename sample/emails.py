"""Emails that were sent, with their links, and the list of sign-ins."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from evaluation.models import FeedbackForm, FeedbackRequest
from recruitment import links
from recruitment.choices import EmailState, LinkPurpose, PlaceState
from recruitment.models import (
    Email,
    Link,
    Mentorship,
    Participant,
    Place,
    PlaceEvent,
)
from sample.hubs import PASSWORD
from sample.world import SampleHub, World
from workgroups import words
from workgroups.models import Session
from workgroups.words import LONDON

LINK_DAYS = 60
SUBJECTS = {
    "asked_to_confirm": "Confirm your place by {until}: {group}",
    "reminder_to_confirm": "Two days left to confirm your place: {group}",
    "place_confirmed": "Your place is secured: {group}",
    "waiting_list": "You are on the waiting list: {group}",
    "interest_received": "We have your expression of interest: {group}",
    "mentor_told": "What your colleague is doing in {group}",
}
BODIES = {
    "asked_to_confirm": (
        "Thank you for asking for a place in {group}. It is yours if you confirm "
        "that you can attend the dates, by {until}."
    ),
    "reminder_to_confirm": (
        "A place in {group} is being kept for you until {until}. It is secured "
        "once you confirm that you can attend the dates."
    ),
    "place_confirmed": "Your place in {group} is secured. The dates are attached.",
    "waiting_list": (
        "{group} is full at the moment. You are on the waiting list and keep your "
        "turn; we write as soon as a seat is free."
    ),
    "interest_received": (
        "We have your expression of interest in {group}. It secures nothing yet: "
        "we will ask you to confirm."
    ),
    "mentor_told": (
        "{person} gave us your name as mentor. On the page behind this link you see "
        "the plan of {group} and what is tried in class."
    ),
}
KIND_OF_STATE = {
    PlaceState.OFFERED: "asked_to_confirm",
    PlaceState.WAITING: "waiting_list",
    PlaceState.INTERESTED: "interest_received",
    PlaceState.CONFIRMED: "place_confirmed",
}


class EmailWriter:
    """Create sent emails and the links that they contained."""

    def __init__(self, world: World) -> None:
        self.world = world
        last = PlaceEvent.objects.order_by("at", "pk").values_list(
            "place_id", "pk", "at"
        )
        self.last_transition = {place: (pk, at) for place, pk, at in last}

    def link(self, purpose: str, subject: Any, until: datetime | None = None) -> Link:
        """A link whose id comes from the seed."""
        return Link.objects.create(
            id=self.world.uuid(),
            hub_id=subject.hub_id,
            purpose=purpose,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            expires_at=until
            or self.world.at(self.world.day + timedelta(days=LINK_DAYS), 17),
        )

    def write_to_participant(
        self, place: Place, kind: str = "", *, days: int = 0
    ) -> Email:
        """The email about a place's last transition, or one some days later."""
        pk, at = self.last_transition[place.pk]
        kind = kind or KIND_OF_STATE[PlaceState(place.state)]
        link = None
        if place.state == PlaceState.OFFERED:
            link = Link.objects.filter(
                purpose=LinkPurpose.CONFIRM, subject_id=place.pk
            ).first() or self.link(LinkPurpose.CONFIRM, place, place.offer_ends_at)
        until = place.offer_ends_at
        occasion = f"until {until:%Y-%m-%d}" if days and until else str(pk)
        at = min(at + timedelta(days=days), self.world.evening_before)
        return self._save_sent(
            kind, place, place.participant, occasion, at, link, place=place
        )

    def write_to_mentor(self, mentorship: Mentorship, place: Place) -> Email:
        link = self.link(
            LinkPurpose.MENTOR,
            mentorship.mentor,
            self.world.at(self.world.day + timedelta(days=300), 17),
        )
        at = self.last_transition[place.pk][1]
        return self._save_sent(
            "mentor_told", mentorship, mentorship.mentor, "", at, link, place=place
        )

    def _save_sent(
        self,
        kind: str,
        about: Any,
        to: Any,
        occasion: str,
        at: datetime,
        link: Link | None,
        *,
        place: Place,
    ) -> Email:
        ends = place.offer_ends_at
        until = ends.astimezone(LONDON) if ends else None
        filled = {
            "group": str(place.work_group),
            "person": place.participant.full_name,
            "until": f"{until:%A} {until.day} {until:%B}" if until else "",
        }
        greeting = getattr(to, "first_name", "") or to.name
        page = f"\n\n{settings.SITE_URL}/.../[link]/" if link else ""
        body = BODIES[kind].format(**filled)
        return Email.objects.create(
            hub_id=place.hub_id,
            kind=kind,
            about_type=about._meta.label_lower,
            about_id=about.pk,
            occasion=occasion,
            recipient_type=to._meta.label_lower,
            recipient_id=to.pk,
            message_id=f"<{self.world.uuid().hex}@hubsite.example>",
            link=link,
            state=EmailState.SENT,
            written_at=at,
            attempts=1,
            sent_at=at + timedelta(seconds=4),
            subject_kept=SUBJECTS[kind].format(**filled),
            body_kept=f"Dear {greeting},\n\n{body}{page}\n\n{place.hub.name}\n",
        )


def write_emails(world: World, hub: SampleHub) -> EmailWriter:
    """Create emails to people who have not answered, to some who have, and mentors."""
    writer = EmailWriter(world)
    places = Place.objects.filter(
        hub=hub.row, start_year=world.year, work_group__isnull=False
    ).select_related("participant", "work_group", "hub")
    tomorrow = world.at(world.day, 0) + timedelta(days=3)
    for place in places.filter(state=PlaceState.OFFERED).order_by("pk"):
        writer.write_to_participant(place)
        if place.offer_ends_at and place.offer_ends_at <= tomorrow:
            writer.write_to_participant(place, "reminder_to_confirm", days=3)
    for state in (PlaceState.WAITING, PlaceState.INTERESTED, PlaceState.CONFIRMED):
        for place in places.filter(state=state).order_by("-pk")[:4]:
            writer.write_to_participant(place)
    for place in places.filter(state=PlaceState.CONFIRMED).order_by("-pk")[:12]:
        mentorship = place.participant.mentorships.filter(until_on=None).first()
        if mentorship is not None and mentorship.mentor.reachable:
            writer.write_to_mentor(mentorship, place)
    return writer


def bounce_one_email(world: World, hub: SampleHub) -> None:
    """Let one email bounce, so that the offer's clock is paused."""
    place = (
        Place.objects.filter(
            hub=hub.row, state=PlaceState.OFFERED, participant__second_email=""
        )
        .order_by("-offer_ends_at", "-pk")
        .first()
    )
    if place is None:
        return
    emails = Email.objects.filter(
        about_type="recruitment.place", about_id=place.pk, kind="asked_to_confirm"
    )
    emails.update(
        state=EmailState.BOUNCED,
        sent_at=None,
        problem="The address refused it.",
        subject_kept="",
        body_kept="",
    )
    at = world.evening_before - timedelta(hours=5)
    Place.objects.filter(pk=place.pk).update(clock_paused_at=at)
    Participant.objects.filter(pk=place.participant_id).update(email_failed_at=at)


def write_sign_ins(
    world: World, hub: SampleHub, writer: EmailWriter, open_form: FeedbackForm | None
) -> str:
    """List who can sign in as what, and some URLs to open at once."""
    lines = [
        f"The sample stands around {words.day(world.day)}. Everybody is invented.",
        "",
        f"Sign in at {settings.SITE_URL}{settings.LOGIN_URL}",
        f"with the password  {PASSWORD}  (no second factor in the sample) as",
    ]
    hub_name = ""
    for name, role, user in world.accounts:
        if name != hub_name:
            lines += ["", f"  {name}"]
            hub_name = name
        lines.append(f"    {role:<42} {user.email}")
    lines += ["", "Without an account, in the first hub:"]
    lines += [
        f"  {what:<26} {address}"
        for what, address in _example_urls(writer, hub, open_form)
    ]
    return "\n".join(lines) + "\n"


def _example_urls(
    writer: EmailWriter, hub: SampleHub, open_form: FeedbackForm | None
) -> list[tuple[str, str]]:
    """URLs that open one person's page each, and today's register."""
    world = writer.world
    today = hub.this_year[hub.areas[0]]
    here = Place.objects.filter(work_group=today.row, state=PlaceState.CONFIRMED)
    place = here.select_related("participant").order_by("pk")[0]
    found = [
        (
            "a participant",
            links.address(writer.link(LinkPurpose.SIGN_IN, place.participant)),
        )
    ]
    offered = Link.objects.filter(hub=hub.row, purpose=LinkPurpose.CONFIRM)
    found += [
        ("a place to confirm", links.address(link))
        for link in offered.order_by("-expires_at", "pk")[1:2]
    ]
    mentor = Link.objects.filter(hub=hub.row, purpose=LinkPurpose.MENTOR)
    found += [("a mentor", links.address(link)) for link in mentor.order_by("pk")[:1]]
    if open_form is not None:
        request = FeedbackRequest.objects.filter(form=open_form, answered=False)
        asked = request.order_by("pk").first()
        if asked is not None:
            asked.link = writer.link(LinkPurpose.FEEDBACK, asked)
            asked.save(update_fields=["link"])
            found.append(("feedback to give", links.address(asked.link)))
    session = Session.objects.get(work_group=today.row, on=world.day)
    register = f"{settings.SITE_URL}/sessions/{session.pk}/register/"
    found.append(("today's register", f"{register} (sign in as {today.lead.email})"))
    lead = f"{settings.SITE_URL}{reverse('workgroups:list_work_groups')}"
    return [("work groups", lead), *found]
