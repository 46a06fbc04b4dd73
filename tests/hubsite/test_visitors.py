"""Public pages with two hubs: hubs, the list of work groups, one group."""

from datetime import date, time

import pytest
from django.urls import reverse

from tests.factories import (
    FRIDAY_5PM,
    YEAR,
    make_authority,
    make_hub,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.pages import one_line
from workgroups.models import HubArea, IntendedOutcome

LIST = "/work-groups/"

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def titles(response) -> list[str]:
    return [row.title for row in response.context["rows"]]


def group_of(programme=None, title="", **fields):
    """A group in a programme of the given kind, which make_work_group cannot choose."""
    stage = make_stage(programme or make_programme())
    project = make_project(stage, **fields.pop("project", {}))
    return make_work_group(title, project=project, **fields)


def test_home_is_the_hubs_page_where_there_is_one_hub(client):
    make_work_group("Lewisham ECT", hub=make_hub())

    response = client.get("/")

    assert response.context["hub"].name == "London South East+"
    assert titles(response) == ["Lewisham ECT"]


def test_home_lists_the_hubs_where_there_are_two(client):
    make_work_group(hub=make_hub())
    make_hub("Wandle Valley")

    page = one_line(client.get("/").content.decode())

    assert "1 work group open for interest" in page
    assert 'href="/hubs/london-south-east-plus/"' in page
    assert 'href="/hubs/wandle-valley/"' in page


def test_home_without_a_hub_shows_an_explanation(client):
    assert "once the first one has been set up" in client.get("/").content.decode()


def test_a_hubs_page_shows_its_own_groups_and_area(client):
    hub = make_hub(about="Maths in the south east.")
    HubArea.objects.create(
        hub=hub, local_authority=make_authority("Bexley"), start_year=YEAR
    )
    make_work_group("Ours", hub=hub)
    make_work_group("Theirs", hub=make_hub("Wandle Valley"))

    response = client.get("/hubs/london-south-east-plus/")

    assert titles(response) == ["Ours"]
    assert response.context["areas"] == ["Bexley"]
    assert "hub@example.org" in response.content.decode()
    assert client.get("/hubs/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Primary", "Secondary", "Universities"]),
        ("phase=primary", ["Primary", "Universities"]),
        ("phase=secondary", ["Secondary"]),
        ("la=209", ["Primary"]),
        ("la=303", ["Secondary", "Universities"]),
        ("audience=itt", ["Universities"]),
        ("year=2025", ["Last year"]),
        ("term=spring", ["Secondary"]),
        ("hub=wandle-valley", ["Secondary"]),
        ("phase=primary&audience=ect&la=209", ["Primary"]),
        ("phase=secondary&term=summer", []),
        (
            "phase=nonsense&page=x&year=9999&la=%00",
            ["Primary", "Secondary", "Universities"],
        ),
    ],
)
def test_the_list_is_narrowed_by_its_url(client, query, found):
    hub, other = make_hub(), make_hub("Wandle Valley")
    lewisham = make_authority("Lewisham", code="209")
    bexley = make_authority("Bexley", code="303")
    HubArea.objects.create(hub=hub, local_authority=bexley, start_year=YEAR)
    primary = make_work_group("Primary", hub=hub, local_authority=lewisham)
    make_session(primary, on=date(2026, 10, 20))
    secondary = make_work_group(
        "Secondary", hub=other, local_authority=bexley, school_phase="secondary"
    )
    make_session(secondary, on=date(2027, 1, 20))
    group_of(make_programme(hub, audience="itt"), "Universities", local_authority=None)
    make_work_group("Last year", hub=hub, start_year=2025)
    make_work_group("Cancelled", hub=hub, cancelled_on=date(2026, 10, 1))

    response = client.get(f"{LIST}?{query}")

    assert titles(response) == found


