"""The emails about last year's places and about closed forms, written in bulk.

Each has the text that the product's templates gave it when it was sent.
"""

from datetime import datetime
from typing import Any

from evaluation.actions.feedback import REMINDED_AFTER
from evaluation.models import FeedbackRequest
from recruitment import outbox, rules
from recruitment.choices import PlaceState
from recruitment.models import Email, Link, Mentorship, Place, PlaceEvent
from sample.emails import Texts, keep_text
from sample.feedback import OPEN_DAYS
from sample.histories import offer_end
from sample.timeline import TASK_RUNS_AFTER
from sample.world import Group, SampleHub, World

#: The email that tells of each state which a place reached.
KIND_OF_STATE = {
    PlaceState.OFFERED: "asked_to_confirm",
    PlaceState.CONFIRMED: "place_confirmed",
    PlaceState.DECLINED: "place_declined",
    PlaceState.LAPSED: "offer_lapsed",
    PlaceState.WITHDRAWN: "place_withdrawn",
}


def write_emails_about_places(world: World) -> None:
    """The emails about last year's places, before anything of this year happens."""
    for hub in world.hubs:
        for group in hub.last_year:
            _of_places(world, hub, group)
    world.save((Link, Email))


def _of_places(world: World, hub: SampleHub, group: Group) -> None:
    places = Place.objects.filter(work_group=group.row).order_by("pk")
    mentors: dict[int, list[Mentorship]] = {}
    running = Mentorship.objects.filter(hub=hub.row, until_on=None)
    for mentorship in running.select_related("mentor", "participant", "hub"):
        mentors.setdefault(mentorship.participant_id, []).append(mentorship)
    rows = places.select_related("participant", "work_group", "stage", "hub")
    texts: Texts = {}
    pencilled_in = Place.objects.filter(state=PlaceState.PROVISIONAL)
    both_years = set(pencilled_in.values_list("registration", flat=True))
    for place in rows.prefetch_related("events"):
        events = list(place.events.all())
        for event, following in zip(events, [*events[1:], None], strict=True):
            if event.to_state not in KIND_OF_STATE:
                continue
            kind = KIND_OF_STATE[PlaceState(event.to_state)]
            place.offer_ends_at = None
            if event.to_state == PlaceState.OFFERED:
                place.offer_ends_at = offer_end(hub, group, event.at)
                _remind(world, place, event, following)
            email = _email(
                world, kind, place, place.participant, event.at, str(event.pk)
            )
            key = (
                place.offer_ends_at,
                group.next_session_at(event.at),
                place.registration_id in both_years,
            )
            keep_text(email, place, place.participant, texts, key)
            if event.to_state == PlaceState.CONFIRMED:
                for each in mentors.get(place.participant_id, []):
                    email = _email(
                        world, "mentor_told", each, each.mentor, event.at, str(event.pk)
                    )
                    keep_text(email, each, each.mentor, {})


def _remind(
    world: World, place: Place, event: PlaceEvent, following: PlaceEvent | None
) -> None:
    """The reminder, if the offer was not answered by the time of it."""
    ends = place.offer_ends_at
    if ends is None or following is None:
        return
    times = rules.reminder_times(event.at, ends, place.hub.closed_weeks)
    if times is None:
        return
    at = times[0] + TASK_RUNS_AFTER
    if at < following.at:
        occasion = f"until {ends:%Y-%m-%d}"
        email = _email(
            world, "reminder_to_confirm", place, place.participant, at, occasion
        )
        keep_text(email, place, place.participant, {})


def write_emails_about_feedback(world: World) -> None:
    """The request for each answer, and a reminder to those who did not answer.

    Only of closed forms; people are asked through the actions while a form is open.
    """
    asked = FeedbackRequest.objects.filter(link=None).select_related(
        "form__work_group", "form__session", "place__participant", "hub"
    )
    requests = list(asked.order_by("pk"))
    texts: Texts = {}
    for request in requests:
        person, form = request.place.participant, request.form
        email = _email(
            world, "feedback_asked", request, person, form.closes_at - OPEN_DAYS
        )
        request.link = email.link
        keep_text(email, request, person, texts, form.pk)
        if not request.answered:
            reminded = world.at(form.asked_on + REMINDED_AFTER, 0) + TASK_RUNS_AFTER
            email = _email(world, "feedback_reminder", request, person, reminded)
            keep_text(email, request, person, texts, form.pk)
    world.save((Link, Email))
    FeedbackRequest.objects.bulk_update(requests, ["link"], batch_size=400)


def _email(
    world: World, kind: str, about: Any, to: Any, at: datetime, occasion: str = ""
) -> Email:
    rules = outbox.kind_named(kind)
    link = None
    subject = rules.link_subject(about, to) if rules.link_purpose else None
    if subject is not None:
        link = world.add(
            Link(
                hub=about.hub,
                purpose=rules.link_purpose,
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                expires_at=rules.link_until(about, at),
            )
        )
    return world.add(
        Email(
            hub=about.hub,
            kind=kind,
            about_type=about._meta.label_lower,
            about_id=about.pk,
            occasion=occasion,
            recipient_type=to._meta.label_lower,
            recipient_id=to.pk,
            message_id=outbox.new_message_id(),
            link=link,
            written_at=at,
        )
    )
