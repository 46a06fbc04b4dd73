"""The evaluations of each hub and year, and how far each has come."""

from datetime import date
from typing import Any

from evaluation.actions import evaluations
from evaluation.choices import EvaluationState
from evaluation.models import Answer, Evaluation, ResearchQuestion, Visit
from sample import content, findings
from sample.answers import SampleAnswers
from sample.content import Comment
from sample.findings import EvidenceBuilder
from sample.world import Group, SampleHub, World

Written = list[tuple[Answer, Comment]]
SPOKEN_AT_SECOND_HUB = 4


def evaluate(world: World, answers: SampleAnswers, written: Written) -> None:
    """Create the full evaluation first, so that its number is the lowest."""
    first, *others = world.hubs
    heard = {
        audience: world.shuffled(content.comments(audience=audience, question="spoken"))
        for audience in ("primary", "secondary")
    }
    kept = heard["primary"][: SPOKEN_AT_SECOND_HUB if others else 0]
    spoken = [*heard["primary"][len(kept) :], *heard["secondary"]]
    _make_full(world, answers, first, _of_groups(written, first.last_year), spoken)
    findings.make_year_before(world, first)
    _start_current(world, answers, first)
    for hub in others[:1]:
        _make_second_hub(world, answers, hub, _of_groups(written, hub.last_year), kept)


def _of_groups(written: Written, groups: list[Group]) -> Written:
    rows = {group.row.pk for group in groups}
    return [pair for pair in written if pair[0].response.work_group_id in rows]


def _make_full(
    world: World,
    answers: SampleAnswers,
    hub: SampleHub,
    written: Written,
    spoken: list[Comment],
) -> None:
    texts = content.evaluation("last-year")
    groups = hub.last_year
    evaluation = findings.make_evaluation(
        world,
        hub,
        texts,
        year=world.year - 1,
        state=EvaluationState.REPORTING,
        groups=groups,
    )
    themes = findings.make_themes(evaluation, audiences={"primary", "secondary"})
    findings.ask_questions(answers, evaluation, texts, themes)
    visits = findings.make_visits(evaluation, texts, groups)
    evidence = EvidenceBuilder(world, hub, evaluation)
    evidence.bring_in(written)
    evidence.note_spoken(spoken, visits)
    evidence.read_and_code(themes)
    findings.make_implications(world, hub, evaluation, themes)


def _start_current(world: World, answers: SampleAnswers, hub: SampleHub) -> None:
    """This year's evaluation: questions asked, feedback coming in, nothing read yet."""
    texts = content.evaluation("this-year")
    groups = [g for g in hub.this_year.values() if g.audience != "itt" and g.sessions]
    by: dict[str, Any] = {"by": hub.staff["evaluator"], "at": world.evening_before}
    evaluation = evaluations.start_evaluation(
        hub.row,
        title=texts["title"],
        start_year=world.year,
        strategic_goal=world.goals["SKTM", world.year],
        work_groups=[group.row for group in groups],
        **by,
    )
    evaluations.write_texts(
        evaluation, {name: texts[name].strip() for name in evaluations.TEXTS}, **by
    )
    for group_number, title, given in findings.questions_of(texts):
        row = evaluations.ask_research_question(
            evaluation,
            group_number=group_number,
            group_title=title,
            text=given["text"],
            asked_by=findings.feedback_questions(answers, hub.row, given),
            **by,
        )
        row.figures = given["figures"]  # no page sets them yet
        row.save(update_fields=["figures"])
    held = [s for group in groups for s in group.sessions if world.was_held(s)]
    if held:
        session = max(held, key=lambda each: (each.on, each.number))
        evaluations.add_visit(
            evaluation,
            session=session,
            meeting="",
            on=session.on,
            who_went="Evaluator",
            **by,
        )


def _make_second_hub(
    world: World,
    answers: SampleAnswers,
    hub: SampleHub,
    written: Written,
    spoken: list[Comment],
) -> None:
    """The second hub's evaluation: one question, one visit, its own codings."""
    texts = content.texts("second_hub")
    evaluation = findings.make_evaluation(
        world,
        hub,
        texts,
        year=world.year - 1,
        state=EvaluationState.CODING,
        groups=hub.last_year,
    )
    themes = findings.make_themes(evaluation, audiences={"primary"})
    question = ResearchQuestion.objects.create(
        hub=hub.row,
        evaluation=evaluation,
        group_number=1,
        group_title="Use in class",
        letter="a",
        text=texts["question"],
        figures=["attendance"],
    )
    question.asked_by.set([answers.question(hub.row, "session", "words")])
    question.themes.set([themes["own_schemes"], themes["practical_activities"]])
    visits = {_make_visit(evaluation, hub.last_year[0], texts["seen"]): "primary"}
    evidence = EvidenceBuilder(world, hub, evaluation)
    evidence.bring_in(written)
    evidence.note_spoken(spoken, visits)
    evidence.read_and_code(themes)


def _make_visit(evaluation: Evaluation, group: Group, seen: str) -> Visit:
    session = group.sessions[1]
    on: date = session.on
    return Visit.objects.create(
        hub=evaluation.hub,
        evaluation=evaluation,
        session=session,
        on=on,
        who_went="Evaluator",
        seen=seen,
    )
