"""The rows of an evaluation as the plain values that a report is counted from."""

from datetime import UTC, date, datetime, timedelta

import pytest

from evaluation.models import Implication, Report
from evaluation.snapshots import evaluation_rows, loading
from evaluation.snapshots.inputs import CodingInput, EvidenceInput
from tests import factories as make
from tests.evaluation.report_world import code

pytestmark = pytest.mark.django_db
AT = make.FRIDAY_5PM
DAY = make.FRIDAY


def evaluation_of(*groups, **fields):
    return make.make_evaluation(work_groups=groups, **fields)


def closed(group, answers: int, *, kind="session", **fields):
    """A closed form with so many responses; `fields` are answers to its questions."""
    form = make.make_form(group, kind, closed_at=AT)
    for _ in range(answers):
        make.make_response(form, **fields)
    return form


def rows_read(evaluation):
    return loading.load_inputs(evaluation, at=AT)


# --- forms, responses and ratings


def test_closed_forms_count_and_only_those_with_enough_answers_are_read():
    group, other = make.make_work_group(), make.make_work_group()
    enough = closed(group, 5, useful=4)
    few = closed(group, 4, kind="final", useful=2)
    make.make_response(make.make_form(make.make_work_group()), useful=1)
    closed(other, 5, useful=1)
    evaluation = evaluation_of(group)

    found = rows_read(evaluation)

    assert [(form["pk"], form["answers"]) for form in found.forms] == [
        *((enough.pk, 5), (few.pk, 4))
    ]
    assert found.forms[0] == {
        "pk": enough.pk,
        "question_set": enough.question_set_id,
        "work_group": group.pk,
        "answers": 5,
        "session__number": None,
    }
    assert found.question_sets == {
        enough.question_set_id: {
            "title": enough.question_set.title,
            "kind": "session",
        }
    }
    assert {one.form for one in found.responses} == {enough.pk}
    assert [one.rating for one in found.ratings] == [4] * 5


def test_the_smallest_count_of_the_hub_decides_what_is_read():
    hub = make.make_hub("Wolds", smallest_count=7)
    group = make.make_work_group(hub=hub)
    closed(group, 6, useful=4)

    found = rows_read(evaluation_of(group, hub=hub))

    assert found.hub == {"name": "Wolds", "slug": "wolds", "smallest_count": 7}
    assert (found.responses, found.ratings, found.question_sets) == ([], [], {})


def test_a_rating_has_its_set_its_question_and_its_form():
    group = make.make_work_group()
    form = closed(group, 5, useful=4)
    question = form.question_set.questions.get(key="useful")
    form.responses.update(pseudonym="p1")

    rating = rows_read(evaluation_of(group)).ratings[0]

    assert rating == rating.__class__(
        form.question_set_id,
        "session",
        group.pk,
        "useful",
        question.text,
        4,
        "p1",
        form.pk,
    )


def test_a_response_is_read_once_a_person_has_read_or_reviewed_what_it_says():
    group = make.make_work_group()
    form = closed(group, 5, words="More time.")
    evaluation, other = evaluation_of(group), evaluation_of(group, title="Other")
    theme = make.make_theme(evaluation)
    responses = list(form.responses.order_by("pk"))

    def brought_in(at, into=evaluation, **fields):
        answer = responses[at].answers.get()
        return make.make_evidence(into, kind="written", answer=answer, **fields)

    brought_in(0, read_at=AT)
    code(brought_in(1), theme)
    code(brought_in(2), theme, reviewed=False)
    brought_in(3)
    brought_in(4, into=other, read_at=AT)

    found = rows_read(evaluation).responses

    assert [one.response for one in found] == [str(each.pk) for each in responses]
    assert [one.is_read for one in found] == [True, True, False, False, False]
    assert {(one.question_set, one.work_group, one.form) for one in found} == {
        (form.question_set_id, group.pk, form.pk)
    }


# --- questions, visits, themes and implications


