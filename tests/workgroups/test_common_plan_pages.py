"""Common plans on the page of their project, and how groups that are added inherit."""

from datetime import date, time

import pytest
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import shown_on
from tests.factories import FRIDAY_5PM
from tests.plan_rows import (
    PLAN,
    make_common_plan,
    make_planned_session,
    make_two_groups,
    section,
)
from workgroups.actions import catalogue, groups
from workgroups.models import CommonPlan, Session
from workgroups.typed_dates import TypedSession

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def page_of(project) -> str:
    return reverse("admin:workgroups_project_change", args=[project.pk])


@pytest.fixture
def office(signed_in):
    return signed_in(make.make_staff("hub_lead"))


def test_a_common_plan_is_added_on_the_page_of_its_project(office):
    first, second = make_two_groups()
    blank = make.make_session(first, on=date(2026, 11, 3))
    own = make.make_session(second, on=date(2026, 11, 4), focus="Ours")
    url = page_of(first.project)
    row = {f"common_plans-0-{name}": value for name, value in PLAN.items()}
    row |= {"common_plans-0-number": 1, "common_plans-TOTAL_FORMS": 1}
    row["common_plans-0-sections"] = [section(2).pk, section(3, "ECF").pk]

    answer = office.post(url, shown_on(office, url) | row)

    assert answer.status_code == 302
    plan = CommonPlan.objects.get()
    assert (plan.hub, plan.project, plan.words_of_plan) == (
        first.hub,
        first.project,
        PLAN,
    )
    assert [str(each) for each in plan.sections.all()] == [
        "ECF 3, Subject and Curriculum",
        "ECTE 2, How Pupils Learn",
    ]
    blank.refresh_from_db()
    own.refresh_from_db()
    assert blank.words_of_plan == PLAN
    assert own.words_of_plan == {**PLAN, "focus": "Ours"}


def test_the_page_offers_the_sections_of_its_year(office):
    project = make.make_project(start_year=2027)  # the ECF ended before
    make_common_plan(project)

    page = office.get(page_of(project)).text

    assert "ECTE 3, Subject and Curriculum" in page
    assert "ECF 3, Subject and Curriculum" not in page


@pytest.mark.parametrize("text", ["javascript:alert(1)", "example.org/a"])
def test_materials_that_are_no_web_addresses_are_refused(office, text):
    project = make.make_project()
    make_common_plan(project)
    url = page_of(project)

    answer = office.post(
        url, shown_on(office, url) | {"common_plans-0-materials": text}
    )

    assert answer.status_code == 200
    assert "Write web addresses only" in answer.text
    assert CommonPlan.objects.get().materials == "https://example.org/slides"


def test_other_sections_of_an_agreed_plan_ask_again(office):
    plan = make_common_plan(make.make_project())
    plan.sections.add(section(2))
    CommonPlan.objects.update(plan_state="agreed", reviewed_as=plan.fingerprint)
    url = page_of(plan.project)

    office.post(url, shown_on(office, url))
    assert CommonPlan.objects.get().plan_state == "agreed"

    sections = {"common_plans-0-sections": [section(4).pk]}
    office.post(url, shown_on(office, url) | sections)
    assert CommonPlan.objects.get().plan_state == "waiting"


def test_what_a_second_editor_changed_is_said_and_not_written_over(office):
    plan = make_common_plan(make.make_project())
    url = page_of(plan.project)
    posted = shown_on(office, url) | {"common_plans-0-focus": "Mine"}
    CommonPlan.objects.update(focus="Theirs")

    answer = office.post(url, posted)

    assert "changed this meanwhile to “Theirs”" in answer.text
    assert CommonPlan.objects.get().focus == "Theirs"


def test_a_group_that_is_added_inherits_the_common_plan(office):
    first, newest = make_two_groups()
    make_planned_session(newest, focus="Departed", day_share=0.5)
    make_planned_session(newest, number=2, focus="Second")
    make_common_plan(first.project)
    days = [date(2026, 11, 4), date(2026, 11, 25)]

    group = groups.add_group_from_project(
        first.project,
        sessions=[TypedSession(day, time(16), time(18)) for day in days],
        leads=[],
        title="Third",
        school_phase="primary",
        by=make.make_staff("hub_lead"),
        at=FRIDAY_5PM,
    )

    one, two = group.sessions.order_by("number")
    assert (one.words_of_plan, one.day_share) == (PLAN, 0.5)
    assert two.focus == "Second"


def test_a_session_that_is_added_to_a_group_inherits(office):
    first, _ = make_two_groups()
    make_common_plan(first.project)
    url = reverse("admin:workgroups_session_add")
    fields = {"work_group": first.pk, "number": 1, "on": "2026-11-04"}
    times = {"starts": "16:00", "ends": "18:00", "day_share": "0.25"}

    answer = office.post(url, {**fields, **times, "save_anyway": "on"})

    assert answer.status_code == 302
    assert Session.objects.get().words_of_plan == PLAN


def test_next_years_project_has_the_common_plans_which_wait():
    plan = make_common_plan(make.make_project())
    plan.sections.add(section(3))
    CommonPlan.objects.update(plan_state="agreed", reviewed_as=plan.fingerprint)
    by = make.make_staff("hub_lead")

    copies = catalogue.copy_projects([plan.project], by=by, at=FRIDAY_5PM)

    copy = copies[plan.project_id].common_plans.get()
    assert (copy.hub, copy.number, copy.words_of_plan) == (plan.hub, 1, PLAN)
    assert (copy.plan_state, copy.reviewed_as) == ("waiting", "")
    assert [each.number for each in copy.sections.all()] == [3]


@pytest.mark.parametrize("kind", ["work_group_lead", "evaluator"])
def test_who_is_no_staff_does_not_open_the_page(signed_in, kind):
    plan = make_common_plan(make.make_project())
    user = make.make_staff(kind)

    answer = signed_in(user).get(page_of(plan.project))

    assert answer.status_code == 403