def test_the_form_of_the_list_keeps_what_was_chosen(client):
    make_work_group(school_phase="secondary")
    make_work_group(local_authority=make_authority("Bexley", code="303"))

    response = client.get(f"{LIST}?phase=primary")

    links = {each.title: each.choices for each in response.context["filters"]}
    assert ("303", "Bexley") in [(each.value, each.label) for each in links["Where"]]
    assert [(each.value, each.label, each.is_chosen) for each in links["Phase"]] == [
        ("", "all phases", False),
        ("primary", "primary", True),
        ("secondary", "secondary", False),
    ]
    assert "Who for" not in links  # a filter with one choice is not shown


def test_an_empty_list_says_what_to_do(client):
    assert "once a hub has planned them" in client.get(LIST).content.decode()

    make_work_group()

    page = client.get(f"{LIST}?term=summer").content.decode()
    assert "No work group fits what you chose" in page


def test_groups_that_take_interest_come_first_then_by_date(client):
    make_session(make_work_group("Closed", closes_on=date(2026, 9, 2)))
    project = make_project()
    later = make_work_group("Later", project=project)
    make_session(later, on=date(2027, 2, 1))
    sooner = make_work_group("Sooner", project=project)
    make_session(sooner, on=date(2026, 11, 1))
    make_work_group("Without dates", project=project, dates_confirmed=False)

    response = client.get(LIST)

    assert titles(response) == ["Sooner", "Later", "Without dates", "Closed"]


@pytest.mark.parametrize("rows", [10, 100])
def test_the_list_takes_as_many_statements_at_any_length(
    client, rows, django_assert_num_queries
):
    hubs = [make_hub(), make_hub("Wandle Valley")]
    for number in range(rows):
        group = make_work_group(f"Group {number}", hub=hubs[number % 2], capacity=10)
        make_session(group)
    make_place(work_group=group)

    with django_assert_num_queries(4):
        response = client.get(LIST)

    assert len(titles(response)) == min(rows, 20)


def test_the_list_stays_within_seven_statements_for_staff(
    signed_in, django_assert_max_num_queries
):
    client = signed_in(make_staff("hub_lead"))
    make_session(make_work_group())

    with django_assert_max_num_queries(7):
        client.get(LIST)


def test_a_long_list_comes_in_pages(client):
    project = make_project()
    for number in range(45):
        make_work_group(f"Group {number:02d}", project=project)

    response = client.get(f"{LIST}?page=3")

    assert titles(response) == [f"Group {number}" for number in range(40, 45)]
    assert 'href="/work-groups/?page=2"' in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "states", "words"),
    [
        ({"capacity": 3}, ["confirmed", "declined"], "2 places left"),
        ({"capacity": 2}, ["confirmed"], "1 place left"),
        ({"capacity": 1}, ["confirmed"], "Full, waiting list open"),
        ({"capacity": 3}, ["waiting"], "Waiting list open"),
        ({"capacity": 0}, [], "Waiting list open"),
        ({}, ["confirmed"], "Places left"),
        ({"dates_confirmed": False}, [], "Dates to be confirmed, open for interest"),
        ({"closes_on": date(2026, 10, 15)}, [], "Closed"),
        ({"opens_on": date(2027, 3, 1)}, [], "Opens on 1 March 2027"),
        ({"opens_on": None}, [], "Not open yet"),
        ({"cancelled_on": date(2026, 10, 1)}, [], "Not running"),
    ],
)
def test_a_group_says_its_places_in_words(client, fields, states, words):
    work_group = make_work_group(**fields)
    for state in states:
        make_place(state, work_group=work_group)

    page = client.get(work_group.get_absolute_url()).content.decode()

    register = reverse("recruitment:register_interest", args=[work_group.slug])
    closed = words in {"Closed", "Opens on 1 March 2027", "Not open yet", "Not running"}
    assert words in page
    assert (register in page) is not closed


def test_an_expired_offer_holds_no_seat(client):
    work_group = make_work_group(capacity=1)
    make_place("offered", work_group=work_group, offer_ends_at=FRIDAY_5PM)

    page = client.get(work_group.get_absolute_url()).content.decode()

    assert "1 place left" in page


def test_a_later_stage_takes_newcomers_to_its_waiting_list(client):
    programme = make_programme()
    make_stage(programme)
    work_group = group_of(programme, capacity=20)

    page = client.get(work_group.get_absolute_url()).content.decode()

    assert "Waiting list open" in page


