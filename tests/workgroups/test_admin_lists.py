"""Lists of the admin: their statements, captions and headings."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recruitment.models import Participant, Place

pytestmark = pytest.mark.django_db


def fill(year, number: int) -> None:
    people = Participant.objects.bulk_create(
        Participant(
            hub=year.hub,
            first_name="Ada",
            last_name=f"Brook{n}",
            email=f"brook{year.hub.pk}-{n}@example.org",
        )
        for n in range(number)
    )
    Place.objects.bulk_create(
        Place(
            registration=year.registration,
            participant=person,
            hub=year.hub,
            programme=year.programme,
            stage=year.stage,
            start_year=2026,
            one_per_year=False,
            work_group=year.work_group,
            state="waiting",
            registered_at=timezone.now() - timedelta(days=n % 50),
        )
        for n, person in enumerate(people)
    )


LISTS = [
    "workgroups_workgroup",
    "workgroups_session",
    "workgroups_project",
    "recruitment_participant",
    "recruitment_place",
    "recruitment_registration",
    "recruitment_email",
    "recruitment_attendance",
    "workgroups_role",
    "evaluation_feedbackform",
    "evaluation_implication",
]


@pytest.mark.parametrize("name", LISTS)
def test_lists_take_ten_statements_at_most(lead, name):
    with CaptureQueriesContext(
        connection,
    ) as statements:
        lead.get(reverse(f"admin:{name}_changelist"))

    assert len(data_of(statements)) <= 10


def data_of(statements) -> list[str]:
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [
        each["sql"] for each in statements.captured_queries if each["sql"][:6] in words
    ]


def test_the_list_of_places_takes_as_many_statements_at_10_rows_as_at_100(lead, years):
    url = reverse("admin:recruitment_place_changelist")
    fill(years[0], 10)
    with CaptureQueriesContext(connection) as few:
        lead.get(url)
    fill_more(years[0])
    with CaptureQueriesContext(connection) as many:
        lead.get(url)

    assert len(data_of(few)) == len(data_of(many)) <= 10


def fill_more(year) -> None:
    Place.objects.filter(state="waiting").delete()
    Participant.objects.filter(last_name__startswith="Brook", places=None).delete()
    fill(year, 100)


def test_the_start_page_takes_twenty_statements_at_most(lead, years):
    fill(years[0], 100)
    with CaptureQueriesContext(connection) as statements:
        answer = lead.get("/admin/")

    assert answer.status_code == 200
    assert len(data_of(statements)) <= 20


def test_a_list_of_many_places_shows_one_page_and_finds_one_person(lead, years):
    fill(years[0], 500)
    url = reverse("admin:recruitment_place_changelist")

    listed = lead.get(url).context["cl"]
    with CaptureQueriesContext(connection) as statements:
        found = lead.get(f"{url}?q=brook499").context["cl"]

    assert (len(listed.result_list), listed.result_count) == (50, 501)
    assert [place.participant.last_name for place in found.result_list] == ["Brook499"]
    assert len(data_of(statements)) <= 10


class Headings(HTMLParser):
    """The captions and headings of the tables of a page, by tag."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {"caption": [], "th": []}
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        if tag in self.texts:
            self.inside = tag
            self.texts[tag].append("")

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside][-1] += data.strip()

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""


def headings_of(page: str) -> dict[str, list[str]]:
    found = Headings()
    found.feed(page)
    return found.texts


def test_a_table_of_inline_rows_has_a_caption_and_a_text_in_each_heading(lead, years):
    url = reverse(
        "admin:recruitment_participant_change", args=[years[0].participant.pk]
    )

    page = lead.get(url).content.decode()

    assert headings_of(page) == {
        "caption": ["Mentors"],
        "th": ["Row", "Mentor", "From on", "Until on", "Remove"],
    }
    assert 'id="mentorships-group" role="region" tabindex="0"' in page


def test_a_list_has_a_caption(lead, years):
    page = lead.get(reverse("admin:workgroups_workgroup_changelist")).content.decode()

    assert headings_of(page)["caption"] == ["Work groups"]
