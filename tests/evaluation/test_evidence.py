"""Passages: brought in, noted, opened and given themes."""

from datetime import timedelta

import pytest

from evaluation import queries
from evaluation.actions import evidence, feedback
from evaluation.errors import AlreadyPublished
from evaluation.models import Answer, Coding, Evaluation, Evidence
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_form,
    make_hub,
    make_participant,
    make_response,
    make_school,
    make_session,
    make_staff,
    make_theme,
    make_visit,
    make_work_group,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
WORDS = [
    "Ada Brook helped.",
    "More time.",
    "We at Rose Hill liked it.",
    "Good.",
    "Ten.",
]


@pytest.fixture
def evaluator():
    return make_staff("evaluator")


@pytest.fixture
def answered():
    """An evaluation of one group whose session form closed with five answers."""
    group = make_work_group()
    form = make_form(group, session=make_session(group))
    for text in WORDS:
        make_response(form, words=text, useful=4)
    feedback.close_form(form, at=FRIDAY_5PM)
    return make_evaluation(work_groups=[group])


def brought_in(evaluation, evaluator) -> list[Evidence]:
    evidence.bring_in_feedback(evaluation, by=evaluator, at=FRIDAY_5PM)
    return list(evaluation.evidence.select_related("answer__response", "evaluation"))


def test_written_answers_become_passages_once(answered, evaluator):
    first = evidence.bring_in_feedback(answered, by=evaluator, at=FRIDAY_5PM)
    again = evidence.bring_in_feedback(answered, by=evaluator, at=FRIDAY_5PM)

    assert (first, again) == (5, 0)
    numbers = answered.evidence.values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5]
    assert set(answered.evidence.values_list("text", flat=True)) == set(WORDS)
    assert Evaluation.objects.get().state == "coding"


def test_names_are_taken_out_on_the_way_in(answered, evaluator):
    make_participant(first_name="Ada", last_name="Brook")
    school = make_school("Rose Hill Primary School")
    answered.hub.areas.create(local_authority=school.local_authority, start_year=2026)

    passages = brought_in(answered, evaluator)

    shown = {passage.text: passage.redacted for passage in passages}
    assert shown["Ada Brook helped."] == "[name] helped."
    assert shown["We at Rose Hill liked it."] == "We at [school] liked it."


def test_what_is_still_open_or_too_few_is_not_brought_in(evaluator):
    group = make_work_group()
    few, running = make_form(group, "final"), make_form(group, "baseline")
    for _ in range(4):
        make_response(few, changed_practice="More talk.")
        make_response(running, hope="More talk.")
    make_response(running, hope="More talk.")
    feedback.close_form(few, at=FRIDAY_5PM)

    count = evidence.bring_in_feedback(
        make_evaluation(work_groups=[group]), by=evaluator, at=FRIDAY_5PM
    )

    assert count == 0


def test_another_groups_answers_stay_out(answered, evaluator):
    other = make_evaluation(title="Other", work_groups=[make_work_group()])

    assert evidence.bring_in_feedback(other, by=evaluator, at=FRIDAY_5PM) == 0


def test_a_note_is_kept_as_typed(evaluator):
    session = make_session()
    visit = make_visit(
        make_evaluation(work_groups=[session.work_group]), session=session
    )
    typed = "  they want\n MORE 🙂 \x07 talk  "

    note = evidence.note_on_visit(
        visit, typed, heard_from="table", key_stage="KS1", by=evaluator, at=FRIDAY_5PM
    )

    assert Evidence.objects.get().text == typed
    assert (note.number, note.heard_from, note.work_group) == (
        1,
        "table",
        session.work_group,
    )


