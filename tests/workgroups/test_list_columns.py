"""The columns, filters and search of the list of places."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from recruitment.models import AnswerOption, Attendance, Registration
from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM, give_role
from workgroups.admin_base.list_filters import shown_filters
from workgroups.models import Provider
from workgroups.templatetags.admin_rows import rows_of_list

pytestmark = pytest.mark.django_db
PLACES = reverse("admin:recruitment_place_changelist")
#: After session 2 of every group, before session 3.
LATER = FRIDAY_5PM + timedelta(weeks=4)


@pytest.fixture(autouse=True)
def after_two_sessions():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def hubs():
    """Two hubs, each with two groups of two local authorities and three sessions."""
    made = factories.make_hub("Wolds"), factories.make_hub("Dales")
    for hub in made:
        for town in ("Leeds", "York"):
            authority = factories.make_authority(f"{town} of {hub.name}")
            group = factories.make_work_group(
                f"{hub.name} {town}", hub=hub, local_authority=authority
            )
            for _ in range(3):
                factories.make_session(group)
    return made


def group_of(hub, town):
    return hub.work_groups.get(title=f"{hub.name} {town}")


def mark(place, session, how):
    Attendance.objects.create(
        hub=place.hub, place=place, session=session, mark=how, marked_at=LATER
    )


def listed(client, query: str = ""):
    return client.get(PLACES + query).context["cl"]


def shown(client, query: str = "") -> list[dict[str, str]]:
    """The rows of the list: the text of each cell by the heading of its column."""
    rows = rows_of_list(listed(client, query))
    return [{each.label: str(each.text) for each in row if each.label} for row in rows]


def offered_by(client, title: str, query: str = "") -> list[str]:
    found = shown_filters(listed(client, query))
    choices = [each.choices for each in found if each.title == title]
    return [str(each["display"]) for each in choices[0][1:]] if choices else []


def test_a_place_shows_what_an_office_asks(signed_in, hubs):
    group = group_of(hubs[0], "Leeds")
    place = factories.make_place(
        work_group=group,
        school=factories.make_school("Rose Hill"),
        lead_provider=Provider.objects.create(
            name="Teach North", kind="ecte_lead_provider"
        ),
    )
    old = factories.make_mentor(hubs[0], name="Before Now")
    now = factories.make_mentor(hubs[0], name="Iwan Diallo")
    factories.make_mentorship(place.participant, now)
    ended = factories.make_mentorship(place.participant, old)
    type(ended).objects.filter(pk=ended.pk).update(until_on=FRIDAY)
    mark(place, group.sessions.get(number=1), "late")
    mark(place, group.sessions.get(number=2), "absent")

    (row,) = shown(signed_in(factories.make_staff("hub_lead", hub=hubs[0])))

    assert row == {
        "Name": place.participant.full_name,
        "Work group": "Wolds Leeds",
        "Local authority": "Leeds of Wolds",
        "State": "secured",
        "Offer ends": "",
        "Why it ended": "",
        "School or provider": "Rose Hill",
        "Lead provider": "Teach North",
        "Mentor": "Iwan Diallo",
        "Attended": "1 of 2",
    }


@pytest.mark.parametrize(
    ("state", "fields", "column", "said"),
    [
        ("offered", {"offer_ends_at": LATER}, "Offer ends", "Fri 13 Nov, 4pm"),
        (
            "offered",
            {"offer_ends_at": LATER, "clock_paused_at": LATER},
            "Offer ends",
            "Fri 13 Nov, 4pm (paused)",
        ),
        ("confirmed", {"offer_ends_at": LATER}, "Offer ends", ""),
        ("waiting", {}, "Attended", ""),
        ("confirmed", {}, "Attended", "0 of 2"),
        ("confirmed", {"lead_provider_name": "Ours"}, "Lead provider", "Ours"),
    ],
)
def test_a_column_is_empty_where_it_says_nothing(
    signed_in, hubs, state, fields, column, said
):
    factories.make_place(state, work_group=group_of(hubs[0], "York"), **fields)

    (row,) = shown(signed_in(factories.make_staff("hub_lead", hub=hubs[0])))

    assert row[column] == said


def test_a_session_caught_up_in_another_group_counts_once_it_was_held(signed_in, hubs):
    home, other = group_of(hubs[0], "Leeds"), group_of(hubs[0], "York")
    place = factories.make_place(work_group=home)
    mark(place, home.sessions.get(number=1), "present")
    mark(place, other.sessions.get(number=1), "present")
    mark(place, other.sessions.get(number=2), "left_early")
    mark(place, other.sessions.get(number=3), "present")  # not held yet
    again = factories.make_place(work_group=home)
    late = factories.make_work_group("Wolds Selby", hub=hubs[0])
    coming = factories.make_session(late, on=LATER.date() + timedelta(weeks=1))
    mark(again, coming, "present")  # number 1, which was held at home

    rows = shown(signed_in(factories.make_staff("hub_lead", hub=hubs[0])))

    said = {each["Name"]: each["Attended"] for each in rows}
    assert said[place.participant.full_name] == "2 of 2"
    assert said[again.participant.full_name] == "0 of 2"


def test_rows_that_staff_read_in_another_role_are_not_in_the_admin(signed_in, hubs):
    """The lead of a group of another hub does not read why places there ended."""
    reason = AnswerOption.objects.create(code="ill", label="Illness", kind="reason")
    for hub in hubs:
        for town in ("Leeds", "York"):
            group = group_of(hub, town)
            factories.make_place("withdrawn", work_group=group, end_reason=reason)
    both = factories.make_staff("hub_lead", hub=hubs[0])
    give_role(both, "work_group_lead", hub=hubs[1])
    theirs = group_of(hubs[1], "York")
    theirs.leads.add(both)
    client = signed_in(both)
    place = theirs.places.get()
    own = group_of(hubs[0], "York").places.get()
    page = "admin:recruitment_place_change"

    rows = shown(client)
    file = client.post(reverse("admin:recruitment_place_export"))

    assert sorted(each["Work group"] for each in rows) == ["Wolds Leeds", "Wolds York"]
    assert [each["Why it ended"] for each in rows] == ["Illness"] * 2
    assert offered_by(client, "work group") == [
        *("Wolds Leeds 2026/27", "Wolds York 2026/27"),
    ]
    assert b"Dales" not in b"".join(file.streaming_content)
    assert client.get(reverse(page, args=[own.pk])).status_code == 200
    assert client.get(reverse(page, args=[place.pk])).status_code == 404


def test_filters_offer_what_occurs_in_the_rows_that_the_others_leave(signed_in, hubs):
    leeds, york = group_of(hubs[0], "Leeds"), group_of(hubs[0], "York")
    factories.make_place("waiting", work_group=leeds)
    factories.make_place("confirmed", work_group=york)
    factories.make_place("offered", work_group=group_of(hubs[1], "York"))
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    assert offered_by(client, "state") == ["on the waiting list", "secured"]
    assert offered_by(client, "work group") == [
        *("Wolds Leeds 2026/27", "Wolds York 2026/27"),
    ]
    here = f"?work_group__id__exact={york.pk}"
    assert offered_by(client, "work group", here) == [
        *("Wolds Leeds 2026/27", "Wolds York 2026/27"),
    ]
    assert offered_by(client, "local authority", here) == []  # one is no choice
    factories.make_place("waiting", work_group=york)
    waiting = "?state__exact=waiting"
    assert offered_by(client, "work group", waiting) == [
        *("Wolds Leeds 2026/27", "Wolds York 2026/27"),
    ]
    assert offered_by(client, "work group", "?state__exact=confirmed") == []


def test_filters_of_two_hubs_offer_what_occurs_in_the_hub_of_the_address(
    signed_in, hubs
):
    wolds, dales = hubs
    for hub, state in ((wolds, "waiting"), (wolds, "offered"), (dales, "confirmed")):
        factories.make_place(state, work_group=group_of(hub, "York"))
    factories.make_place("withdrawn", work_group=group_of(dales, "Leeds"))
    both = factories.make_staff("hub_lead", hub=wolds)
    give_role(both, "hub_lead", hub=dales)
    client = signed_in(both)

    assert offered_by(client, "work group") == [
        *("Dales Leeds 2026/27", "Dales York 2026/27", "Wolds York 2026/27"),
    ]
    here = f"?hub={dales.pk}"
    assert offered_by(client, "state", here) == ["secured", "withdrawn"]
    assert offered_by(client, "local authority", here) == [
        *("Leeds of Dales", "York of Dales"),
    ]
    assert offered_by(client, "work group", here) == [
        *("Dales Leeds 2026/27", "Dales York 2026/27"),
    ]


def test_rows_without_a_local_authority_can_be_chosen_where_there_are_any(
    signed_in, hubs
):
    factories.make_place(work_group=group_of(hubs[0], "York"))
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))
    before = offered_by(client, "local authority")
    whole = factories.make_work_group("Whole hub", hub=hubs[0], local_authority=None)
    place = factories.make_place(work_group=whole)

    without = listed(client, "?work_group__local_authority__isnull=True")

    assert before == []
    assert offered_by(client, "local authority") == ["York of Wolds", "none"]
    assert list(without.result_list) == [place]


@pytest.mark.parametrize(
    ("query", "title", "said"),
    [
        ("state__exact=offered", "state", "asked to confirm"),
        ("start_year=2024", "academic year", "2024/25"),
        ("work_group__id__exact={york}", "work group", "Wolds York 2026/27"),
        ("work_group__local_authority__isnull=True", "local authority", "none"),
    ],
)
def test_a_chosen_filter_says_its_choice_where_no_row_has_it(
    signed_in, hubs, query, title, said
):
    factories.make_place("waiting", work_group=group_of(hubs[0], "Leeds"))
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    query = query.format(york=group_of(hubs[0], "York").pk)
    found = listed(client, f"?{query}")

    filters = shown_filters(found)
    assert [(each.title, each.chosen) for each in filters if each.chosen] == [
        (title, said)
    ]
    assert list(found.result_list) == []


def test_a_group_of_another_hub_in_the_address_is_not_named(signed_in, hubs):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))
    theirs = group_of(hubs[1], "York").pk

    page = client.get(f"{PLACES}?work_group__id__exact={theirs}")

    assert page.status_code == 200
    assert "Dales" not in page.content.decode()


def test_yes_and_no_are_offered_where_both_occur(signed_in, hubs):
    factories.make_place(work_group=group_of(hubs[0], "York"))
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))
    url = reverse("admin:recruitment_registration_changelist")
    (one,) = Registration.objects.all()

    def offered(query: str = "") -> dict[str, list[str]]:
        found = shown_filters(client.get(url + query).context["cl"])
        return {
            each.title: [str(choice["display"]) for choice in each.choices[1:]]
            for each in found
        }

    assert "both years" not in offered()
    factories.make_place(work_group=group_of(hubs[0], "Leeds"))
    Registration.objects.exclude(pk=one.pk).update(both_years=not one.both_years)
    assert offered()["both years"] == ["Yes", "No"]
    chosen = f"?both_years__exact={int(one.both_years)}"
    assert offered(chosen)["both years"] == ["Yes", "No"]


def test_people_are_found_once_by_an_academic_year_of_their_places(signed_in, hubs):
    group = group_of(hubs[0], "Leeds")
    twice = factories.make_place(work_group=group).participant
    factories.make_place("withdrawn", work_group=group, participant=twice)
    factories.make_place(work_group=group, start_year=2025)
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    url = reverse("admin:recruitment_participant_changelist")
    found = client.get(f"{url}?q=2026/27").context["cl"]

    assert list(found.result_list) == [twice]
    assert found.result_count == 1


def test_an_academic_year_is_typed_and_shown_as_people_write_it(signed_in, hubs):
    group = group_of(hubs[0], "Leeds")
    last_year = factories.make_place(work_group=group, start_year=2025)
    this_year = factories.make_place(work_group=group)
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))
    name = this_year.participant.last_name

    assert offered_by(client, "academic year") == ["2026/27", "2025/26"]
    assert list(listed(client, "?q=2025/26").result_list) == [last_year]
    found = listed(client, f"?q=2026/27+{name}").result_list
    assert list(found) == [this_year]
    assert list(listed(client, f"?q=2024/25+{name}").result_list) == []


def test_times_and_years_of_a_list_are_as_people_write_them(signed_in, hubs):
    group = group_of(hubs[0], "Leeds")
    factories.make_place(work_group=group)
    july = datetime(2026, 7, 1, 15, 30, tzinfo=UTC)
    Registration.objects.update(registered_at=july)
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    def texts(name: str) -> list[dict[str, str]]:
        url = reverse(f"admin:{name}_changelist")
        rows = rows_of_list(client.get(url).context["cl"])
        return [{each.label: str(each.text) for each in row} for row in rows]

    (registered,) = texts("recruitment_registration")
    assert registered["Registered at"] == "1 Jul 2026, 4:30pm"
    years = {each["Academic year"] for each in texts("workgroups_workgroup")}
    assert years == {"2026/27"}
    first = next(each for each in texts("workgroups_session") if each["Number"] == "1")
    assert (first["Date"], first["Starts"]) == ("16 Oct 2026", "4pm")


def fill(hub, number: int) -> None:
    for each in range(number):
        group = factories.make_work_group(f"{hub.name} {each:02}", hub=hub)
        factories.make_session(group)
        place = factories.make_place(
            "withdrawn",
            work_group=group,
            school=factories.make_school(),
            lead_provider=Provider.objects.create(
                name=f"{group.title} Training", kind="ecte_lead_provider"
            ),
            end_reason=AnswerOption.objects.create(
                code=f"{hub.pk}-{each}", label=f"Ill {hub.pk}-{each}", kind="reason"
            ),
        )
        factories.make_mentorship(place.participant)


@pytest.mark.parametrize(("groups", "others"), [(3, 0), (60, 0), (3, 39)])
def test_the_list_takes_ten_statements_at_any_size(
    signed_in, data_statements, hubs, groups, others
):
    fill(hubs[0], groups)
    for number in range(others):
        fill(factories.make_hub(f"Hub {number}"), 1)
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    with data_statements(at_most=10) as said:
        client.get(PLACES)

    assert len(said) == 10
