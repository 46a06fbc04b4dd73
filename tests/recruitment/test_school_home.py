"""A school's home in the admin, and what a hub writes down of each year."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_hub,
    make_participant,
    make_place,
    make_school,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from workgroups.models import AuditEntry, SchoolYear

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
TYPED = {
    "ects_expected": "3",
    "contacted_on": "2026-10-02",
    "mastery_stage": "embedding",
    "note": "Ring Fridays.",
}


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub())


def home_of(school, of="") -> str:
    return f"/admin/workgroups/school/{school.pk}/" + (f"?of={of}" if of else "")


def make_teacher(school, hub, name):
    person = make_participant(hub, first_name=name, last_name="Shah")
    group = make_work_group(hub=hub)
    return make_place(work_group=group, participant=person, school=school)


def test_a_year_is_written_down_for_the_hub_of_the_account_alone(staff):
    school, other = make_school(), make_hub("Another Hub")
    SchoolYear.objects.create(hub=other, school=school, start_year=2026, note="Theirs")
    client = client_of(staff)

    client.post(home_of(school, of=2027), TYPED)
    page = client.get(home_of(school, of=2027))

    (row,) = page.context["school"].years
    assert (row.year_label, row.ects_expected, row.mastery_stage) == (
        "2027/28",
        3,
        "embedding",
    )
    assert (row.contacted_on, row.note) == (date(2026, 10, 2), "Ring Fridays.")
    assert page.context["form"]["ects_expected"].value() == 3
    assert "Theirs" not in page.content.decode()


def test_the_same_year_saved_twice_is_one_row_and_one_audit_entry(staff):
    school = make_school()
    client = client_of(staff)

    for _ in range(2):
        client.post(home_of(school), TYPED)

    assert SchoolYear.objects.get().start_year == 2026
    entry = AuditEntry.objects.get()
    assert entry.fields == "contacted_on, ects_expected, mastery_stage, note"


def seen_on(page) -> dict[str, str]:
    """The hidden fields of a page that say what it showed."""
    form = page.context["form"]
    shown = {each.html_initial_name: each.value() for each in form}
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def test_of_two_who_save_one_year_the_second_is_told_and_keeps_what_they_typed(staff):
    school, client = make_school(), client_of(staff)
    client.post(home_of(school), TYPED)
    seen = seen_on(client.get(home_of(school)))
    colleagues = {**TYPED, **seen, "ects_expected": "5", "mastery_stage": "sustaining"}
    client_of(make_staff("hub_lead", hub=make_hub())).post(home_of(school), colleagues)

    mine = {**TYPED, "ects_expected": "4", "note": "Mine"}
    page = client.post(home_of(school), {**mine, **seen})

    form, row = page.context["form"], SchoolYear.objects.get()
    assert (row.ects_expected, row.note) == (5, "Ring Fridays.")
    assert dict(form.errors) == {
        "ects_expected": ["A colleague has saved “5”. Save again for yours."]
    }
    assert (form["ects_expected"].value(), form["note"].value()) == ("4", "Mine")
    assert '<input type="hidden" name="initial-ects_expected" value="5"' in (
        page.content.decode()
    )

    client.post(home_of(school), {**mine, **seen_on_again(page)})
    row.refresh_from_db()
    saved = (row.ects_expected, row.note, row.mastery_stage)
    assert saved == (
        4,
        "Mine",
        "sustaining",
    )  # the colleague's stage was not typed over


def seen_on_again(page) -> dict[str, str]:
    """The hidden fields of a page that is shown again."""
    form = page.context["form"]
    names = [each.html_initial_name for each in form]
    return {name: form.data.get(name, "") for name in names}


def test_what_two_change_in_different_fields_is_kept_of_both(staff):
    school, client = make_school(), client_of(staff)
    seen = seen_on(client.get(home_of(school)))
    nothing = dict.fromkeys(TYPED, "")
    for typed in ({"ects_expected": "5"}, {"note": "Ring."}):
        answer = client.post(home_of(school), {**nothing, **seen, **typed})
        assert answer.status_code == 302

    row = SchoolYear.objects.get()
    assert (row.ects_expected, row.note) == (5, "Ring.")


def test_a_first_value_that_no_browser_sends_is_none(staff):
    school = make_school()
    odd = {"initial-ects_expected": "x", "initial-mastery_stage": "x"}

    answer = client_of(staff).post(home_of(school), {**TYPED, **odd})

    assert answer.status_code == 302
    assert SchoolYear.objects.get().ects_expected == 3


def test_a_number_that_no_school_has_is_asked_again_and_kept_in_the_box(staff):
    school = make_school()

    answer = client_of(staff).post(
        home_of(school), {**TYPED, "ects_expected": "5000", "note": "Kept"}
    )

    assert list(answer.context["form"].errors) == ["ects_expected"]
    assert "Kept" in answer.content.decode()
    assert SchoolYear.objects.count() == 0


def test_the_people_of_a_school_are_those_of_this_hub(staff):
    school = make_school()
    make_teacher(school, make_hub(), "Priya")
    make_teacher(make_school("Hill School"), make_hub(), "Elsewhere")
    make_teacher(school, make_hub("Another Hub"), "Theirs")

    (year,) = client_of(staff).get(home_of(school)).context["school"].people

    assert year.year == "2026/27"
    assert [str(place.participant) for place in year.places] == ["Priya Shah"]


def test_the_national_team_writes_nothing_down():
    school = make_school()
    client = client_of(make_staff("national"))

    assert client.get(home_of(school)).status_code == 404
    assert client.post(home_of(school), TYPED).status_code == 404
    assert SchoolYear.objects.count() == 0


def test_a_home_takes_as_many_statements_with_many_people_as_with_one(staff):
    school = make_school()
    make_teacher(school, make_hub(), "Priya")
    client = client_of(staff)
    with CaptureQueriesContext(connection) as few:
        client.get(home_of(school))

    for number in range(15):
        hub = make_hub(f"Hub {number}")
        make_teacher(school, hub, "Theirs")
        make_teacher(school, make_hub(), f"Person {number}")
        SchoolYear.objects.create(hub=hub, school=school, start_year=2026)
    with CaptureQueriesContext(connection) as many:
        client.get(home_of(school))

    assert len(few) == len(many) <= 15