def test_coding_accepts_refuses_and_adds(evaluator):
    evaluation = make_evaluation()
    passage = make_evidence(evaluation)
    themes = [make_theme(evaluation, name) for name in ["a", "b", "c"]]
    for theme in themes[:2]:
        Coding.objects.create(
            hub=evaluation.hub,
            evidence=passage,
            theme=theme,
            origin="engine",
            reviewed=False,
            coded_at=FRIDAY_5PM,
        )

    evidence.code_passage(
        passage,
        themes=[themes[0], themes[2]],
        strong_quote=True,
        fit_to_share=False,
        by=evaluator,
        at=FRIDAY_5PM,
    )

    given = {(c.theme.name, c.origin, c.reviewed) for c in passage.codings.all()}
    assert given == {("a", "engine", True), ("c", "person", True)}
    passage.refresh_from_db()
    assert (passage.strong_quote, passage.fit_to_publish) == (True, False)
    assert passage.read_at == FRIDAY_5PM


def test_none_of_the_themes_is_an_answer(evaluator):
    passage = make_evidence(make_evaluation())

    code(passage, [], evaluator)

    assert queries.next_unread(passage.evaluation) is None


def code(passage, themes, by, **fields):
    ticks = {"strong_quote": False, "fit_to_share": True}
    return evidence.code_passage(
        passage, themes=themes, by=by, at=FRIDAY_5PM, **{**ticks, **fields}
    )


def test_words_are_shared_only_where_their_writer_said_so(evaluator):
    group = make_work_group()
    form = make_form(group)
    for quoted in [True, False, False, False, False]:
        make_response(form, quoted=quoted, words="More talk.")
    feedback.close_form(form, at=FRIDAY_5PM)
    passages = brought_in(make_evaluation(work_groups=[group]), evaluator)

    for passage in passages:
        code(passage, [], evaluator)

    assert Answer.objects.filter(fit_to_share=True).count() == 1
    assert (
        len(queries.feedback_summary(form).comments) == 0
    )  # `form` is as it was asked
    form.refresh_from_db()
    assert queries.feedback_summary(form).comments == ("More talk.",)


def test_another_evaluations_theme_is_not_given(evaluator):
    passage = make_evidence(make_evaluation())
    foreign = make_theme(make_evaluation(make_hub("Another Hub")))

    code(passage, [foreign], evaluator)

    assert Coding.objects.count() == 0


def test_opening_the_original_is_kept_in_the_log(evaluator):
    passage = make_evidence(make_evaluation(), "Ada Brook helped.", redacted="[name].")

    words = evidence.open_original(passage, by=evaluator, at=FRIDAY_5PM)

    entry = AuditEntry.objects.get(action="open_original")
    assert words == "Ada Brook helped."
    assert (entry.actor, entry.object_id) == (evaluator, str(passage.pk))


def test_a_published_evaluation_stays_as_it_is(evaluator):
    evaluation = make_evaluation(state="published")
    passage = make_evidence(evaluation)

    with pytest.raises(AlreadyPublished):
        code(passage, [], evaluator)
    with pytest.raises(AlreadyPublished):
        evidence.bring_in_feedback(evaluation, by=evaluator, at=FRIDAY_5PM)
    with pytest.raises(AlreadyPublished):
        evidence.correct_redaction(passage, "", by=evaluator, at=FRIDAY_5PM)


def test_an_evaluation_never_goes_back_to_an_earlier_state(evaluator):
    evaluation = make_evaluation(state="reporting")

    evidence.note_on_visit(make_visit(evaluation), "Good.", by=evaluator, at=FRIDAY_5PM)

    evaluation.refresh_from_db()
    assert evaluation.state == "reporting"


def test_a_passage_keeps_the_time_at_which_it_was_read_first(evaluator):
    passage = make_evidence(make_evaluation())

    for hours in (0, 5):
        evidence.code_passage(
            passage,
            themes=[],
            strong_quote=False,
            fit_to_share=False,
            by=evaluator,
            at=FRIDAY_5PM + timedelta(hours=hours),
        )

    passage.refresh_from_db()
    assert passage.read_at == FRIDAY_5PM
