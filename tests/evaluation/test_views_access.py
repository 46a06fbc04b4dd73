"""Who reaches the evaluator's pages, what they cost, and the pages of a report."""

import pytest

from evaluation.actions import themes
from evaluation.models import (
    Coding,
    Implication,
    Report,
    ReportFile,
)
from evaluation.reports import storage
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evidence,
    make_hub,
    make_research_question,
    make_session,
    make_staff,
    make_theme,
    make_visit,
    make_work_group,
)

pytestmark = pytest.mark.django_db


def test_the_report_is_asked_for_watched_and_downloaded(workspace, evaluation):
    asked = workspace.post(at("make_report", evaluation.pk))
    waiting = text_of(workspace.get(asked["Location"]))
    report = Report.objects.get()
    kept = storage.store(b"%PDF", prefix="x")
    file = ReportFile.objects.create(
        hub=report.hub,
        report=report,
        kind="pdf",
        name="London South East+ report.pdf",
        stored_as=kept.stored_as,
        size=kept.size,
        sha256=kept.sha256,
    )
    too_early = workspace.get(at("download_report_file", report.pk, "pdf"))
    Report.objects.update(state="done", finished_at=FRIDAY_5PM)

    page = text_of(workspace.get(asked["Location"]))
    got = workspace.get(at("download_report_file", report.pk, "pdf"))

    assert 'http-equiv="refresh"' in waiting
    assert "data-progress=" in waiting
    assert too_early.status_code == 404
    assert file.name in page
    assert b"".join(got.streaming_content) == b"%PDF"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_not_whole_is_not_handed_out(workspace, evaluation):
    workspace.post(at("make_report", evaluation.pk))
    report = Report.objects.get()
    Report.objects.update(state="done", finished_at=FRIDAY_5PM)
    ReportFile.objects.create(
        hub=report.hub,
        report=report,
        kind="pdf",
        name="a.pdf",
        stored_as="gone",
        size=1,
    )

    page = workspace.get(at("download_report_file", report.pk, "pdf"), follow=True)

    assert "not as it was put away" in text_of(page)


WORKSPACE_PAGES = [
    "show_evaluation",
    "list_evidence",
    "code_passages",
    "arrange_themes",
]


@pytest.mark.parametrize("name", [*WORKSPACE_PAGES, "write_texts", "add_visit"])
def test_another_hubs_evaluator_finds_nothing(signed_in, evaluation, name):
    stranger = signed_in(make_staff("evaluator", hub=make_hub("Another Hub")))

    assert stranger.get(at(name, evaluation.pk)).status_code == 404


@pytest.mark.parametrize("name", WORKSPACE_PAGES[1:])
def test_the_hubs_staff_do_not_read_the_comments(signed_in, evaluation, name):
    staff = signed_in(make_staff("hub_lead"))

    assert staff.get(at("show_evaluation", evaluation.pk)).status_code == 200
    assert staff.get(at(name, evaluation.pk)).status_code == 404


def grow(evaluation, *, group_number=1) -> None:
    """Three more of everything that the workspace lists."""
    for number in range(3):
        group = make_work_group(f"Group {number}")
        evaluation.work_groups.add(group)
        visit = make_visit(evaluation, session=make_session(group))
        theme = make_theme(evaluation, f"Theme {number}", state="suggested")
        kept = make_theme(evaluation, f"Kept {number}")
        question = make_research_question(
            evaluation, group_number=group_number, letter="cde"[number]
        )
        question.themes.add(kept)
        for _ in range(2):
            note = make_evidence(evaluation, visit=visit, work_group=group)
            for each in (theme, kept):
                Coding.objects.create(
                    hub=evaluation.hub, evidence=note, theme=each, coded_at=FRIDAY_5PM
                )
        row = Implication.objects.create(
            hub=evaluation.hub, evaluation=evaluation, text="x"
        )
        row.themes.add(kept)


@pytest.mark.parametrize("name", WORKSPACE_PAGES)
def test_a_page_takes_as_many_statements_for_many_rows_as_for_few(
    workspace, evaluation, name, django_assert_max_num_queries
):
    grow(evaluation)
    workspace.get(at(name, evaluation.pk))
    with django_assert_max_num_queries(100) as few:
        workspace.get(at(name, evaluation.pk))

    for number in range(2, 5):
        grow(evaluation, group_number=number)
    with django_assert_max_num_queries(len(few)):
        workspace.get(at(name, evaluation.pk))

    # one reads how calls to schools ended, four what mentors heard, one ticks of visits
    assert len(few) <= 23


def test_many_passages_are_read_by_a_worker(workspace, evaluation, monkeypatch):
    enqueued = []
    monkeypatch.setattr(themes, "READ_IN_REQUEST", 1)
    monkeypatch.setattr(
        "workgroups.jobs.enqueue", lambda task, pk: enqueued.append((task, pk))
    )
    for text in ["one", "two"]:
        make_evidence(evaluation, text)

    workspace.post(at("suggest_themes", evaluation.pk))
    workspace.post(at("suggest_themes", evaluation.pk), {"by_sentence": "on"})

    assert enqueued == [
        ("evaluation.tasks.suggest_themes", evaluation.pk),
        ("evaluation.tasks.suggest_themes_by_sentence", evaluation.pk),
    ]
