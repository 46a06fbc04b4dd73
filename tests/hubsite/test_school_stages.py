"""Stages of schools in the admin, on "my places", the lead's page and in retention."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recruitment.queries import figures
from tests.factories import (
    give_role,
    make_hub,
    make_place,
    make_school,
    make_session,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from tests.recruitment.test_my_places import signed_in_as
from tests.recruitment.test_queries import LATER, add_events, groups
from workgroups.models import SchoolYear

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

PAGE = "/admin/workgroups/school/stages/"
SCHOOLS = "/admin/workgroups/school/"


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub())


def know(school, stage, *, hub=None, year=2026):
    return SchoolYear.objects.create(
        hub=hub or make_hub(), school=school, start_year=year, mastery_stage=stage
    )


def preview(user, *lines):
    content = "\n".join(["URN,Year,Stage", *lines]).encode()
    file = SimpleUploadedFile("<b>stages.csv", content)
    return client_of(user).post(PAGE, {"press": "preview", "file": file})


def confirm(user, page):
    data = {"press": "import", "list": page.context["preview"].signed}
    return client_of(user).post(PAGE, data, follow=True)


def said(page) -> list[str]:
    return [str(each) for each in page.context["messages"]]


# --- the import in the admin


def test_a_preview_keeps_nothing_and_the_import_keeps_what_it_showed(staff):
    elm, oak = make_school(urn=100001), make_school(urn=100002)
    know(oak, "readiness")

    page = preview(staff, "100001,2026/27,Development", "100002,2026/27,Embedding")
    kept = SchoolYear.objects.count()
    done = confirm(staff, page)

    text = one_line(page.content.decode())
    assert "<strong>1 new</strong>, 1 changed, 0 unchanged." in text
    assert "&lt;b&gt;stages.csv" in text and "<b>stages.csv" not in text
    assert kept == 1
    assert said(done) == ["1 stage added, 1 changed, 0 unchanged."]
    assert dict(SchoolYear.objects.values_list("school", "mastery_stage")) == {
        elm.pk: "development",
        oak.pk: "embedding",
    }


def test_every_bad_line_is_shown_and_nothing_can_be_imported(staff):
    make_school(urn=100001)

    page = preview(
        staff, "100001,2026,Development", "100009,2026,none", "100001,2025,<i>odd"
    )

    text = one_line(page.content.decode())
    first = text.index("Line 3, URN: No school has the number 100009.")
    assert first < text.index("Line 4, Stage: “&lt;i&gt;odd”. Write one of:")
    assert "Import this list" not in text


def test_of_very_many_problems_a_hundred_are_shown(staff):
    text = preview(staff, *["x,2026,none"] * 103).content.decode()

    assert "Line 101, URN" in text
    assert "Line 102, URN" not in text
    assert "And 3 more." in text


def test_a_file_that_is_no_table_and_no_file_at_all_are_explained(staff):
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.7\0")
    client = client_of(staff)

    odd = client.post(PAGE, {"press": "preview", "file": file}).content.decode()
    none = client.post(PAGE, {"press": "preview"}).content.decode()

    assert "This is neither a CSV file nor an .xlsx workbook." in odd
    assert "Choose the file." in none


def test_a_preview_serves_its_own_account_and_hub_only(staff):
    make_school(urn=100001)
    page = preview(staff, "100001,2026,Development")
    other = make_staff("hub_lead", hub=make_hub("Other"))
    colleague = make_staff("hub_lead", hub=make_hub())

    answers = [confirm(each, page) for each in (other, colleague)]

    too_old = ["This preview is too old. Choose the file again."]
    assert [said(each) for each in answers] == [too_old, too_old]
    assert SchoolYear.objects.count() == 0


def test_a_preview_for_one_hub_is_not_imported_for_another_of_the_account(staff):
    make_school(urn=100001)
    other = make_hub("Other")
    give_role(staff, "hub_administrator", hub=other)
    page = preview(staff, "100001,2026,Development")
    data = {"press": "import", "list": page.context["preview"].signed}

    answer = client_of(staff).post(f"{PAGE}?hub={other.pk}", data)

    assert said(answer) == ["This preview is too old. Choose the file again."]
    assert SchoolYear.objects.count() == 0


def test_a_school_that_is_gone_since_the_preview_refuses_the_list(staff):
    elm = make_school(urn=100001)
    page = preview(staff, "100001,2026,Development")
    elm.delete()

    assert said(confirm(staff, page)) == [
        "Line 2, URN: No school has the number 100001."
    ]


# --- the list of schools


def names_in(page) -> list[tuple[str, str]]:
    return [
        (row.name, page.context["cl"].model_admin.stage(row))
        for row in page.context["cl"].result_list
    ]


def test_the_list_shows_the_stage_of_this_year_at_the_own_hub(staff):
    elm, oak, ash = (make_school(name) for name in ("Elm", "Oak", "Ash"))
    know(elm, "development")
    know(elm, "readiness", year=2027)
    know(oak, "sustaining", hub=make_hub("Other"))
    know(ash, "specialist")

    page = client_of(staff).get(SCHOOLS)

    assert names_in(page) == [
        ("Ash", "mastery specialist school"),
        ("Elm", "development"),
        ("Oak", ""),
    ]
    assert reverse("admin:workgroups_school_stages") in page.content.decode()


def test_schools_are_filtered_by_stage_and_by_a_stage_that_is_unknown(staff):
    elm = make_school("Elm")
    know(elm, "development")
    know(make_school("Oak"), "embedding")
    know(make_school("Ash"), "", year=2026)
    make_school("Fir")
    client = client_of(staff)

    found = {
        asked: [name for name, _ in names_in(client.get(f"{SCHOOLS}?stage={asked}"))]
        for asked in ("development", "unknown")
    }

    assert found == {"development": ["Elm"], "unknown": ["Ash", "Fir"]}


def test_the_national_team_reads_schools_without_stages():
    know(make_school("Elm"), "development")
    national = client_of(make_staff("national"))

    page = national.get(SCHOOLS)

    assert names_in(page) == [("Elm", "")]
    assert "school/stages/" not in page.content.decode()
    assert national.get(PAGE).status_code == 403


# --- for people, their leads and the evaluator


def place_at(school, state="confirmed", **fields):
    return make_place(state, school=school, **fields)


def test_my_places_says_where_the_school_is_and_may_be_after_the_pathway():
    school = make_school()
    know(school, "sustaining", hub=make_hub("Other"))
    know(school, "readiness", year=2025)
    know(school, "development")
    place = place_at(school)

    page = one_line(signed_in_as(place).get("/my/").content.decode())

    assert (
        "<p>Your school is in Development of Teaching for Mastery; after year one it "
        "may be in Embedding.</p>" in page
    )


def test_a_place_pencilled_in_for_next_year_is_another_year_of_the_pathway():
    school = make_school()
    know(school, "development")
    place = place_at(school)
    make_place(
        "provisional",
        participant=place.participant,
        registration=place.registration,
        work_group=None,
        stage=place.stage,
        start_year=2027,
        school=school,
    )

    page = one_line(signed_in_as(place).get("/my/").content.decode())

    assert "after year two it may be in Sustaining." in page


@pytest.mark.parametrize(
    ("state", "stage"), [("waiting", "development"), *[("confirmed", "none")]]
)
def test_nothing_is_said_without_a_pathway_or_for_a_school_that_takes_no_part(
    state, stage
):
    school = make_school()
    know(school, stage)

    page = signed_in_as(place_at(school, state)).get("/my/").content.decode()

    assert "Teaching for Mastery" not in page


def test_a_lead_sees_the_stage_of_each_persons_school():
    group = make_work_group()
    lead = make_staff("work_group_lead", hub=group.hub)
    group.leads.add(lead)
    make_session(group)
    school = make_school()
    know(school, "embedding")
    place_at(school, work_group=group)
    place_at(make_school(), work_group=group)
    path = reverse("hubsite:show_group", args=[group.slug])

    before = one_line(client_of(lead).get(path).content.decode())
    SchoolYear.objects.all().delete()
    after = client_of(lead).get(path).content.decode()

    assert "School in Teaching for Mastery" in before
    assert before.count("Embedding") == 1
    assert "Teaching for Mastery" not in after


def test_retention_knows_the_stage_of_the_school_in_the_first_year():
    group = make_work_group()
    first, second = group.project.stage, None
    type(first).objects.create(
        programme=first.programme, hub=group.hub, order=first.order + 1, name="Two"
    )
    school = make_school()
    know(school, "sustaining", hub=make_hub("Other"))
    know(school, "readiness")
    for each in (school, second):
        place = make_place("confirmed", work_group=group, school=each)
        add_events(place, "confirmed", at=LATER)

    found = figures.second_year_retention(
        groups(group), at=LATER.replace(month=12, day=2)
    )

    assert [each.school_stage for each in found.members] == ["readiness", ""]
