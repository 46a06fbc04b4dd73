"""In August the year's groups are over: nobody is offered a place in them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine

from recruitment.actions import places, seats, staff, walk_ins
from recruitment.actions.registrations import register_interest
from recruitment.errors import GroupClosed, PlaceClosed
from recruitment.models import Attendance, Email, Place
from recruitment.registration.keeping import Answers
from tests import factories as make
from tests.pages import one_line
from workgroups.models import WorkGroup

pytestmark = pytest.mark.django_db
AUGUST = datetime(2026, 8, 15, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def august():
    with time_machine.travel(AUGUST, tick=False):
        yield


@pytest.fixture
def groups():
    """Of two hubs, two groups each: over, still to meet, without dates, next year's."""
    first, second = make.make_hub(), make.make_hub("Wolds and Dales")
    made = {}
    for title, hub, year, days, confirmed in (
        ("Over", first, 2025, [date(2025, 10, 1), date(2026, 7, 1)], True),
        ("Last one today", first, 2025, [date(2026, 7, 1), date(2026, 8, 15)], True),
        ("Dates to follow", second, 2025, [date(2026, 7, 1)], False),
        ("Next year", second, 2026, [date(2026, 10, 1)], True),
    ):
        made[title] = make.make_work_group(
            title,
            hub=hub,
            start_year=year,
            opens_on=date(2025, 5, 1),
            closes_on=None,
            dates_confirmed=confirmed,
        )
        for number, day in enumerate(days, start=1):
            make.make_session(made[title], number=number, on=day)
    return made


def test_groups_that_are_over_are_not_open(groups):
    found = WorkGroup.objects.open_for_interest(AUGUST.date())

    titles = sorted(found.values_list("title", flat=True))
    assert titles == ["Dates to follow", "Last one today", "Next year"]


def test_the_list_shows_a_group_that_is_over_last_and_closed(client, groups):
    page = client.get("/work-groups/")

    rows = [(row.title, row.places) for row in page.context["rows"]]
    assert rows[-1] == ("Over", "All sessions are over")
    assert len(rows) == 4


def test_the_list_says_when_the_next_groups_come_if_none_is_open(client, groups):
    WorkGroup.objects.exclude(title="Over").update(cancelled_on=AUGUST)

    page = one_line(client.get("/work-groups/").content.decode())

    assert "Groups for 2026/27 are listed as soon as they are planned" in page


def test_a_group_that_is_over_cannot_be_registered_for(client, groups):
    over = groups["Over"]
    WorkGroup.objects.filter(title="Last one today").update(cancelled_on=AUGUST)

    page = client.get(f"/work-groups/{over.slug}/register/")

    text = one_line(page.content.decode())
    assert "All its sessions are over. Groups for 2026/27 are listed" in text
    with pytest.raises(GroupClosed):
        register_interest(
            over,
            Answers(
                {"first_name": "Ada", "last_name": "Oak", "email": "a@example.org"}
            ),
            at=AUGUST,
            form_key="8e1fa4ad-2c4d-4a0e-8d6d-2f6f3c2b9a11",
        )
    assert Place.objects.count() == 0


def test_the_page_of_a_group_that_is_over_leads_to_those_that_are_open(client, groups):
    page = client.get(f"/work-groups/{groups['Over'].slug}/register/")

    text = one_line(page.content.decode())
    assert "All its sessions are over." in text
    assert "are listed as soon as they are planned" not in text
    assert "See the groups that are open" in text


NOTE = "No work group here takes expressions of interest at the moment. "


def note_on(client, path):
    """The note about the next groups on a page; "" if there is none."""
    text = one_line(client.get(path).content.decode())
    if NOTE not in text:
        return ""
    return text[text.index(NOTE) + len(NOTE) :].split("</p>")[0].strip()


