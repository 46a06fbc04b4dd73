"""What new teachers need help with, as reports show it, and projects made of it."""

import pytest
from django.urls import reverse

from evaluation.actions import needs
from evaluation.models import Evaluation, Report, Theme
from evaluation.queries.needs import needs_of
from tests import factories as make
from tests.evaluation.test_implications import browser_of
from tests.factories import FRIDAY_5PM
from tests.pages import one_line
from workgroups.models import AuditEntry, Project

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PAGE = "/evaluations/needs/"
FEW = {"suppressed": True}


def cell(hits: int, of: int, **fields):
    share = hits / of
    return {"hits": hits, "of": of, "share": share, "low": 0.1, "high": 0.5, **fields}


def table(theme, kind, title, total, phases=()):
    row = {"theme": theme.pk, "name": theme.name, "total": total, "phase": phases}
    return {"kind": kind, "set": title, "rows": [row]}


def report(evaluation, *tables, marks=None, version=1) -> None:
    Report.objects.create(
        hub=evaluation.hub,
        evaluation=evaluation,
        version=version,
        state="done",
        requested_at=FRIDAY_5PM,
        snapshot={"figures": {"themes": tables, "marks": marks}},
    )


def need(hub=None, *, year=2025, name="Fractions", **fields) -> Theme:
    evaluation = make.make_evaluation(hub, start_year=year)
    return make.make_theme(evaluation, name, is_need=True, **fields)


def found(year=2026):
    return needs_of(Evaluation.objects.all(), year=year)


def marks_of(theme):
    cells = [
        {"label": "Bexley", "mark": "often"},
        {"label": "Lewisham", "mark": "not_heard"},
    ]
    return {"rows": [{"theme": theme.pk, "name": theme.name, "cells": cells}]}


def test_a_need_is_told_as_the_newest_report_shows_it():
    theme = need()
    phases = [cell(9, 40, label="primary"), {**FEW, "label": "secondary"}]
    report(theme.evaluation, table(theme, "final", "Old", cell(1, 50)))
    new = table(theme, "final", "Your year", cell(15, 60), phases)
    report(theme.evaluation, new, marks=marks_of(theme), version=2)

    ((shown,),) = ([each.needs for each in found()][0],)

    assert shown.said_by == [("ECTs", "15 of 60 (25%, 10% to 50%) in “Your year”")]
    assert shown.phases == [("primary", "9 of 40 (22%, 10% to 50%) in “Your year”")]
    assert shown.marks == [("Bexley", "heard often"), ("Lewisham", "not heard")]


def test_who_said_it_is_told_apart_and_then_no_area_has_a_mark():
    theme = need()
    report(
        theme.evaluation,
        table(theme, "session", "After a session", cell(15, 60)),
        table(theme, "mentor", "Mentors", cell(10, 20)),
        table(theme, "leads", "Leads", FEW),
        table(theme, "itt", "Training", cell(10, 40)),
        marks=marks_of(theme),
    )

    ((shown,),) = ([each.needs for each in found()][0],)

    assert shown.said_by == [
        ("ECTs", "15 of 60 (25%, 10% to 50%) in “After a session”"),
        ("mentors", "10 of 20 (50%, 10% to 50%) in “Mentors”"),
        ("work group leads", "too few to show in “Leads”"),
        ("training providers", "10 of 40 (25%, 10% to 50%) in “Training”"),
    ]
    assert shown.marks == []


def test_years_are_told_the_newest_first_and_three_of_them():
    for year in (2023, 2024, 2026, 2025):
        need(year=year)

    assert [each.evaluation.start_year for each in found()] == [2026, 2025, 2024]
    assert not any(each.has_report for each in found())


def test_only_kept_themes_that_are_marked_are_needs():
    theme = need()
    other = make.make_theme(theme.evaluation, "Mentors")
    make.make_theme(theme.evaluation, "Guess", state="suggested", is_need=True)

    (year,) = found()

    assert [each.theme for each in year.needs] == [theme]
    assert year.others == [other]