def test_a_groups_page_shows_its_details(client):
    work_group = group_of(
        make_programme(audience="itt"),
        "Partnerships with ITT providers",
        project={
            "code_year": 2024,
            "code_number": 31,
            "who_for": "Leads of maths in initial teacher training.",
            "earlier_gains": "Talk across providers.",
            "cost": "Free.",
        },
        key_theme="Designing lessons",
    )
    for kind, audience, text in [
        ("professional_learning", "participants", "Know mastery better."),
        ("professional_learning", "hub", "Learn from providers."),
        ("organisational_policies", "participants", "Plans name mastery."),
    ]:
        IntendedOutcome.objects.create(
            hub=work_group.hub,
            project=work_group.project,
            kind=kind,
            audience=audience,
            text=text,
        )
    session = make_session(
        work_group,
        on=date(2026, 11, 3),
        ends=time(18, 30),
        focus="Small steps",
        joining_link="https://meet.example.org/secret",
        between_minutes=40,
    )

    page = client.get(work_group.get_absolute_url()).content.decode()

    for words in [
        "NCP 24-31",
        "Leads of maths in initial teacher training.",
        "Talk across providers.",
        "Designing lessons",
        "For the hub&#x27;s leadership team:",
        "Organisational policies and approaches",
        "Tuesday 3 November 2026, 4pm to 6:30pm",
        "1 session, 2 hours 30 minutes in all, and about 40 minutes between them.",
        "Come to every session.",
    ]:
        assert words in page
    assert page.count("<h3>Professional learning</h3>") == 1
    assert "Pupil learning" not in page  # a kind without outcomes has no heading
    assert session.joining_link not in page


def test_the_pathway_runs_over_both_years(client):
    programme = make_programme()
    work_group = group_of(programme)
    make_session(work_group)
    later = make_work_group(
        project=make_project(make_stage(programme), start_year=YEAR + 1)
    )
    make_session(later, on=date(2027, 10, 5))

    response = client.get(work_group.get_absolute_url())

    pathway = response.context["pathway"]
    assert [span.stage.name for span in pathway.spans] == ["Year 1", "Year 2"]
    assert [tick.session.on for tick in pathway.ticks] == [
        date(2026, 10, 16),
        date(2027, 10, 5),
    ]
    assert "The pathway over both years" in response.content.decode()


def test_a_second_year_without_one_group_has_dates_to_follow(client):
    programme = make_programme()
    work_group = group_of(programme)
    make_session(work_group)
    second = make_project(make_stage(programme), start_year=YEAR + 1)
    for _ in range(2):
        make_session(make_work_group(project=second), on=date(2027, 10, 5))

    response = client.get(work_group.get_absolute_url())

    spans = response.context["pathway"].spans
    assert [span.has_dates for span in spans] == [True, False]


def test_a_programme_of_one_stage_shows_no_second_year(client):
    work_group = make_work_group()
    make_session(work_group)

    page = client.get(work_group.get_absolute_url()).content.decode()

    assert "both years" not in page
    assert "pencilled in" not in page


@pytest.mark.parametrize("sessions", [1, 6])
def test_a_groups_page_takes_as_many_statements_at_any_length(
    client, sessions, django_assert_max_num_queries
):
    work_group = make_work_group()
    for _ in range(sessions):
        make_session(work_group)
    for _ in range(sessions):
        make_place(work_group=work_group)

    with django_assert_max_num_queries(7):
        client.get(work_group.get_absolute_url())


def test_an_unknown_group_is_not_found(client):
    assert client.get("/work-groups/nowhere/").status_code == 404


def test_no_name_of_a_participant_or_a_lead_is_on_a_public_page(client):
    place = make_place()
    make_session(place.work_group)

    pages = [
        client.get(path).content.decode()
        for path in ("/", LIST, place.work_group.get_absolute_url())
    ]

    assert place.participant.last_name not in "".join(pages)
    assert place.participant.email not in "".join(pages)
