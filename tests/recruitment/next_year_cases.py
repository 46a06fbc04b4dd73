"""A hub whose people of one year may go on to groups of the next."""

from datetime import date, datetime, timedelta
from typing import Any

from recruitment.actions import bulk_actions, taking_back
from recruitment.models import BulkAction, Mentorship, Place
from tests import factories as make
from tests.factories import FRIDAY_5PM, YEAR
from tests.pages import form_on, one_line
from tests.recruitment.bulk_cases import a_lead

NOW = FRIDAY_5PM - timedelta(hours=2)
WEEK = timedelta(days=7)


class TwoYears:
    """A programme of two stages, a group of this year, and one of the next."""

    def __init__(self, hub: Any = None, **target: Any) -> None:
        self.hub = hub or make.make_hub()
        programme = make.make_programme(self.hub)
        self.first = make.make_stage(programme, name="Year one")
        self.second = make.make_stage(programme, name="Year two")
        project = make.make_project(self.first)
        self.group = make.make_work_group("Lewisham 1", project=project)
        self.next_project = make.make_project(self.second, start_year=YEAR + 1)
        self.target = self.next_group("Lewisham 2", **target)

    def next_group(self, title: str, **fields: Any) -> Any:
        group = make.make_work_group(title, project=self.next_project, **fields)
        make.make_session(group, on=date(YEAR + 1, 11, 9))
        return group

    def person(
        self,
        state: str = "confirmed",
        later: str = "provisional",
        *,
        name: str = "Ada",
        group: Any = None,
        registered_at: datetime = NOW - timedelta(days=30),
        **fields: Any,
    ) -> tuple[Place, Place]:
        """Somebody's place of this year, and that of the next in the state `later`."""
        group = group or self.group
        who = make.make_participant(self.hub, first_name=name, last_name="Brook")
        registration = make.make_registration(
            group, who, both_years=True, registered_at=registered_at
        )
        place = make.make_place(state, work_group=group, registration=registration)
        fields.setdefault("work_group", None)
        following = make.make_place(
            later,
            work_group=self.target,
            registration=registration,
            stage=self.second,
            start_year=YEAR + 1,
        )
        Place.objects.filter(pk=following.pk).update(**fields)
        following.refresh_from_db()
        return place, following


def rolled_over(
    *pairs: tuple[Place, Any], actor: Any = None, at: datetime = NOW
) -> BulkAction:
    """The bulk action that rolled places over, after its last row."""
    hub = pairs[0][0].hub
    bulk = bulk_actions.propose_rolling_over(
        pairs, hub_id=hub.pk, actor=actor or a_lead(hub), at=at
    )
    bulk_actions.start(bulk, at=at)
    bulk_actions.run(bulk.pk, at=at)
    bulk.refresh_from_db()
    return bulk


def let_go(bulk: BulkAction, *, at: datetime = NOW) -> None:
    assert taking_back.release(bulk.pk, at=at, actor=bulk.actor)


def recalled(bulk: BulkAction, *, at: datetime = NOW) -> BulkAction:
    taking_back.begin_recall(bulk, at=at, actor=bulk.actor)
    taking_back.recall(bulk.pk, at=at)
    bulk.refresh_from_db()
    return bulk


def world_of(**target):
    return TwoYears(dates_confirmed=False, **target)


def going_on(world, later="provisional", **fields):
    """Somebody who taught Year 3 at Rose Hill and has a mentor, in their next year."""
    given = {
        "school": make.make_school(),
        "year_groups": ["3"],
        "work_group": world.target,
        **fields,
    }
    _, place = world.person(later=later, **given)
    mentor = make.make_mentor(world.hub, name="Jo Fern", email="jo@example.org")
    Mentorship.objects.create(
        hub=world.hub,
        participant=place.participant,
        mentor=mentor,
        registration=place.registration,
        from_on=FRIDAY_5PM.date() - WEEK,
    )
    return place


def path_of(place):
    return f"/my/places/{place.pk}/next-year/"


def asked(client, place):
    """The data that the page would post unchanged, and the page."""
    answer = client.get(path_of(place))
    return form_on(answer, having="mentor_name"), one_line(answer.content.decode())


def text_of(answer):
    return one_line(answer.content.decode())
