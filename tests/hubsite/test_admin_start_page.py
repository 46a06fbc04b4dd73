"""The start page of the admin: each number opens exactly the rows that it counts."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from recruitment.models import Email, PlaceEvent
from tests import factories
from workgroups import academic_years

pytestmark = pytest.mark.django_db


class Marks(HTMLParser):
    """The counted links of a page, and the totals that it states."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[int, str]] = []
        self.totals: list[int] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and "data-count" in given:
            self.links.append((int(given["data-count"]), given["href"]))
        if "data-total" in given:
            self.totals.append(int(given["data-total"]))


def marks_on(page) -> Marks:
    assert page.status_code == 200
    found = Marks()
    found.feed(page.content.decode())
    return found


def this_year() -> int:
    return academic_years.academic_year_of(timezone.localdate())


def place_with(state: str, group, *states: str, **fields):
    """A place in a state, with an event for each state that it has had."""
    if state == "offered":
        fields.setdefault("offer_ends_at", timezone.now() + timedelta(days=1))
    place = factories.make_place(state, work_group=group, **fields)
    for number, each in enumerate((*states, state)):
        PlaceEvent.objects.create(
            hub=group.hub,
            place=place,
            to_state=each,
            at=timezone.now() - timedelta(days=400 - number),
        )
    return place


def email_in(state: str, place) -> None:
    Email.objects.create(
        hub=place.hub,
        kind="place_confirmed",
        about_type="recruitment.place",
        about_id=place.pk,
        recipient_type="recruitment.participant",
        recipient_id=place.participant.pk,
        occasion=state,
        message_id=f"<{place.pk}-{state}@example.org>",
        state=state,
        written_at=timezone.now(),
    )


def fill(hub, *, year: int) -> None:
    """Two projects and three groups: one place for each thing the page counts."""
    lewisham = factories.make_authority("Lewisham")
    first = factories.make_work_group(
        hub=hub, start_year=year, target=4, local_authority=lewisham
    )
    second = factories.make_work_group(
        project=first.project, start_year=year, target=1, local_authority=None
    )
    third = factories.make_work_group(
        "Zebra", hub=hub, start_year=year, target=None, local_authority=None
    )
    held = factories.make_session(
        first, on=timezone.localdate() - timedelta(days=7), number=1
    )
    owed = factories.make_session(
        second, on=timezone.localdate() - timedelta(days=9), number=1
    )
    secured = [
        place_with("confirmed", first, "interested", "offered") for _ in range(3)
    ]
    factories.mark_present(secured[0], held)
    factories.mark_present(secured[1], held, "absent")
    factories.make_mentorship(secured[0].participant)
    lost = factories.make_mentor(hub, email_failed_at=timezone.now())
    factories.make_mentorship(secured[1].participant, lost)
    place_with("confirmed", second, "interested", "offered")
    place_with("confirmed", third, "interested", "offered")
    place_with("offered", third, "interested")
    place_with("waiting", first, "interested")
    place_with("interested", second)
    place_with("withdrawn", first, "interested", "offered", "confirmed")
    place_with("moved", first, "interested")
    for state in ("bounced", "failed", "to_retry", "sent"):
        email_in(state, secured[0])
    factories.make_form(
        first, session=held, closes_at=timezone.now() + timedelta(days=3)
    )
    factories.make_form(
        second, session=owed, closed_at=timezone.now(), closes_at=timezone.now()
    )


def people_of_last_year(hub, *, year: int) -> None:
    """Four people who might come back: one is back, one put it off, two are lost."""
    programme = factories.make_programme(hub)
    stages = [factories.make_stage(programme) for _ in range(2)]
    before = factories.make_work_group(
        project=factories.make_project(stages[0], start_year=year - 1),
        start_year=year - 1,
    )
    after = factories.make_work_group(
        project=factories.make_project(stages[1], start_year=year), start_year=year
    )
    for state in ("confirmed", "deferred", "declined", ""):
        place = place_with("completed", before, "confirmed")
        if state:
            place_with(state, after, registration=place.registration)


@pytest.fixture
def hubs():
    """Two hubs with the same rows, and a third year's groups of the first."""
    found = [factories.make_hub("Hub A"), factories.make_hub("Hub B")]
    for hub in found:
        fill(hub, year=this_year())
        people_of_last_year(hub, year=this_year())
    fill(found[0], year=this_year() + 1)
    return found


@pytest.fixture
def lead(hubs, signed_in) -> Client:
    return signed_in(factories.make_staff("hub_lead", hub=hubs[0]))


def wrong_links(client: Client, url: str) -> list[str]:
    links = marks_on(client.get(url)).links
    assert len(links) >= 12
    found = [(count, href, marks_on(client.get(href)).totals) for count, href in links]
    return [
        f"{count} opens {totals}: {href}"
        for count, href, totals in found
        if totals != [count]
    ]


def test_every_number_opens_exactly_the_rows_that_it_counts(lead):
    assert wrong_links(lead, "/admin/") == []