def test_research_questions_count_the_answers_that_bear_on_them():
    group = make.make_work_group()
    form = closed(group, 5, useful=4, words="More time.")
    closed(make.make_work_group(), 5, useful=1)
    evaluation = evaluation_of(group)
    themes = [make.make_theme(evaluation, name) for name in ("A", "B")]
    questions = form.question_set.questions
    second = make.make_research_question(
        evaluation, letter="b", text="Why b?", figures=["funnel"], group_title="ECTs"
    )
    second.asked_by.set(questions.filter(key__in=["useful", "words"]))
    second.themes.set(reversed(themes))
    first = make.make_research_question(evaluation, letter="a", text="Why a?")
    first.asked_by.set(questions.filter(key="supported"))
    make.make_research_question(evaluation, letter="a", group_number=2)
    make.make_research_question(evaluation_of(title="Other"))

    found = rows_read(evaluation).questions

    assert [(row["group_number"], row["letter"]) for row in found] == [
        *((1, "a"), (1, "b"), (2, "a"))
    ]
    assert found[0]["answers"] == 0
    assert found[1] == {
        "group_number": 1,
        "group_title": "ECTs",
        "letter": "b",
        "text": "Why b?",
        "figures": ["funnel"],
        "answers": 10,
        "themes": [theme.pk for theme in themes],
    }


def test_visits_stand_by_their_day():
    group = make.make_work_group()
    session = make.make_session(group)
    evaluation = evaluation_of(group)
    later = make.make_visit(evaluation, session=session, on=DAY)
    first = make.make_visit(evaluation, meeting="Board", on=DAY - timedelta(days=1))
    make.make_visit(evaluation_of(title="Other"))

    assert evaluation_rows.visits(evaluation) == [
        {
            "pk": first.pk,
            "on": date(2026, 10, 15),
            "session": None,
            "session__work_group": None,
            "meeting": "Board",
        },
        {
            "pk": later.pk,
            "on": date(2026, 10, 16),
            "session": session.pk,
            "session__work_group": group.pk,
            "meeting": "",
        },
    ]


def test_kept_themes_stand_in_their_order():
    evaluation = evaluation_of()
    second = make.make_theme(evaluation, "B", order=2, finding="So.", origin="engine")
    first = make.make_theme(evaluation, "A", order=1, kind="process", description="x")
    make.make_theme(evaluation, "C", state="discarded")
    make.make_theme(evaluation_of(title="Other"), "D")

    assert evaluation_rows.themes(evaluation) == [
        {
            "pk": first.pk,
            "name": "A",
            "kind": "process",
            "finding": "",
            "description": "x",
            "origin": "person",
        },
        {
            "pk": second.pk,
            "name": "B",
            "kind": "finding",
            "finding": "So.",
            "description": "",
            "origin": "engine",
        },
    ]


def implication(evaluation, text: str, **fields) -> Implication:
    return Implication.objects.create(
        hub=evaluation.hub, evaluation=evaluation, text=text, **fields
    )


def test_implications_and_what_became_of_those_of_last_year():
    evaluation = evaluation_of()
    before = evaluation_of(start_year=2025, title="Before")
    two_years = evaluation_of(start_year=2024, title="Long ago")
    elsewhere = evaluation_of(start_year=2025, hub=make.make_hub("Wolds"))
    themes = [make.make_theme(evaluation, name) for name in ("A", "B")]
    row = implication(
        *(evaluation, "More time"),
        addressed_to="leads",
        owner="Lead",
        due_on=DAY,
        measure="Minutes",
        order=2,
    )
    row.themes.set(reversed(themes))
    implication(evaluation, "Less paper", order=1)
    implication(before, "Old", state="done", what_became="Done in May.", owner="Kim")
    implication(two_years, "Older")
    implication(elsewhere, "Theirs")

    found = evaluation_rows.implications(evaluation)

    assert [each["text"] for each in found] == ["Less paper", "More time"]
    assert found[1] == {
        "text": "More time",
        "addressed_to": "work group leads",
        "owner": "Lead",
        "due_on": DAY,
        "measure": "Minutes",
        "state": "proposed",
        "what_became": "",
        "progress": "",
        "themes": [theme.pk for theme in themes],
    }
    assert evaluation_rows.last_year(evaluation) == [
        {
            "text": "Old",
            "addressed_to": "the hub",
            "owner": "Kim",
            "measure": "",
            "state": "done",
            "what_became": "Done in May.",
            "answer": "",
            "counted": "",
        }
    ]


