"""Who cannot come to a session comes to the same one of another group, as a guest."""

from datetime import timedelta

import pytest

from recruitment.actions import apologies, attendance, sessions
from recruitment.errors import NoRoom
from recruitment.models import Apology, Email
from recruitment.queries import figures, other_groups
from recruitment.queries.attendance_register import register_of
from tests import factories as make
from tests.recruitment.test_my_places_sessions import sign_in
from workgroups.models import WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

LATER = make.FRIDAY + timedelta(days=7)
AT = make.FRIDAY_5PM


class Groups:
    """Two groups of one project, a session of each next week, a place in the first."""

    def __init__(self) -> None:
        self.hub = make.make_hub()
        self.project = make.make_project()
        self.home = self.group("Lewisham")
        self.there = self.group("Greenwich")
        self.session = make.make_session(self.home, on=LATER)
        self.other = make.make_session(self.there, on=LATER + timedelta(days=1))
        self.place = make.make_place("confirmed", work_group=self.home)

    def group(self, title: str, **fields) -> WorkGroup:
        hub = fields.pop("hub", self.hub)
        values = {"project": self.project, "dates_confirmed": True}
        made = make.make_work_group(title, **{**values, **fields})
        made.hub = hub
        made.save()
        return made

    def rooms(self) -> list[tuple[str, int | None]]:
        found = other_groups.with_room(self.session, at=AT)
        return [(each.session.work_group.title, each.room) for each in found]

    def go(self, instead=None):
        return apologies.send_apologies(
            self.place, self.session, instead=instead or self.other, at=AT
        )


@pytest.fixture
def groups() -> Groups:
    return Groups()


def names(session) -> list[tuple[int, str, str]]:
    return [
        (row.place_id, row.remark, row.suggested) for row in register_of(session).rows
    ]


# --- what is offered


def test_the_same_session_of_other_groups_of_the_project_is_offered(groups):
    elsewhere = make.make_hub("Wolds and Dales")
    other_project = make.make_project(groups.project.stage, start_year=2025)
    not_offered = [
        ({"project": other_project}, {}),
        ({"hub": elsewhere}, {}),
        ({"dates_confirmed": False}, {}),
        ({"cancelled_on": make.FRIDAY}, {}),
        ({}, {"number": 2}),
        ({}, {"on": make.FRIDAY - timedelta(days=1)}),
        ({}, {"called_off_at": AT}),
    ]
    for number, (group, session) in enumerate(not_offered):
        fields = {"on": LATER, **session}
        made = groups.group(f"Not {number}", **group)
        make.make_session(made, **fields)
    soon = make.make_session(groups.group("Soon", capacity=3), on=make.FRIDAY)
    assert soon.starts_at < AT
    make.make_session(groups.group("Bexley", capacity=3), on=LATER)

    assert groups.rooms() == [("Bexley", 3), ("Greenwich", None)]


def test_a_group_without_room_is_not_offered(groups):
    WorkGroup.objects.filter(pk=groups.there.pk).update(capacity=3)
    make.make_place("confirmed", work_group=groups.there)
    make.make_place("waiting", work_group=groups.there)
    assert groups.rooms() == [("Greenwich", 2)]

    guest = make.make_place("confirmed", work_group=groups.home)
    apologies.send_apologies(guest, groups.session, instead=groups.other, at=AT)
    assert groups.rooms() == [("Greenwich", 1)]

    make.make_place("confirmed", work_group=groups.there)
    assert groups.rooms() == []


# --- one press


def test_one_press_tells_both_leads_and_is_counted_at_home(groups):
    here = make.make_place("confirmed", work_group=groups.there)

    groups.go()
    groups.go()

    assert Apology.objects.count() == 1
    assert names(groups.session) == [
        (groups.place.pk, "Sent apologies, comes to Greenwich instead", "apologies")
    ]
    assert sorted(names(groups.other)) == sorted(
        [
            (groups.place.pk, "Guest from Lewisham", ""),
            (here.pk, "", ""),
        ]
    )


def test_the_lead_of_the_other_group_marks_the_guest(groups, time_machine):
    groups.go()
    time_machine.move_to(groups.other.starts_at + timedelta(hours=1))
    now = groups.other.starts_at + timedelta(hours=1)

    attendance.record_attendance(
        groups.other,
        {groups.place.pk: "present"},
        seen={groups.place.pk: ""},
        by=make.make_user(),
        at=now,
    )

    home = WorkGroup.objects.filter(pk=groups.home.pk)
    (seen,) = figures.attendance_by_session(home, at=now)
    assert (seen.number, seen.marked, seen.present) == (1, 1, 1)


def test_a_stranger_is_not_marked_as_a_guest(groups):
    now = groups.other.starts_at + timedelta(hours=1)

    saved = attendance.record_attendance(
        groups.other,
        {groups.place.pk: "present"},
        seen={groups.place.pk: ""},
        by=make.make_user(),
        at=now,
    )

    assert saved.saved == 0


def test_the_last_seat_goes_to_one_guest(groups):
    WorkGroup.objects.filter(pk=groups.there.pk).update(capacity=1)
    groups.go()
    second = make.make_place("confirmed", work_group=groups.home)

    with pytest.raises(NoRoom):
        apologies.send_apologies(second, groups.session, instead=groups.other, at=AT)

    assert Apology.objects.get().place == groups.place


def test_a_session_that_is_not_offered_is_refused(groups):
    second = make.make_session(groups.there, number=2, on=LATER)

    with pytest.raises(NoRoom):
        groups.go(second)

    assert Apology.objects.count() == 0


def test_who_comes_after_all_is_no_guest(groups):
    groups.go()

    apologies.take_back_apologies(groups.place, groups.session, at=AT)

    assert names(groups.session) == [(groups.place.pk, "", "")]
    assert names(groups.other) == []


def test_who_left_the_group_is_no_guest(groups):
    groups.go()
    type(groups.place).objects.update(state="withdrawn")

    assert names(groups.other) == []


def test_a_guest_is_told_that_the_session_is_called_off(groups):
    groups.go()

    sessions.call_off_session(groups.other, reason="Snow", by=make.make_user(), at=AT)

    (email,) = Email.objects.filter(kind="session_called_off")
    assert email.recipient_id == groups.place.participant_id


# --- the page


def press(client, groups, **data):
    path = f"/my/places/{groups.place.pk}/sessions/{groups.session.pk}/apologies/"
    return path, client.post(path, data)


def test_the_page_offers_the_other_session_and_says_it_is_chosen(client, groups):
    sign_in(client, groups.place.participant.email)
    path, _ = press(client, groups)
    Apology.objects.all().delete()
    before = client.get(path).content.decode()

    response = client.post(path, {"instead": groups.other.pk})

    after = client.get(path).content.decode()
    assert response.url == "/my/"
    assert "Greenwich" in before and "There is room." in before
    assert "You come to Greenwich on" in after
    assert "Saturday 24 October 2026" in after
    assert Apology.objects.get().instead == groups.other


def test_a_session_that_filled_meanwhile_is_said_and_nothing_is_sent(client, groups):
    sign_in(client, groups.place.participant.email)
    WorkGroup.objects.filter(pk=groups.there.pk).update(capacity=0)

    path, response = press(client, groups, instead=groups.other.pk)

    assert response.url == path
    page = client.get(path).content.decode()
    assert "There is no room left in that session. Choose another one." in page
    assert Apology.objects.count() == 0