@pytest.mark.parametrize(
    ("day", "opens_on", "note"),
    [
        (
            date(2026, 8, 15),
            None,
            "Groups for 2027/28 are planned; the day on which they"
            " open is not settled yet.",
        ),
        (
            date(2026, 8, 15),
            date(2027, 5, 3),
            "The next one, of 2027/28, opens on Monday 3 May 2027.",
        ),
        (date(2026, 8, 15), date(2026, 8, 1), ""),
    ],
)
def test_the_first_page_says_when_groups_of_all_hubs_come(
    client, groups, day, opens_on, note
):
    WorkGroup.objects.exclude(title="Next year").update(cancelled_on=AUGUST)
    WorkGroup.objects.filter(title="Next year").update(
        start_year=2027, opens_on=opens_on
    )

    for path in ("/", "/work-groups/"):
        assert note_on(client, path) == note


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (
            date(2026, 8, 31),
            "Groups for 2026/27 are listed as soon as they are planned, usually in the"
            " summer term.",
        ),
        (
            date(2026, 9, 2),
            "Groups for 2026/27 are listed as soon as they are planned.",
        ),
        (
            date(2027, 9, 1),
            "Groups for 2027/28 are listed as soon as they are planned.",
        ),
    ],
)
def test_the_first_page_names_the_first_year_without_groups(client, groups, day, note):
    WorkGroup.objects.exclude(title="Over").update(cancelled_on=AUGUST)

    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        found = [note_on(client, path) for path in ("/", "/work-groups/?year=2025")]

    assert found == [note, note]


def test_a_hub_is_not_told_of_the_groups_of_another(client, groups):
    WorkGroup.objects.exclude(title="Next year").update(closes_on=date(2026, 7, 1))
    WorkGroup.objects.filter(title="Next year").update(opens_on=date(2026, 9, 14))

    first = note_on(client, "/hubs/london-south-east-plus/")
    second = note_on(client, "/hubs/wolds-and-dales/")

    assert first == (
        "Groups for 2026/27 are listed as soon as they are planned, usually in the"
        " summer term."
    )
    assert second == "The next one, of 2026/27, opens on Monday 14 September 2026."


def test_the_note_is_on_the_first_page_of_the_list_only(client, groups):
    project = groups["Over"].project
    for number in range(20):
        target = make.make_work_group(f"Closed {number}", project=project)
        WorkGroup.objects.filter(pk=target.pk).update(
            opens_on=date(2026, 5, 1), closes_on=date(2026, 7, 1)
        )

    assert note_on(client, "/work-groups/?page=2") == ""

    WorkGroup.objects.exclude(title="Over").update(closes_on=date(2026, 7, 1))
    assert note_on(client, "/work-groups/?page=2") == ""
    assert note_on(client, "/work-groups/") == (
        "Groups for 2027/28 are listed as soon as they are planned, usually in the"
        " summer term."
    )


def test_a_freed_seat_of_a_group_that_is_over_is_offered_to_nobody(groups):
    for title, offered in (("Over", 0), ("Last one today", 1)):
        group = groups[title]
        WorkGroup.objects.filter(pk=group.pk).update(capacity=1)
        make.make_place("waiting", work_group=group)

        assert seats.offer_free_seats(group, at=AUGUST) == offered


def test_leaving_a_group_that_is_over_moves_nobody_up(groups):
    group = groups["Over"]
    WorkGroup.objects.filter(pk=group.pk).update(capacity=1)
    place = make.make_place(work_group=group)
    waiting = make.make_place("waiting", work_group=group)

    places.withdraw_place(place, at=AUGUST)

    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def target_beside(group, title, last_on):
    """Another group of the same project, whose last session is on a day."""
    target = make.make_work_group(title, project=group.project, start_year=2025)
    make.make_session(target, on=last_on)
    return target


@pytest.mark.parametrize(
    ("title", "state"), [("Over", "waiting"), ("Last one today", "offered")]
)
def test_staff_offer_no_place_in_a_group_that_is_over(groups, title, state):
    place = make.make_place("waiting", work_group=groups[title])
    lead = make.make_staff("hub_lead", hub=groups[title].hub)

    if state == "waiting":
        with pytest.raises(PlaceClosed, match="All sessions of this group are over"):
            seats.offer_place(
                place, at=AUGUST, actor=lead, beyond_capacity=True, reason="asked"
            )
    else:
        seats.offer_place(place, at=AUGUST, actor=lead)

    place.refresh_from_db()
    assert place.state == state
    assert Email.objects.count() == (state == "offered")


