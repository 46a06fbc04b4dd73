"""The evaluations of each hub and year, and how far each has come."""

from datetime import date

from evaluation.choices import EvaluationState
from evaluation.models import Answer, Evaluation, ResearchQuestion, Visit
from sample import content, findings
from sample.content import Comment
from sample.feedback import FeedbackBuilder
from sample.findings import EvidenceBuilder
from sample.world import Group, SampleHub, World

Written = list[tuple[Answer, Comment]]
SPOKEN_AT_SECOND_HUB = 4


def evaluate(world: World, builder: FeedbackBuilder, written: Written) -> None:
    """Create the full evaluation first, so that its number is the lowest."""
    first, *others = world.hubs
    heard = {
        audience: world.shuffled(content.comments(audience=audience, question="spoken"))
        for audience in ("primary", "secondary")
    }
    kept = heard["primary"][: SPOKEN_AT_SECOND_HUB if others else 0]
    spoken = [*heard["primary"][len(kept) :], *heard["secondary"]]
    _make_full(world, builder, first, _of_groups(written, first.last_year), spoken)
    findings.make_year_before(world, first)
    _make_current(world, builder, first)
    for hub in others[:1]:
        _make_second_hub(world, builder, hub, _of_groups(written, hub.last_year), kept)


def _of_groups(written: Written, groups: list[Group]) -> Written:
    rows = {group.row.pk for group in groups}
    return [pair for pair in written if pair[0].response.work_group_id in rows]


def _make_full(
    world: World,
    builder: FeedbackBuilder,
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
    findings.ask_questions(builder, evaluation, texts, themes)
    visits = findings.make_visits(evaluation, texts, groups)
    evidence = EvidenceBuilder(world, hub, evaluation)
    evidence.bring_in(written)
    evidence.note_spoken(spoken, visits)
    evidence.read_and_code(themes)
    findings.make_implications(world, hub, evaluation, themes)


def _make_current(world: World, builder: FeedbackBuilder, hub: SampleHub) -> None:
    """This year's evaluation: questions asked, feedback coming in, nothing read yet."""
    texts = content.evaluation("this-year")
    groups = [g for g in hub.this_year.values() if g.audience != "itt" and g.sessions]
    evaluation = findings.make_evaluation(
        world,
        hub,
        texts,
        year=world.year,
        state=EvaluationState.COLLECTING,
        groups=groups,
    )
    findings.ask_questions(builder, evaluation, texts, {})
    held = [s for group in groups for s in group.sessions if world.was_held(s)]
    if held:
        session = max(held, key=lambda each: (each.on, each.number))
        Visit.objects.create(
            hub=hub.row,
            evaluation=evaluation,
            session=session,
            on=session.on,
            who_went="Evaluator",
        )


def _make_second_hub(
    world: World,
    builder: FeedbackBuilder,
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
    question.asked_by.set([builder.question(hub.row, "session", "words")])
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