@pytest.mark.parametrize("count", [1, 3])
def test_needs_take_as_many_statements_for_many_as_for_few(
    count, django_assert_num_queries
):
    for number in range(count):
        theme = need(name=f"Need {number}")
        report(theme.evaluation, table(theme, "final", "Year", cell(15, 60)))

    with django_assert_num_queries(4):
        found()


# --- pages


def test_the_page_is_of_ones_own_hub_and_for_its_staff_and_evaluator():
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    need(ours, name="Fractions")
    need(theirs, name="Beads")

    def read(kind):
        return browser_of(make.make_staff(kind, hub=ours)).get(PAGE)

    for kind in ("hub_lead", "evaluator"):
        page = read(kind).content.decode()
        assert "Fractions" in page
        assert "Beads" not in page
    for kind in ("work_group_lead", "national"):
        assert read(kind).status_code == 403


def test_the_evaluator_says_which_themes_are_needs():
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    theme = make.make_theme(make.make_evaluation(ours, state="published"))
    url = reverse("evaluation:mark_need", args=[theme.pk])
    evaluator = browser_of(make.make_staff("evaluator", hub=ours))
    others = [
        browser_of(make.make_staff("evaluator", hub=theirs)),
        browser_of(make.make_staff("hub_lead", hub=ours)),
    ]

    assert [each.post(url, {"is_need": "1"}).status_code for each in others] == [
        404
    ] * 2
    for _ in range(2):
        evaluator.post(url, {"is_need": "1"})
    assert Theme.objects.get().is_need
    assert AuditEntry.objects.filter(action="mark_need").count() == 1
    evaluator.post(url, {"is_need": "0"})
    assert not Theme.objects.get().is_need


def press(browser, theme, stage):
    url = reverse("evaluation:make_project", args=[theme.pk])
    return browser.post(url, {"stage": stage}, follow=True)


def test_a_need_becomes_one_project_of_the_next_year_and_keeps_the_link():
    hub = make.make_hub("Wolds")
    theme = need(hub, year=2026)
    stage = make.make_stage(make.make_programme(hub, name="SKTM"), name="Year one")
    browser = browser_of(make.make_staff("hub_lead", hub=hub))

    for _ in range(2):
        page = press(browser, theme, stage.pk).content.decode()

    project = Project.objects.get(stage=stage)
    assert (project.hub, project.title, project.start_year) == (hub, "Fractions", 2027)
    assert list(theme.projects.all()) == [project]
    assert "Fractions 2027/28 is a project." in page
    home = one_line(browser.get(PAGE).content.decode())
    assert f'href="/admin/workgroups/project/{project.pk}/change/"' in home
    assert AuditEntry.objects.filter(action="make_project").count() == 1


def test_a_project_needs_a_programme_of_the_hub_and_its_staff():
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    theme = need(ours)
    foreign = make.make_stage(make.make_programme(theirs))
    own = make.make_stage(make.make_programme(ours, name="SKTM"))
    lead = make.make_staff("hub_lead", hub=ours)
    make.give_role(lead, "hub_lead", hub=theirs)
    before = Project.objects.count()

    for stage in (foreign.pk, "", "x"):
        page = press(browser_of(lead), theme, stage).content.decode()
        assert "Choose the programme to which it belongs." in page
    for kind, hub in (("evaluator", ours), ("hub_lead", theirs)):
        browser = browser_of(make.make_staff(kind, hub=hub))
        assert press(browser, theme, own.pk).status_code == 404

    assert Project.objects.count() == before


def test_a_discarded_theme_is_no_project():
    hub = make.make_hub()
    theme = need(hub, state="discarded")
    stage = make.make_stage(make.make_programme(hub))

    page = press(browser_of(make.make_staff("hub_lead", hub=hub)), theme, stage.pk)

    assert page.status_code == 404


def test_another_stage_makes_another_project():
    hub = make.make_hub()
    theme = need(hub)
    by = make.make_staff("hub_lead", hub=hub)
    programme = make.make_programme(hub)
    stages = [make.make_stage(programme, order=number) for number in (1, 2)]

    made = [
        needs.make_project(theme, stage=stage, by=by, at=FRIDAY_5PM) for stage in stages
    ]

    assert [each.start_year for each in made] == [2026, 2026]
    assert theme.projects.count() == 2