def test_every_number_of_another_year_opens_its_rows(lead):
    assert wrong_links(lead, f"/admin/?of={this_year() + 1}") == []


def test_every_number_of_the_hub_in_the_address_opens_its_rows(hubs, signed_in):
    user = factories.make_staff("hub_lead", hub=hubs[0])
    factories.give_role(user, "hub_lead", hub=hubs[1])
    client = signed_in(user)

    page = client.get(f"/admin/?hub={hubs[1].pk}")

    assert page.context["home"].hub == hubs[1]
    assert wrong_links(client, f"/admin/?hub={hubs[1].pk}") == []
    hrefs = [href for _, href in marks_on(page).links]
    assert all(f"hub={hubs[1].pk}&of={this_year()}" in href for href in hrefs)


def test_a_task_of_a_year_counts_the_groups_of_the_chosen_year_alone(lead):
    years = [this_year(), this_year() + 1, this_year() + 2]

    pages = [lead.get(f"/admin/?of={year}") for year in years]

    waits = "person has asked for a place and waits for you to look"
    found = [
        [task.number for task in page.context["home"].tasks if task.text == waits]
        for page in pages
    ]
    assert found == [[1], [1], []]


def test_a_hub_of_somebody_else_in_the_address_is_not_opened(lead, hubs):
    page = lead.get(f"/admin/?hub={hubs[1].pk}")
    rows = lead.get(
        f"/admin/recruitment/place/?task=secured&hub={hubs[1].pk}&of={this_year()}"
    )

    assert page.context["home"].hub == hubs[0]
    assert marks_on(rows).totals == [0]


def panel_of(page, start: str):
    panels = page.context["home"].figures.panels
    return next(panel for panel in panels if start in panel.title)


def numbers_of(panel) -> list[tuple[str, int]]:
    return [(bar.label, bar.counted.number) for bar in panel.bars]


def test_only_groups_with_a_target_enter_the_sum_and_the_page_says_so(lead):
    panel = panel_of(lead.get("/admin/"), "places hoped for")

    assert panel.title == "4 of 5 places hoped for are secured"
    assert panel.note == (
        "Only groups with a target are counted: 2 have none and are left out."
    )
    assert [
        (*pair, bar.target)
        for pair, bar in zip(numbers_of(panel), panel.bars, strict=True)
    ] == [("Lewisham", 3, 4), ("Whole hub", 1, 1)]


def test_the_way_from_interest_to_a_session_is_counted_once_a_person(lead):
    panel = panel_of(lead.get("/admin/"), "had a place secured")

    assert numbers_of(panel) == [
        ("registered interest", 11),
        ("asked to confirm", 8),
        ("place secured", 7),
        ("came to session 1", 1),
    ]
    assert panel.bars[-1].note == "of 2 on the register"


def test_last_years_people_are_back_put_off_or_lost_with_the_reason(lead):
    panel = panel_of(lead.get("/admin/"), "are back for the next stage")

    assert panel.title.startswith("1 of 3 people of ")
    assert sorted(numbers_of(panel)) == [
        ("back", 1),
        ("not back: never asked for a second year", 1),
        ("not back: said no to the second year", 1),
        ("put off to a later year", 1),
    ]


def test_mentors_feedback_and_emails_are_counted(lead):
    page = lead.get("/admin/")

    assert numbers_of(panel_of(page, "write to the mentor")) == [
        ("have a mentor we may write to", 1),
        ("have a mentor we cannot write to", 1),
        ("have no mentor", 4),
    ]
    assert numbers_of(panel_of(page, "can be read")) == [
        ("open", 1),
        ("closed, with answers to read", 0),
        ("closed, with too few answers to show", 1),
    ]
    assert numbers_of(panel_of(page, "in trouble")) == [
        ("came back", 2),
        ("could not be sent", 2),
        ("are tried again", 2),
    ]


def test_groups_stand_by_project_and_say_how_many_are_under_target(lead):
    projects = lead.get("/admin/").context["home"].figures.projects

    said = sorted(each.summary for each in projects)
    assert said == ["1 group", "1 group", "2 groups, 1 under target"]


def test_groups_are_folded_from_sixteen_on(hubs, lead):
    open_page = lead.get("/admin/").content.decode()
    for _ in range(12):
        factories.make_work_group(hub=hubs[0], start_year=this_year())

    folded = lead.get("/admin/").content.decode()

    assert open_page.count('<details class="project" open') == 3
    assert '<details class="project" open' not in folded
    assert folded.count('<details class="project"') == 15


def test_the_start_page_takes_at_most_twenty_statements_and_they_stay(
    lead, hubs, data_statements
):
    with data_statements(at_most=20) as few:
        lead.get("/admin/")
    for number in range(40):
        factories.make_hub(f"Other hub {number}")
    for _ in range(57):
        group = factories.make_work_group(hub=hubs[0], start_year=this_year(), target=3)
        place_with("confirmed", group, "interested")

    with data_statements(at_most=20) as many:
        page = lead.get("/admin/")

    assert len(many) == len(few)
    assert sum(len(each.rows) for each in page.context["home"].figures.projects) == 61
