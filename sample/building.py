"""Build the whole sample in the order of its foreign keys."""

from datetime import date

from django.db import transaction

from evaluation.models import FeedbackForm
from recruitment.choices import OPEN_IN_GROUP
from recruitment.models import Mentor, Mentorship, Place
from sample import catalogue, content, emails, feedback
from sample.attendance import PresentBySession, give_access_needs, take_registers
from sample.evaluations import evaluate
from sample.feedback import FeedbackBuilder
from sample.histories import save_places
from sample.hubs import make_hub, make_staff
from sample.last_year import SIZES, make_last_year
from sample.people import Mentors
from sample.situations import fill_first_hub, fill_small_hub
from sample.small_hubs import make_small_hub
from sample.this_year import ThisYear
from sample.world import SampleHub, World

SMALL_SIZES = (10, 8)
PROGRAMMES = [
    "sktm-primary-ect",
    "sktm-secondary-ect",
    "sktm-ect-one-year",
    "itt-partnerships",
]
FOR_SECOND_HUB = 24  # written comments of the second hub
FOR_THIS_YEAR = 14  # written comments of this year that are not evidence yet


@transaction.atomic
def build(*, seed: int, day: date, hubs: int) -> str:
    """Fill an empty database; return the text of `sample-sign-ins.txt`."""
    world = World(seed=seed, day=day)
    catalogue.make_national_rows(world)
    make_staff(world, None)
    for given in content.hubs()[:hubs]:
        make_staff(world, make_hub(world, given))
    for number in range(hubs - len(world.hubs)):
        make_small_hub(world, number)
    for place, hub in enumerate(world.hubs):
        catalogue.copy_programmes(
            world, hub, PROGRAMMES if place == 0 else PROGRAMMES[:1]
        )
    _make_people(world)
    places = list(Place.objects.select_related("registration").order_by("pk"))
    present = take_registers(world, places)
    open_form = _make_feedback(world, places, present)
    return _make_emails(world, open_form)


def _make_people(world: World) -> None:
    moved: list[tuple[Place, Place]] = []
    for place, hub in enumerate(world.hubs):
        mentors = Mentors(world, hub.row)
        sizes = SIZES if place == 0 else dict(zip(hub.areas, SMALL_SIZES, strict=False))
        members = make_last_year(world, hub, sizes, mentors)
        year = ThisYear(world, hub, mentors)
        if place == 0:
            moved += fill_first_hub(year, members)
            give_access_needs(world, hub)
        else:
            fill_small_hub(year, members)
    _end_mentorships(world)
    save_places(world)
    for old, new in moved:
        old.moved_to = new
        old.save(update_fields=["moved_to"])
    _stop_emails_to_mentors(world, world.hubs[0])


def _end_mentorships(world: World) -> None:
    """End the mentorships of people who did not continue."""
    going_on = {
        id(place.participant)
        for place in world.rows(Place)
        if place.start_year == world.year and place.state in OPEN_IN_GROUP
    }
    for mentorship in world.rows(Mentorship):
        if id(mentorship.participant) not in going_on:
            mentorship.until_on = date(world.year, 8, 31)


def _stop_emails_to_mentors(world: World, hub: SampleHub) -> None:
    """Let one mentor object to emails and give another a bad address."""
    mentors = Mentor.objects.filter(hub=hub.row).order_by("pk")
    for number, name in ((3, "objected_at"), (8, "email_failed_at")):
        mentor = mentors[number]
        setattr(mentor, name, world.evening_before)
        mentor.save(update_fields=[name])


def _make_feedback(
    world: World, places: list[Place], present: PresentBySession
) -> FeedbackForm | None:
    """Create feedback of every hub and then its evaluations, the first hub's first."""
    builder = FeedbackBuilder(world)
    open_form = None
    for hub in world.hubs:
        feedback.ask_last_year(world, builder, hub, places, present)
        form = feedback.ask_this_year(world, builder, hub, places, present)
        open_form = open_form or form
    builder.place_hopes()
    _place_comments(world, builder)
    written = builder.written()
    builder.save()
    evaluate(world, builder, written)
    return open_form


def _place_comments(world: World, builder: FeedbackBuilder) -> None:
    """Split the comments between last year, this year and the second hub.

    Comments that name a person stay with the group that knows the name.
    """
    first, *others = world.hubs
    primary = world.shuffled(_written_comments("primary"))
    naming = [each for each in primary if each.has_identifier]
    primary = [each for each in primary if not each.has_identifier]
    second = primary[: FOR_SECOND_HUB if others else 0]
    now = primary[len(second) :][:FOR_THIS_YEAR]
    then = {
        "primary": [*naming, *primary[len(second) + len(now) :]],
        "secondary": world.shuffled(_written_comments("secondary")),
    }
    for audience, comments in then.items():
        groups = [each for each in first.last_year if each.audience == audience]
        builder.place_comments(comments, builder.slots_of(groups))
    for hub in others[:1]:
        builder.place_comments(second, builder.slots_of(hub.last_year))
    slots = builder.slots_of(first.this_year.values())
    builder.place_in_one_form(now[: len(now) // 2], slots)
    builder.place_comments(now[len(now) // 2 :], slots)
    builder.place_comments(_written_comments("itt"), slots)


def _written_comments(audience: str) -> list[content.Comment]:
    found = content.comments(audience=audience)
    return [each for each in found if each.question != "spoken"]


def _make_emails(world: World, open_form: FeedbackForm | None) -> str:
    first = world.hubs[0]
    writers = [emails.write_emails(world, hub) for hub in world.hubs]
    emails.bounce_one_email(world, first)
    return emails.write_sign_ins(world, first, writers[0], open_form)