# --- passages and codings


def test_a_passage_has_its_text_only_where_it_may_be_published():
    group = make.make_work_group()
    form = closed(group, 5, words="More time.")
    evaluation = evaluation_of(group)
    response = form.responses.order_by("pk").first()
    answer = response.answers.get()
    make.make_evidence(evaluation, "Said.", number=3, fit_to_publish=True)
    make.make_evidence(
        *(evaluation, "Typed by Ada."),
        kind="written",
        number=1,
        redacted="Typed by [name].",
        answer=answer,
        fit_to_publish=True,
        strong_quote=True,
        read_at=AT,
    )
    make.make_evidence(evaluation, "Not fit.", number=2)
    make.make_evidence(evaluation_of(title="Other"), "Theirs.")

    written = EvidenceInput(
        *(1, "written", form.question_set_id, "Typed by [name].", True, True, form.pk)
    )
    others = [
        EvidenceInput(2, "spoken", None, "", False, False, 0),
        EvidenceInput(3, "spoken", None, "Said.", False, False, 0),
    ]
    assert evaluation_rows.evidence(evaluation) == [written, *others]

    response.may_be_quoted = False
    response.save()
    assert evaluation_rows.evidence(evaluation)[0].text == ""


def test_reviewed_codings_of_kept_themes_stand_by_passage_and_theme():
    group = make.make_work_group()
    form = closed(group, 5, words="More time.")
    evaluation = evaluation_of(group)
    response = form.responses.order_by("pk").first()
    second = make.make_theme(evaluation, "B", order=2)
    first = make.make_theme(evaluation, "A", order=1)
    dropped = make.make_theme(evaluation, "C", state="discarded")
    visit = make.make_visit(evaluation)
    heard = make.make_evidence(evaluation, number=2, visit=visit)
    typed = make.make_evidence(
        evaluation, kind="written", number=1, answer=response.answers.get()
    )
    near_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    code(heard, first, origin="engine", confidence=0.5)
    code(typed, second, coded_at=near_midnight)
    code(typed, first, coded_at=near_midnight)
    code(typed, dropped)
    code(heard, second, reviewed=False)

    in_july = date(2026, 7, 2)  # the day in London
    of_typed = (str(response.pk), None, "person", None, in_july)
    assert evaluation_rows.codings(evaluation) == [
        CodingInput(1, "written", first.pk, *of_typed),
        CodingInput(1, "written", second.pk, *of_typed),
        CodingInput(
            *(2, "spoken", first.pk, "", visit.pk, "engine", 0.5),
            coded_on=date(2026, 11, 3),
        ),
    ]


def test_finished_reports_of_the_hub_and_year_are_earlier_ones():
    evaluation = evaluation_of()
    other_year = evaluation_of(start_year=2025)
    elsewhere = evaluation_of(hub=make.make_hub("Wolds"))
    by = make.make_user()

    def report(name: str, of=evaluation, state="done", days=0, **fields) -> None:
        Report.objects.create(
            hub=of.hub,
            evaluation=of,
            state=state,
            version=Report.objects.count() + 1,
            requested_by=by,
            requested_at=AT,
            finished_at=AT + timedelta(days=days),
            snapshot={"name": name, "figures": {}, **fields},
        )

    report("second", days=2)
    report("first", days=1, of=evaluation_of(title="Other"))
    report("failed", state="failed")
    report("other year", of=other_year)
    report("elsewhere", of=elsewhere)

    found = evaluation_rows.earlier_reports(evaluation)

    assert [each["name"] for each in found] == ["first", "second"]
