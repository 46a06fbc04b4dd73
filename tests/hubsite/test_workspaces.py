"""The workspaces of a local authority's partner and of the national team."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from recruitment.models import PlaceEvent, RecruitmentLink
from tests import factories
from workgroups import academic_years
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return factories.make_authority("Lewisham")


@pytest.fixture
def partner(area) -> Client:
    user = factories.make_user()
    factories.give_role(
        user, "la_partner", hub=factories.make_hub(), local_authority=area
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def place_of(area, state: str, *, by_link: bool, name: str):
    year = academic_years.academic_year_of(timezone.localdate())
    group = factories.make_work_group(local_authority=area, start_year=year)
    link = None
    if by_link:
        link, _ = RecruitmentLink.objects.get_or_create(
            hub=group.hub, local_authority=area, code="lewisham", label="Lewisham"
        )
    person = factories.make_participant(last_name=name)
    registration = factories.make_registration(group, person, recruitment_link=link)
    place = factories.make_place(
        state=state,
        work_group=group,
        registration=registration,
        school_name=f"{name} School",
        access_needs="a ramp",
    )
    PlaceEvent.objects.create(
        place=place, hub=group.hub, to_state=state, at=timezone.now()
    )
    return place


def test_a_partner_reads_names_from_their_own_link_and_counts_of_others(partner, area):
    place_of(area, "confirmed", by_link=True, name="Ashdown")
    place_of(area, "confirmed", by_link=False, name="Birchall")

    page = partner.get("/recruiting/").content.decode()

    assert "Ashdown School" in page
    assert "Birchall" not in page
    assert "a ramp" not in page
    assert ">2</td>" in page  # both people are counted


def came_row(page: str) -> str:
    return page[page.index("Came to session 1") :].split("</tr>")[0]


def secured_row(page: str) -> str:
    (row,) = re.findall(r"(?is)<th[^>]*>[^<]*secured[^<]*</th>.*?</tr>", page)
    return row


def test_attendance_of_a_single_person_is_suppressed_for_a_partner(partner, area):
    place = place_of(area, "confirmed", by_link=True, name="Ashdown")
    before = came_row(partner.get("/recruiting/").content.decode())
    factories.mark_present(place, factories.make_session(place.work_group))

    after = came_row(partner.get("/recruiting/").content.decode())

    assert before == after
    assert "too few to show" in after


@pytest.mark.friday
@pytest.mark.parametrize(
    ("came", "away", "shown"),
    [
        (9, 0, "too few to show"),  # everybody, and under ten
        (10, 0, ">10</td>"),
        (6, 4, "too few to show"),
        (5, 5, ">5</td>"),
        (0, 10, ">0</td>"),
    ],
)
def test_a_partner_reads_who_came_where_it_reveals_no_few(
    partner, area, came, away, shown
):
    for number in range(came + away):
        place = place_of(area, "confirmed", by_link=True, name=f"Ash{number}")
        if number < came:
            factories.mark_present(place, factories.make_session(place.work_group))

    page = partner.get("/recruiting/").content.decode()

    assert shown in came_row(page)
    assert f">{came + away}</td>" in secured_row(page)


def test_a_partner_reads_a_few_secured_places_of_their_own_authority(partner, area):
    for number in range(2):
        place_of(area, "confirmed", by_link=True, name=f"Ash{number}")

    page = partner.get("/recruiting/").content.decode()

    assert ">2</td>" in secured_row(page)


@pytest.mark.friday
def test_the_national_page_shows_no_count_of_one_to_four(signed_in):
    hub, other = factories.make_hub(), factories.make_hub("Another Hub")
    for state, count in (("confirmed", 5), ("waiting", 4), ("lapsed", 1)):
        for number in range(count):
            factories.make_place(
                state,
                work_group=factories.make_work_group(
                    f"{state} {number}", hub=hub, start_year=2026
                ),
            )

    page = signed_in(factories.make_staff("national")).get("/national/")
    text = page.content.decode()
    numbers = re.compile(r'data-label="[^"]*">([^<]*)<')
    rows = {
        name: numbers.findall(text[text.index(f">{name}<") :])[:5]
        for name in (hub.name, other.name)
    }

    few = "too few to show"
    assert rows == {
        hub.name: ["10", "none", "5", few, few],
        other.name: ["0", "none", "0", "0", "0"],
    }


def test_a_partner_reads_no_state_after_confirmed(partner, area):
    place = place_of(area, "confirmed", by_link=True, name="Ashdown")
    type(place).objects.update(state="withdrawn")

    page = partner.get("/recruiting/").content.decode()

    assert "withdrawn" not in page.lower()
    assert "secured" in page


def test_a_partner_of_another_authority_sees_nothing_of_this_one(area):
    place_of(area, "confirmed", by_link=True, name="Ashdown")
    user = factories.make_user()
    other = factories.make_authority("Bromley")
    factories.give_role(
        user, "la_partner", hub=factories.make_hub(), local_authority=other
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert "Ashdown" not in client.get("/recruiting/").content.decode()


def test_the_national_team_sees_counts_of_every_hub(signed_in):
    place_of(factories.make_authority(), "confirmed", by_link=False, name="Ashdown")
    factories.make_hub("Another Hub")

    page = signed_in(factories.make_staff("national")).get("/national/")

    assert "Another Hub" in page.content.decode()
    assert "Ashdown" not in page.content.decode()


def test_a_record_opens_only_after_a_reason_and_is_logged(signed_in):
    person = factories.make_participant(last_name="Ashdown")
    client = signed_in(factories.make_staff("national"))
    email = person.email

    without = client.post("/national/record/", {"email": email, "reason": ""})
    withit = client.post(
        "/national/record/", {"email": email, "reason": "A complaint of 3 June"}
    )

    assert "Ashdown" not in without.content.decode()
    assert "Ashdown" in withit.content.decode()
    (entry,) = AuditEntry.objects.filter(action="open_record")
    assert (entry.hub, entry.object_id) == (person.hub, str(person.pk))
    assert entry.reason == "A complaint of 3 June"


def test_the_start_page_of_the_admin_lists_open_tasks(signed_in):
    lead = factories.make_staff("hub_lead")
    now = timezone.now()
    year = academic_years.academic_year_of(timezone.localdate())
    group = factories.make_work_group(start_year=year, target=9)
    factories.make_place(
        state="offered", work_group=group, offer_ends_at=now + timedelta(days=1)
    )
    held = factories.make_session(group, on=timezone.localdate() - timedelta(days=7))
    factories.make_place(work_group=group)

    page = signed_in(lead).get("/admin/").content.decode()

    assert "person has three days or less to confirm" in page
    assert "session was held and has no register" in page
    assert "group has fewer people than hoped for" in page
    factories.mark_present(factories.make_place(work_group=group), held)
    assert "has no register" not in signed_in(lead).get("/admin/").content.decode()
