"""Contents of the evaluations: questions, visits, themes, codings, implications."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from evaluation.choices import (
    EvaluationState,
    EvidenceKind,
    HeardFrom,
    ImplicationState,
    Origin,
    ThemeState,
)
from evaluation.models import (
    Answer,
    Coding,
    Evaluation,
    Evidence,
    Implication,
    Question,
    ResearchQuestion,
    Theme,
    Visit,
)
from evaluation.queries.names import redactor_of
from sample import content
from sample.answers import SampleAnswers
from sample.content import Comment
from sample.hubs import name_with_role
from sample.world import Group, SampleHub, World
from workgroups.models import Hub, WorkGroup

SHARE_READ = 0.7  # share of comments that were read and coded
SHARE_SUGGESTED = 0.6  # share of the rest with suggestions that nobody reviewed yet
STRONG_QUOTES_PER_THEME = 3
FEEDBACK_QUESTIONS = {
    "most_useful": [("session", "useful"), ("session", "words")],
    "change": [("session", "words"), ("session", "supported")],
    "tried_in_class": [("gap_task", "tried"), ("final", "changed_practice")],
    "mentor_knew": [("baseline", "mentor_knew"), ("final", "mentor_knew")],
    "anything_else": [("gap_task", "happened"), ("final", "manageable")],
}


def make_evaluation(
    world: World,
    hub: SampleHub,
    texts: Any,
    *,
    year: int,
    state: EvaluationState,
    groups: list[Group],
) -> Evaluation:
    row = Evaluation.objects.create(
        hub=hub.row,
        start_year=year,
        title=texts["title"],
        strategic_goal=world.goals["SKTM", year],
        state=state,
        **{
            name: texts[name].strip()
            for name in ("case", "context", "activity", "conclusion")
        },
    )
    row.work_groups.set(group.row for group in groups)
    return row


def ask_questions(
    answers: SampleAnswers,
    evaluation: Evaluation,
    texts: Any,
    themes: dict[str, Theme],
) -> None:
    """The research questions, each with its feedback questions, figures and themes."""
    for number, title, given in questions_of(texts):
        row = ResearchQuestion.objects.create(
            hub=evaluation.hub,
            evaluation=evaluation,
            group_number=number,
            group_title=title,
            letter=given["letter"],
            text=given["text"],
            figures=given["figures"],
        )
        row.asked_by.set(feedback_questions(answers, evaluation.hub, given))
        row.themes.set(themes[key] for key in given["themes"])


def questions_of(texts: Any) -> Iterator[tuple[int, str, Any]]:
    """Each research question with the number and the title of its group."""
    for group in texts["groups"]:
        for given in group["questions"]:
            yield group["number"], group["title"], given


def feedback_questions(answers: SampleAnswers, hub: Hub, given: Any) -> list[Question]:
    """The questions of feedback forms that a research question reads."""
    return [
        answers.question(hub, kind, key)
        for asked in given["questions"]
        for kind, key in FEEDBACK_QUESTIONS[asked]
    ]


def make_visits(
    evaluation: Evaluation, texts: Any, groups: list[Group]
) -> dict[Visit, str]:
    """The visits, each with the audience whose comments were heard there."""
    by_area = {group.area: group for group in groups}
    found = {}
    for given in texts.get("visits", []):
        group = by_area.get(given["area"])
        session = group.sessions[given["session"] - 1] if group else None
        row = Visit.objects.create(
            hub=evaluation.hub,
            evaluation=evaluation,
            session=session,
            meeting=given.get("meeting", ""),
            on=session.on if session else date(evaluation.start_year + 1, 3, 21),
            who_went=given["who_went"],
            seen=given["seen"],
        )
        if group is not None:
            found[row] = group.audience
    return found


def make_themes(evaluation: Evaluation, *, audiences: set[str]) -> dict[str, Theme]:
    """The themes that these audiences speak about."""
    given = [t for t in content.themes() if audiences & set(t["audiences"])]
    rows = {
        theme["key"]: Theme(
            hub=evaluation.hub,
            evaluation=evaluation,
            name=theme["name"],
            description=theme["description"],
            finding=theme["finding"],
            kind=theme["kind"],
            order=order,
            state=ThemeState.KEPT,
            origin=Origin.PERSON,
        )
        for order, theme in enumerate(given, start=1)
    }
    Theme.objects.bulk_create(rows.values())
    return rows


def _id_of(group: WorkGroup | None) -> int | None:
    return group.pk if group else None


class EvidenceBuilder:
    """Brings in what was written and said, and codes a large part of it."""

    def __init__(self, world: World, hub: SampleHub, evaluation: Evaluation) -> None:
        self.world = world
        self.evaluation = evaluation
        self.redactor = redactor_of(evaluation)
        self.coder = hub.staff["evaluator"]
        self.pairs: list[tuple[Evidence, Comment]] = []

    def bring_in(self, written: list[tuple[Answer, Comment]]) -> None:
        for answer, comment in written:
            self._keep(
                comment,
                kind=EvidenceKind.WRITTEN,
                answer=answer,
                work_group=answer.response.work_group,
            )

    def note_spoken(self, spoken: list[Comment], visits: dict[Visit, str]) -> None:
        """Comments noted on visits where such people were present."""
        for comment in spoken:
            heard = [
                v for v, audience in visits.items() if audience == comment.audience
            ]
            if not heard:
                continue
            visit = self.world.rng.choice(heard)
            self._keep(
                comment,
                kind=EvidenceKind.SPOKEN,
                visit=visit,
                work_group=visit.session.work_group if visit.session else None,
                heard_from=self.world.weighted(
                    {HeardFrom.TABLE: 45, HeardFrom.ONE: 35, HeardFrom.ROOM: 20}
                ),
                key_stage=self._key_stage(comment),
            )

    def _keep(self, comment: Comment, **fields: Any) -> None:
        row = Evidence(
            hub=self.evaluation.hub,
            evaluation=self.evaluation,
            text=comment.text,
            redacted=self.redactor.redact(comment.text, _id_of(fields["work_group"])),
            **fields,
        )
        self.pairs.append((row, comment))

    def _key_stage(self, comment: Comment) -> str:
        stages = ["KS3", "KS4"] if comment.audience == "secondary" else ["KS1", "KS2"]
        return self.world.rng.choice([*stages, "", ""])

    def read_and_code(self, themes: dict[str, Theme]) -> None:
        """Number the passages in a new order, and code most of them."""
        world = self.world
        world.rng.shuffle(self.pairs)
        strong: Counter[str] = Counter()
        first = date(self.evaluation.start_year + 1, 7, 20)
        for number, (row, comment) in enumerate(self.pairs, start=1):
            row.number = number
            keys = [key for key in comment.themes if key in themes]
            if world.chance(SHARE_READ):
                row.read_at = world.random_time(first, first + timedelta(days=36))
                self._decide_sharing(row, comment, keys, strong)
                self._code(row, [themes[key] for key in keys], row.read_at)
            elif world.chance(SHARE_SUGGESTED):
                self._suggest(row, keys, themes, first)
        Evidence.objects.bulk_create([row for row, _ in self.pairs], batch_size=400)
        world.save((Coding,))
        Answer.objects.bulk_update(
            [row.answer for row, _ in self.pairs if row.answer is not None],
            ["fit_to_share"],
            batch_size=200,
        )

    def _decide_sharing(
        self, row: Evidence, comment: Comment, keys: list[str], strong: Counter[str]
    ) -> None:
        """Decide what may be shared and published, and which quotes are strong."""
        quotable = row.may_be_quoted
        short = 40 < len(row.redacted) < 190
        wanted = bool(keys) and strong[keys[0]] < STRONG_QUOTES_PER_THEME
        if quotable and short and wanted and not comment.has_identifier:
            row.strong_quote = row.fit_to_publish = True
            strong[keys[0]] += 1
        elif quotable and not comment.has_identifier:
            row.fit_to_publish = self.world.chance(0.35)
        row.checked_at = row.read_at if row.fit_to_publish else None
        if row.answer is not None:
            row.answer.fit_to_share = self.world.chance(0.85) and quotable

    def _code(self, row: Evidence, themes: list[Theme], at: datetime) -> None:
        for theme in themes:
            self.world.add(
                Coding(
                    hub=self.evaluation.hub,
                    evidence=row,
                    theme=theme,
                    coder=self.coder,
                    coded_at=at,
                )
            )

    def _suggest(
        self, row: Evidence, keys: list[str], themes: dict[str, Theme], first: date
    ) -> None:
        """Suggestions as an engine would make them: mostly right, with a confidence."""
        world = self.world
        wrong = world.chance(0.2) or not keys
        proposed = [world.rng.choice(sorted(themes))] if wrong else keys
        for key in proposed:
            low, high = (0.3, 0.5) if wrong else (0.5, 0.94)
            world.add(
                Coding(
                    hub=self.evaluation.hub,
                    evidence=row,
                    theme=themes[key],
                    origin=Origin.ENGINE,
                    confidence=round(world.rng.uniform(low, high), 2),
                    reviewed=False,
                    coded_at=world.at(first + timedelta(days=30), 10),
                )
            )


def make_implications(
    world: World, hub: SampleHub, evaluation: Evaluation, themes: dict[str, Theme]
) -> None:
    """Implications of the themes with owner and state."""
    order = 0
    for theme in content.themes():
        if theme["key"] not in themes:
            continue
        became = content.texts("what_became").get(theme["key"], [])
        for place, given in enumerate(theme["implications"]):
            order += 1
            due = _due(evaluation, given["due"])
            words = became[place] if place < len(became) else ""
            state = _state(world, due, words)
            told = state in (ImplicationState.DONE, ImplicationState.UNDER_WAY)
            row = _implication(hub, evaluation, given, order, due)
            row.state = state
            row.what_became = words if told else ""
            row.save()
            row.themes.set([themes[theme["key"]]])


def _due(evaluation: Evaluation, month_and_day: str) -> date:
    """A day of the academic year after the evaluated one."""
    month, day = (int(part) for part in month_and_day.split("-"))
    year = evaluation.start_year + (1 if month >= 9 else 2)
    return date(year, month, day)


def _state(world: World, due: date, words: str) -> ImplicationState:
    if due < world.day:
        return ImplicationState.DONE if words else ImplicationState.DROPPED
    soon = due - world.day < timedelta(days=75)
    if words and soon:
        return ImplicationState.UNDER_WAY
    return ImplicationState.AGREED if words else ImplicationState.PROPOSED


def _implication(
    hub: SampleHub, evaluation: Evaluation, given: Any, order: int, due: date
) -> Implication:
    return Implication(
        hub=hub.row,
        evaluation=evaluation,
        text=given["text"],
        addressed_to=given["addressed_to"],
        owner=name_with_role(hub, given["owner_role"]),
        due_on=due,
        measure=given["measure"],
        order=order,
    )


def make_year_before(world: World, hub: SampleHub) -> Evaluation:
    """The short published evaluation of the year before."""
    texts = content.texts("year_before")
    evaluation = make_evaluation(
        world,
        hub,
        texts,
        year=world.year - 2,
        state=EvaluationState.PUBLISHED,
        groups=[],
    )
    count = 0
    for order, given in enumerate(texts["themes"], start=1):
        theme = Theme.objects.create(
            hub=hub.row,
            evaluation=evaluation,
            name=given["name"],
            finding=given["finding"],
            kind=given["kind"],
            order=order,
        )
        for each in given["implications"]:
            count += 1
            due = _due(evaluation, each["due"])
            row = _implication(hub, evaluation, each, count, due)
            row.state, row.what_became = each["state"], each["what_became"]
            row.save()
            row.themes.set([theme])
    return evaluation
