"""The snapshot of a report: which rows are counted and which words are kept."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation import reports, snapshots
from evaluation.models import Evidence, Response
from evaluation.reports import outline
from tests import factories as make
from tests.evaluation import report_world as world


@pytest.mark.django_db
def test_loading_the_inputs_takes_the_same_statements_however_many_rows():
    evaluation = world.write_year(seed=2)
    with CaptureQueriesContext(connection) as many:
        snapshots.freeze(evaluation, at=world.AT)
    empty = make.make_evaluation(work_groups=[make.make_work_group()])
    with CaptureQueriesContext(connection) as none:
        snapshots.freeze(empty, at=world.AT)

    assert len(many) <= 36
    assert len(none) <= len(many)


@pytest.mark.django_db
def test_an_evaluation_with_nothing_in_it_still_makes_every_file():
    evaluation = make.make_evaluation(conclusion="")

    snapshot, _ = snapshots.freeze(evaluation, at=world.AT)
    made = {file.kind: file.content for file in reports.make(snapshot)}

    assert list(made) == [
        *("html", "docx", "pdf", "xlsx", "csv"),
        *("board_html", "board_docx", "board_pdf", "plan_docx", "zip"),
    ]
    page = made["html"].decode()
    assert "The conclusion is the evaluator&#x27;s to write." in page
    assert "No work group has been put into this evaluation yet." in page
    assert "There is no evaluation of the year before to look back on." in page


@pytest.mark.django_db
def test_only_reviewed_codings_of_kept_themes_count():
    group = make.make_work_group()
    form = world.closed_form(group, "session")
    evaluation = make.make_evaluation(work_groups=[group], start_year=group.start_year)
    kept = make.make_theme(evaluation, "Mentors")
    dropped = make.make_theme(evaluation, "Biscuits", state="discarded")
    for number in range(1, 13):
        response = make.make_response(form, words=f"Words {number}")
        evidence = make.make_evidence(
            evaluation,
            number=number,
            kind="written",
            answer=response.answers.get(question__key="words"),
        )
        world.code(evidence, kept, reviewed=number <= 6, origin="engine")
        world.code(evidence, dropped)

    snapshot, _ = snapshots.freeze(evaluation, at=world.AT)

    [theme] = snapshot["themes"]
    assert theme["name"] == "Mentors"
    assert theme["evidence"] == [1, 2, 3, 4, 5, 6]
    assert (theme["counts"][0]["hits"], theme["counts"][0]["of"]) == (6, 12)


@pytest.mark.django_db
def test_what_nobody_has_read_yet_is_not_counted_as_silent_on_a_theme():
    group = make.make_work_group()
    form = world.closed_form(group, "session")
    evaluation = make.make_evaluation(work_groups=[group], start_year=group.start_year)
    theme = make.make_theme(evaluation)
    for number in range(20):
        response = make.make_response(form, words="Yes")
        evidence = world.read(
            evaluation, response, at=world.AT if number < 12 else None
        )
        if number < 6:
            world.code(evidence, theme)

    snapshot, _ = snapshots.freeze(evaluation, at=world.AT)

    [count] = snapshot["themes"][0]["counts"]
    assert (count["hits"], count["of"]) == (6, 12)


@pytest.mark.django_db
def test_two_answers_of_one_response_are_one_respondent():
    group = make.make_work_group()
    form = world.closed_form(group, "final")
    evaluation = make.make_evaluation(work_groups=[group], start_year=group.start_year)
    theme = make.make_theme(evaluation)
    number = 0
    for at in range(14):
        response = make.make_response(form, changed_practice="A", pupils_noticed="B")
        for answer in response.answers.all():
            number += 1
            evidence = make.make_evidence(
                evaluation,
                number=number,
                kind="written",
                answer=answer,
                read_at=world.AT,
            )
            if at < 7:
                world.code(evidence, theme)

    snapshot, _ = snapshots.freeze(evaluation, at=world.AT)

    [count] = snapshot["themes"][0]["counts"]
    assert (count["hits"], count["of"]) == (7, 14)
    assert len(snapshot["themes"][0]["evidence"]) == 14


@pytest.mark.django_db
def test_only_closed_forms_with_five_answers_are_read():
    group = make.make_work_group()
    evaluation = make.make_evaluation(work_groups=[group], start_year=group.start_year)
    for number, answers in ((1, 4), (2, 5)):
        session = make.make_session(group, number=number)
        form = world.closed_form(group, "session", session=session)
        for _ in range(answers):
            world.read(evaluation, make.make_response(form, words="Yes"))
    open_form = make.make_form(group, "final")
    for _ in range(6):
        world.read(evaluation, make.make_response(open_form, changed_practice="Yes"))
    make.make_theme(evaluation)

    snapshot, _ = snapshots.freeze(evaluation, at=world.AT)

    assert [each["respondents"] for each in snapshot["figures"]["themes"]] == [5]
    assert "1 form with fewer than 5 answers is left out." in " ".join(
        snapshot["activity"]["drafted"]
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fit", "quoted", "shown"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_words_are_printed_only_where_ticked_and_agreed(fit, quoted, shown):
    group = make.make_work_group()
    form = world.closed_form(group, "session")
    evaluation = make.make_evaluation(work_groups=[group], start_year=group.start_year)
    theme = make.make_theme(evaluation)
    response = make.make_response(form, quoted=quoted, words="My own words")
    evidence = make.make_evidence(
        evaluation,
        "My own words",
        kind="written",
        answer=response.answers.get(question__key="words"),
        fit_to_publish=fit,
        strong_quote=True,
    )
    world.code(evidence, theme)

    snapshot, _ = snapshots.freeze(evaluation, at=world.AT)

    found = snapshot["evidence"]
    assert [each["text"] for each in found["quotes"]] == ["My own words"] * shown
    assert found["others"] == (
        [] if shown else [{"kind": "written feedback", "numbers": [1]}]
    )
    assert ("My own words" in json.dumps(snapshot)) == shown


@pytest.mark.django_db
def test_the_snapshot_leads_to_no_response_and_no_pseudonym():
    evaluation = world.write_year(seed=3)

    text = json.dumps(snapshots.freeze(evaluation, at=world.AT)[0])

    ids = [str(pk) for pk in Response.objects.values_list("pk", flat=True)]
    names = set(Response.objects.values_list("pseudonym", flat=True)) - {""}
    unpublished = Evidence.objects.filter(fit_to_publish=False, kind="written")
    words = [f'"{row.text}"' for row in unpublished]
    assert not [each for each in [*ids, *names, *words] if each in text]


@pytest.mark.django_db
def test_what_a_person_wrote_takes_the_place_of_the_draft():
    evaluation = make.make_evaluation(context="Six boroughs.\n\nClose together.")

    whole = outline.build(snapshots.freeze(evaluation, at=world.AT)[0])

    assert whole["sections"][0]["blocks"] == [
        {"kind": "text", "text": "Six boroughs."},
        {"kind": "text", "text": "Close together."},
    ]
