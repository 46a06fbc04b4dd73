"""Measures of implications that are counted here: lines of the check-list, figures."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evaluation import snapshots
from evaluation.actions import implications
from evaluation.errors import NotForLeads
from evaluation.models import Implication, Report
from evaluation.queries import measures
from evaluation.reports import annex, sheets, wording
from evaluation.snapshots import evaluation_rows
from tests import factories as make
from tests.evaluation.test_implications import browser_of, make_implication, page_of
from tests.factories import FRIDAY_5PM
from workgroups.models import AuditEntry, CommonPlan, Hub, PlanReview

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LINE = "Each plan ends with something made"
DAY = timedelta(days=1)


def press(row, by):
    return implications.keep_as_plan_check(row, by=by, at=FRIDAY_5PM)


def review(plan, *lines: str, agrees=True, at=FRIDAY_5PM) -> None:
    about = {"plan" if isinstance(plan, CommonPlan) else "session": plan}
    PlanReview.objects.create(
        hub=plan.hub,
        agrees=agrees,
        checked="\n".join(lines),
        reviewed_by=make.make_user(),
        reviewed_at=at,
        **about,
    )


def test_one_press_makes_it_a_line_of_the_check_list():
    hub = make.make_hub(plan_checks="Time to compare")
    lead = make.make_staff("hub_lead", hub=hub)
    row = make_implication(hub, text=f"{LINE}\nof one's own.", addressed_to="leads")

    for _ in range(2):
        press(row, lead)

    row.refresh_from_db()
    line = f"{LINE} of one's own"
    assert Hub.objects.get().plan_checks == f"Time to compare\n{line}"
    assert (row.plan_check, row.counted) == (line, "plan_check")
    assert AuditEntry.objects.filter(action="keep_as_plan_check").count() == 1


def test_a_line_that_is_there_is_not_doubled_and_another_measure_stays():
    hub = make.make_hub(plan_checks=LINE)
    row = make_implication(hub, text=LINE, addressed_to="leads", counted="attendance")

    press(row, make.make_staff("hub_lead", hub=hub))

    row.refresh_from_db()
    assert (Hub.objects.get().plan_checks, row.counted) == (LINE, "attendance")


@pytest.mark.parametrize("to", ["hub", "la", "partner", "ncetm"])
def test_only_what_is_for_leads_becomes_a_line(to):
    hub = make.make_hub(plan_checks="Time")
    row = make_implication(hub, addressed_to=to)

    with pytest.raises(NotForLeads):
        press(row, make.make_staff("hub_lead", hub=hub))

    assert Hub.objects.get().plan_checks == "Time"


def test_the_button_is_for_the_hubs_own_staff():
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    row = make_implication(ours, addressed_to="leads", text=LINE)
    url = reverse("evaluation:keep_as_plan_check", args=[row.pk])
    people = [
        make.make_staff(kind, hub=hub)
        for kind, hub in [
            ("hub_lead", theirs),
            ("evaluator", ours),
            ("work_group_lead", ours),
            ("hub_lead", ours),
        ]
    ]

    found = [browser_of(each).post(url).status_code for each in people]

    assert found == [404, 404, 404, 302]
    page = browser_of(people[-1]).get(page_of(row)).content.decode()
    assert f"Plans are checked for it: {LINE}." in page
    assert "Check plans for it" not in page


def test_agreed_plans_that_keep_the_line_are_counted():
    group = make.make_work_group()
    elsewhere = make.make_work_group(hub=make.make_hub("Dales"))
    before = make.make_work_group(start_year=group.start_year - 1)
    plan = CommonPlan.objects.create(hub=group.hub, project=group.project, number=1)
    kept, sent_back, other = (make.make_session(group) for _ in range(3))
    review(plan, "Time", LINE)
    review(kept, LINE)
    review(other, f"{LINE} twice")
    review(sent_back, LINE)
    review(sent_back, LINE, agrees=False, at=FRIDAY_5PM + DAY)
    review(make.make_session(elsewhere), LINE)
    review(make.make_session(before), LINE)

    found = measures.plans_that_keep(group.hub_id, LINE, group.start_year)

    assert found == {"kept": 2, "of": 3}


def test_the_newest_review_of_a_plan_counts():
    session = make.make_session()
    review(session, LINE)
    review(session, at=FRIDAY_5PM + DAY)

    year = session.work_group.start_year
    found = measures.plans_that_keep(session.hub_id, LINE, year)

    assert found == {"kept": 0, "of": 1}


FIGURES = {
    "funnel": {
        "total": {"secured": 41, "came": None, "as_at": {"secured": "2026-07-01"}}
    },
    "attendance": {"overall": {"present": 70, "marked": 96, "share": 0.729}},
    "retention": {
        "too_early": False,
        "rate": {"hits": 41, "of": 96, "share": 0.427, "low": 0.33, "high": 0.53},
    },
}


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("secured", "41, as at 1 July 2026"),
        ("came", "too few to show"),
        ("attendance", "70 of 96 (73%)"),
        ("continued", "41 of 96 (43%, 33% to 53%)"),
    ],
)
def test_a_figure_is_the_one_that_a_report_shows(measure, said):
    assert wording.counted(measure, measures.cell_of(measure, FIGURES)) == said


@pytest.mark.parametrize("measure", ["secured", "attendance", "continued"])
def test_a_report_without_the_figure_says_that_it_is_not_counted(measure):
    empty = {"funnel": None, "attendance": None, "retention": None}

    for figures in (empty, {}, None):
        assert measures.cell_of(measure, figures) is None
    assert wording.counted(measure, None) == "not counted"


def test_nothing_went_on_before_the_second_year():
    early = {**FIGURES["retention"], "too_early": True}

    assert measures.cell_of("continued", {"retention": early}) is None


def done_report(evaluation, present: int, *, version=1) -> None:
    overall = {"present": present, "marked": 100, "share": present / 100}
    Report.objects.create(
        hub=evaluation.hub,
        evaluation=evaluation,
        version=version,
        state="done",
        requested_at=FRIDAY_5PM,
        snapshot={"figures": {"attendance": {"overall": overall}}},
    )


def two_years():
    before = make.make_evaluation(start_year=2025, title="Before")
    now = make.make_evaluation(start_year=2026)
    row = make_implication(evaluation=before, counted="attendance", measure="More come")
    done_report(before, 60)
    done_report(before, 70, version=2)
    return before, now, row


def test_next_years_report_says_the_old_figure_and_the_new_one():
    _, now, _ = two_years()
    new = {"attendance": {"overall": {"present": 88, "marked": 99, "share": 0.889}}}

    rows = snapshots.with_new_figures(evaluation_rows.last_year(now), new)

    said = "Attendance over the year: then 70 of 100 (70%), now 88 of 99 (89%)."
    assert wording.then_and_now(rows[0]) == said
    (table,) = annex.last_year({"last_year": rows})
    assert table["rows"][0][-1]["paragraphs"] == [f"More come. {said}"]
    (line,) = [sheets._last_year(row) for row in rows]
    assert line["figure"] == said
    assert not {"then", "now", "counted"} & line.keys()


def test_the_plans_of_the_new_year_are_counted_and_not_those_of_the_old_one():
    group = make.make_work_group(start_year=2026)
    review(make.make_session(group), LINE)
    before = make.make_evaluation(start_year=2025)
    make_implication(
        evaluation=before, addressed_to="leads", counted="plan_check", plan_check=LINE
    )

    rows = evaluation_rows.last_year(make.make_evaluation(start_year=2026))

    assert wording.then_and_now(rows[0]) == (
        "Plans that keep its line of the check-list: 1 of 1 agreed plan."
    )


def test_the_first_page_of_next_year_opens_with_the_figures_of_both_reports():
    _, now, row = two_years()
    done_report(now, 88)
    browser = browser_of(make.make_staff("evaluator"))

    page = browser.get(now.get_absolute_url()).content.decode()

    assert "then 70 of 100 (70%), now 88 of 100 (88%)." in page
    assert page_of(row) in page


def test_a_row_of_an_older_snapshot_is_told_without_a_figure():
    old = {"text": "x", "what_became": "Done.", "measure": ""}

    assert (wording.then_and_now(old), wording.what_became(old)) == ("", "Done.")


def test_the_figure_is_chosen_on_the_form():
    evaluation = make.make_evaluation()
    url = reverse("evaluation:write_implication", args=[evaluation.pk])
    typed = {
        "text": "Ask UCL.",
        "themes": make.make_theme(evaluation).pk,
        "addressed_to": "hub",
        "counted": "secured",
    }

    browser_of(make.make_staff("evaluator")).post(url, typed)

    assert Implication.objects.get().counted == "secured"
