"""Build the whole sample: last year in bulk, this year through the actions."""

from datetime import date

from django.db import transaction

from evaluation.actions import pairing
from recruitment.actions.emails import record_bounce
from recruitment.actions.mentors import stop_writing
from recruitment.choices import OPEN_IN_GROUP, EmailState
from recruitment.models import Email, Mentor, Mentorship, Place
from sample import catalogue, content, open_forms
from sample.answers import SampleAnswers
from sample.attendance import give_access_needs, write_last_years_registers
from sample.evaluations import evaluate
from sample.feedback import FeedbackBuilder, FormAsking, askings
from sample.histories import save_places
from sample.hubs import make_hub, make_staff
from sample.last_year import SIZES, LastYear
from sample.mentor_loop import say_what_was_tried
from sample.past_emails import (
    write_emails_about_feedback,
    write_emails_about_places,
)
from sample.people import Mentors
from sample.plans import plan_sessions
from sample.sign_ins import list_sign_ins
from sample.situations import fill_first_hub, fill_small_hub
from sample.small_hubs import make_small_hub
from sample.this_year import ThisYear
from sample.timeline import Timeline
from sample.world import SampleHub, World
from workgroups import jobs, randomness

SMALL_SIZES = (10, 8)
PROGRAMMES = [
    "sktm-primary-ect",
    "sktm-secondary-ect",
    "sktm-ect-one-year",
    "itt-partnerships",
]
FOR_SECOND_HUB = 24  # written comments of the second hub
FOR_THIS_YEAR = 14  # written comments of this year that are not evidence yet
IN_ONE_FORM = 7  # of these


@transaction.atomic
def build(*, seed: int, day: date, hubs: int) -> str:
    """Fill an empty database; return the text of `sample-sign-ins.txt`."""
    world = World(seed=seed, day=day)
    with randomness.drawn_from(world.rng), jobs.without_messages():
        _make_hubs(world, hubs)
        timeline, answers = Timeline(world), SampleAnswers(world)
        for hub in world.hubs:
            _plan_people(world, hub, timeline)
        save_places(world)
        write_last_years_registers(world)
        write_emails_about_places(world)
        closed = _plan_open_forms(world, timeline, answers)
        timeline.run()
        _write_feedback(world, answers, closed)
        _settle(world)
        return list_sign_ins(world)


def _make_hubs(world: World, hubs: int) -> None:
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
        for year in (world.year - 1, world.year):
            # a key file of another database with the same ids
            pairing.close_pairing(hub_id=hub.row.pk, cohort=year)


def _plan_people(world: World, hub: SampleHub, timeline: Timeline) -> None:
    """Write last year's people and plan this year's."""
    mentors = Mentors(world)
    is_first = hub is world.hubs[0]
    sizes = SIZES if is_first else dict(zip(hub.areas, SMALL_SIZES, strict=False))
    members = LastYear(world, hub, mentors).fill(sizes)
    year = ThisYear(world, hub, mentors, timeline)
    (fill_first_hub if is_first else fill_small_hub)(year, members)


def _plan_open_forms(
    world: World, timeline: Timeline, answers: SampleAnswers
) -> list[FormAsking]:
    """Plan the forms that are open on the day; return those that have closed."""
    closed = []
    for hub in world.hubs:
        for group in (*hub.last_year, *hub.this_year.values()):
            for asking in askings(world, hub, group):
                if asking.is_closed(world):
                    closed.append(asking)
                else:
                    open_forms.ask(timeline, answers, asking)
    return closed


def _write_feedback(
    world: World, answers: SampleAnswers, closed: list[FormAsking]
) -> None:
    """Write the feedback that was given and what was learned of it."""
    builder = FeedbackBuilder(world, answers)
    for asking in closed:
        builder.write(asking)
    builder.place_hopes([*world.hubs[0].this_year.values()])
    _place_comments(world, builder)
    written = builder.written()
    builder.save()
    write_emails_about_feedback(world)
    evaluate(world, answers, written)


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
        builder.place_comments(comments, groups)
    for hub in others[:1]:
        builder.place_comments(second, hub.last_year)
    groups = [*first.this_year.values()]
    builder.place_in_one_form(now[:IN_ONE_FORM], groups)
    builder.place_comments(now[IN_ONE_FORM:], groups)
    builder.place_comments(_written_comments("itt"), groups)


def _written_comments(audience: str) -> list[content.Comment]:
    found = content.comments(audience=audience)
    return [each for each in found if each.question != "spoken"]


def _settle(world: World) -> None:
    """What is set once everything has happened."""
    first = world.hubs[0]
    give_access_needs(world, first)
    going_on = Place.objects.filter(start_year=world.year, state__in=OPEN_IN_GROUP)
    end = date(world.year, 8, 31)
    Mentorship.objects.filter(until_on=None, from_on__lt=end).exclude(
        participant__in=going_on.values("participant")
    ).update(until_on=end)
    say_what_was_tried(world)
    _stop_emails_to_mentors(world, first)
    plan_sessions(world)


def _stop_emails_to_mentors(world: World, hub: SampleHub) -> None:
    """Let the address of one mentor fail, and let another object to emails."""
    told = Email.objects.filter(hub=hub.row, kind="mentor_told").order_by("pk")
    bounced = told[0]
    Email.objects.filter(pk=bounced.pk).update(
        state=EmailState.BOUNCED,
        sent_at=None,
        problem="The address refused it.",
        subject_kept="",
        body_kept="",
    )
    record_bounce(bounced.pk, at=world.evening_before)
    mentors = Mentor.objects.filter(hub=hub.row, email_failed_at=None)
    stop_writing(mentors.order_by("pk")[0], at=world.evening_before)