@pytest.mark.parametrize("state", ["interested", "waiting", "offered", "confirmed"])
def test_no_place_moves_into_a_group_that_is_over(groups, state):
    over = target_beside(groups["Last one today"], "Over, too", date(2026, 7, 1))
    place = make.make_place(state, work_group=groups["Last one today"])
    lead = make.make_staff("hub_lead", hub=over.hub)

    with pytest.raises(PlaceClosed, match="All sessions of this group are over"):
        staff.move_to_group(place, over, at=AUGUST, actor=lead, reason="nearer")

    place.refresh_from_db()
    assert (place.state, Place.objects.count()) == (state, 1)
    assert Email.objects.count() == 0


def test_a_place_moves_out_of_a_group_that_is_over(groups):
    later = target_beside(groups["Over"], "One to come", date(2026, 8, 20))
    place = make.make_place("confirmed", work_group=groups["Over"])
    lead = make.make_staff("hub_lead", hub=later.hub)

    moved = staff.move_to_group(place, later, at=AUGUST, actor=lead, reason="missed it")

    assert (moved.work_group, moved.state) == (later, "confirmed")


def walk_in(group, at, reason=""):
    return walk_ins.add_walk_in(
        group.sessions.latest("number"),
        {"first_name": "Ada", "last_name": "Oak", "email": "a@example.org"},
        school_name="",
        by=make.make_staff("hub_lead", hub=group.hub),
        at=at,
        reason=reason,
    )


def test_staff_register_nobody_in_a_group_that_is_over(groups):
    person = {"first_name": "Ada", "last_name": "Oak", "email": "a@example.org"}

    with pytest.raises(GroupClosed, match="All sessions of this group are over"):
        register_interest(
            groups["Over"],
            Answers(participant=person),
            at=AUGUST,
            form_key=uuid4(),
            actor=make.make_staff("hub_lead", hub=groups["Over"].hub),
        )

    assert Place.objects.count() == 0
    assert Email.objects.count() == 0


def test_a_walk_in_of_a_group_that_is_over_is_recorded_and_offered_nothing(groups):
    place = walk_in(groups["Over"], AUGUST, reason="Found on the paper list")

    assert place.state == "interested"
    assert Attendance.objects.get().mark == "present"
    assert Email.objects.count() == 0


def test_staff_register_who_comes_on_the_day_of_the_last_session(groups):
    place = walk_in(groups["Last one today"], AUGUST)

    assert (place.state, place.attendances.get().mark) == ("offered", "present")


def test_a_cancelled_group_takes_nobody_in(groups):
    group = groups["Last one today"]
    target = target_beside(group, "Called off", date(2026, 8, 20))
    WorkGroup.objects.filter(pk=target.pk).update(cancelled_on=AUGUST.date())
    stays = make.make_place("waiting", work_group=group)
    restored = make.make_place("interested", work_group=target)
    lead = make.make_staff("hub_lead", hub=group.hub)

    with pytest.raises(PlaceClosed, match="This group is cancelled"):
        staff.move_to_group(stays, target, at=AUGUST, actor=lead, reason="nearer")
    with pytest.raises(PlaceClosed, match="This group is cancelled"):
        seats.offer_place(restored, at=AUGUST, actor=lead)
    with pytest.raises(GroupClosed, match="This group is cancelled"):
        target.sessions.update(on=AUGUST.date())
        walk_in(target, AUGUST)

    states = Place.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["waiting", "interested"]


@pytest.mark.parametrize(
    ("day", "asked"),
    [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 8, 31), True)],
)
def test_the_hub_is_asked_for_next_years_groups_from_march(signed_in, day, asked):
    lead = make.make_staff("hub_lead")
    make.make_work_group(hub=make.make_hub("Wolds and Dales"), start_year=2026)
    client = signed_in(lead)

    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        page = one_line(client.get("/admin/").content.decode())

    assert ("2026/27, has no work group yet" in page) is asked


def test_a_hub_with_groups_of_next_year_is_not_asked(signed_in):
    lead = make.make_staff("hub_lead")
    make.make_work_group(hub=make.make_hub(), start_year=2026)

    page = one_line(signed_in(lead).get("/admin/").content.decode())

    assert "has no work group yet" not in page
