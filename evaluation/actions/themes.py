"""Themes, their codings and implications.

The engine suggests themes; a person keeps, names, merges and orders them.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import capfirst

from evaluation import engine, queries
from evaluation.actions.evaluations import lock_evaluation
from evaluation.actions.theme_order import pass_on_parts
from evaluation.actions.theme_versions import TEXTS, keep_version, save_words
from evaluation.choices import Origin, ThemeState
from evaluation.errors import NothingToRead, NothingToSuggestFrom
from evaluation.models import (
    Coding,
    Evaluation,
    Evidence,
    Implication,
    ResearchQuestion,
    Theme,
)
from workgroups import audit
from workgroups.models import User

READ_IN_REQUEST = 2000  # passages; if there are more, a worker reads them
MIN_PASSAGES = 5
EXAMPLES_PER_THEME = 5


def _passages(evaluation: Evaluation) -> list[tuple[int, str]]:
    """Ids and texts for the engine, with names redacted."""
    rows = evaluation.evidence.exclude(redacted="").order_by("number")
    return list(rows.values_list("pk", "redacted"))


def suggest_themes(
    evaluation: Evaluation,
    *,
    by: User | None,
    at: datetime,
    by_sentence: bool = False,
) -> int:
    """Replace the suggested themes by new ones; return how many there are.

    With `by_sentence` each sentence of a passage may belong to another theme.
    Kept themes and reviewed codings stay. The engine runs before the lock is taken.
    Raises NothingToRead, AlreadyPublished.
    """
    passages = _passages(evaluation)
    if len(passages) < MIN_PASSAGES:
        raise NothingToRead
    texts = [text for _, text in passages]
    found = engine.candidates(texts, by_sentence=by_sentence)
    with transaction.atomic():
        evaluation = lock_evaluation(evaluation)
        old = evaluation.themes.filter(state=ThemeState.SUGGESTED)
        Coding.objects.filter(theme__in=old).delete()
        old.delete()
        for order, candidate in enumerate(found, start=1):
            _save_candidate(evaluation, candidate, passages, order=order, at=at)
        audit.record("suggest_themes", evaluation, actor=by, fields=["themes"], at=at)
    return len(found)


def _save_candidate(
    evaluation: Evaluation,
    candidate: engine.Candidate,
    passages: list[tuple[int, str]],
    *,
    order: int,
    at: datetime,
) -> None:
    theme = Theme.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        name=capfirst(candidate.label)[:200],
        words=list(candidate.words),
        order=order,
        state=ThemeState.SUGGESTED,
        origin=Origin.ENGINE,
    )
    members = zip(candidate.members, candidate.weights, strict=True)
    Coding.objects.bulk_create(
        (
            Coding(
                hub_id=evaluation.hub_id,
                evidence_id=passages[index][0],
                theme=theme,
                origin=Origin.ENGINE,
                confidence=weight,
                reviewed=False,
                coded_at=at,
            )
            for index, weight in members
        ),
        batch_size=500,
    )


@transaction.atomic
def keep_theme(theme: Theme, *, name: str = "", by: User, at: datetime) -> Theme:
    """Keep a suggested theme, under another name if one is given.

    Its codings stay suggestions until a person reviews them. Raises AlreadyPublished.
    """
    evaluation = lock_evaluation(theme.evaluation)
    theme = Theme.objects.get(pk=theme.pk)
    if name and name != theme.name:
        keep_version(theme, by=by, at=at)
    theme.name = name or theme.name
    if theme.state != ThemeState.KEPT:
        theme.state = ThemeState.KEPT
        theme.order = _last_order(evaluation) + 1
    theme.save(update_fields=["name", "state", "order"])
    audit.record("keep_theme", theme, actor=by, fields=["name", "state"], at=at)
    return theme


@transaction.atomic
def write_theme(
    evaluation: Evaluation, *, name: str, description: str = "", by: User, at: datetime
) -> Theme:
    """Create a theme that a person found. Raises AlreadyPublished."""
    evaluation = lock_evaluation(evaluation)
    theme = Theme.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        name=name,
        description=description,
        order=_last_order(evaluation) + 1,
    )
    audit.record("write_theme", theme, actor=by, at=at)
    return theme


def _last_order(evaluation: Evaluation) -> int:
    kept = evaluation.themes.filter(state=ThemeState.KEPT)
    return kept.aggregate(last=Max("order"))["last"] or 0


@transaction.atomic
def change_theme(
    theme: Theme,
    *,
    words: Mapping[str, str],
    answers: Collection[ResearchQuestion],
    by: User,
    at: datetime,
) -> Theme:
    """Save a theme's texts and the research questions that it answers.

    What it said before stays as a version. Raises AlreadyPublished.
    """
    lock_evaluation(theme.evaluation)
    save_words(theme, words, by=by, at=at)
    theme.researchquestion_set.set(answers)
    fields = [*TEXTS, "research_questions"]
    audit.record("change_theme", theme, actor=by, fields=fields, at=at)
    return theme


@transaction.atomic
def discard_theme(theme: Theme, *, by: User, at: datetime) -> Theme:
    """Discard a theme: its suggestions are deleted, its reviewed codings stay.

    Raises AlreadyPublished.
    """
    lock_evaluation(theme.evaluation)
    theme.codings.filter(reviewed=False).delete()
    theme.parts.update(parent=theme.parent_id)
    theme.state, theme.parent = ThemeState.DISCARDED, None
    theme.save(update_fields=["state", "parent"])
    theme.researchquestion_set.clear()
    audit.record("discard_theme", theme, actor=by, fields=["state"], at=at)
    return theme


@transaction.atomic
def merge_themes(theme: Theme, *, into: Theme, by: User, at: datetime) -> Theme:
    """Give a theme's passages, implications and questions to another one.

    A passage that had both themes keeps one coding, the reviewed one. Merging a theme
    into itself, or a second time, changes nothing. Raises AlreadyPublished.
    """
    lock_evaluation(theme.evaluation)
    if theme.pk == into.pk or theme.state == ThemeState.MERGED:
        return into
    if into.state != ThemeState.KEPT:
        into = keep_theme(into, by=by, at=at)
    reviewed_in_target = dict(into.codings.values_list("evidence", "reviewed"))
    for coding in theme.codings.filter(evidence__in=reviewed_in_target, reviewed=True):
        if not reviewed_in_target[coding.evidence_id]:
            into.codings.filter(evidence=coding.evidence_id).update(
                reviewed=True, coder=coding.coder_id, coded_at=coding.coded_at
            )
    theme.codings.filter(evidence__in=reviewed_in_target).delete()
    theme.codings.update(theme=into)
    into.implications.add(*theme.implications.all())
    theme.implications.clear()
    into.researchquestion_set.add(*theme.researchquestion_set.all())
    theme.researchquestion_set.clear()
    pass_on_parts(theme, into)
    theme.state, theme.parent = ThemeState.MERGED, None
    theme.merged_into = into
    theme.save(update_fields=["state", "merged_into", "parent"])
    audit.record("merge_themes", theme, actor=by, fields=["merged_into"], at=at)
    return into


def suggest_codings(evaluation: Evaluation, *, by: User | None, at: datetime) -> int:
    """Suggest kept themes for unread passages, and order the passages for reading.

    It changes nothing that a person decided. Returns how many passages have a
    suggestion. Raises NothingToRead, NothingToSuggestFrom, AlreadyPublished.
    """
    passages = _passages(evaluation)
    themes = queries.codebook(evaluation)
    if not passages:
        raise NothingToRead
    if not themes:
        raise NothingToSuggestFrom
    codings, book = _training(evaluation, passages, themes)
    ranking = engine.rank([text for _, text in passages], codings, book)
    coded = [index for index, given in codings.items() if given]
    novelty = engine.novelty([text for _, text in passages], coded)
    with transaction.atomic():
        evaluation = lock_evaluation(evaluation)
        suggested = _save_ranking(evaluation, ranking, passages, themes, at=at)
        _save_novelty(passages, novelty)
        audit.record("suggest_codings", evaluation, actor=by, at=at)
    return suggested


def _training(
    evaluation: Evaluation, passages: list[tuple[int, str]], themes: list[Theme]
) -> tuple[dict[int, set[str]], list[dict[str, Any]]]:
    """The reviewed codings by index, and the codebook in the engine's form."""
    index = {pk: number for number, (pk, _) in enumerate(passages)}
    read = evaluation.evidence.filter(read_at__isnull=False)
    codings: dict[int, set[str]] = {
        index[pk]: set() for pk in read.values_list("pk", flat=True) if pk in index
    }
    examples: dict[int, list[str]] = {theme.pk: [] for theme in themes}
    given = Coding.objects.filter(
        theme__in=themes, reviewed=True, evidence__in=read
    ).order_by("evidence__number")
    for theme, passage in given.values_list("theme", "evidence"):
        if passage in index:
            codings[index[passage]].add(str(theme))
            examples[theme].append(passages[index[passage]][1])
    book = [
        {
            "theme": str(theme.pk),
            "description": " ".join([theme.name, theme.description, *theme.words]),
            "examples": examples[theme.pk][:EXAMPLES_PER_THEME],
        }
        for theme in themes
    ]
    return codings, book


def _save_ranking(
    evaluation: Evaluation,
    ranking: engine.Ranking,
    passages: list[tuple[int, str]],
    themes: list[Theme],
    *,
    at: datetime,
) -> int:
    unread = set(evaluation.evidence.filter(read_at=None).values_list("pk", flat=True))
    kept = {str(theme.pk): theme.pk for theme in themes}
    column = {name: number for number, name in enumerate(ranking.themes)}
    Coding.objects.filter(
        theme__in=themes, reviewed=False, evidence__in=unread
    ).delete()
    rows = [
        Coding(
            hub_id=evaluation.hub_id,
            evidence_id=pk,
            theme_id=kept[name],
            origin=Origin.ENGINE,
            confidence=float(ranking.scores[number][column[name]]),
            reason=_reason(ranking, number, rank),
            reviewed=False,
            coded_at=at,
        )
        for number, (pk, _) in enumerate(passages)
        if pk in unread
        for rank, name in enumerate(ranking.suggested[number])
        if name in kept
    ]
    Coding.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    positions = [
        Evidence(pk=passages[number][0], queue_position=position)
        for position, number in enumerate(ranking.unread, start=1)
    ]
    Evidence.objects.bulk_update(positions, ["queue_position"], batch_size=400)
    return len({row.evidence_id for row in rows})


def _save_novelty(passages: list[tuple[int, str]], novelty: list[float | None]) -> None:
    rows = [
        Evidence(pk=pk, novelty=found)
        for (pk, _), found in zip(passages, novelty, strict=True)
    ]
    Evidence.objects.bulk_update(rows, ["novelty"], batch_size=400)


def _reason(ranking: engine.Ranking, number: int, rank: int) -> str:
    """Why a theme is suggested, e.g. "likely: mentor, talk"."""
    words = ", ".join(ranking.reasons[number][rank].words)
    return f"{ranking.bands[number][rank]}: {words}"[:200]


@transaction.atomic
def write_implication(
    evaluation: Evaluation,
    *,
    implication: Implication | None = None,
    themes: Collection[Theme],
    text: str,
    addressed_to: str,
    owner: str = "",
    owner_account: User | None = None,
    due_on: date | None = None,
    measure: str = "",
    counted: str = "",
    by: User,
    at: datetime,
) -> Implication:
    """Create an implication of some themes, or change the given one.

    Raises AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    row = implication or Implication(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        order=evaluation.implications.count() + 1,
    )
    row.text, row.addressed_to, row.owner = text, addressed_to, owner
    row.owner_account, row.due_on, row.measure = owner_account, due_on, measure
    row.counted = counted
    row.save()
    row.themes.set(themes)
    fields = ["themes", "text", "addressed_to", "owner", "owner_account"]
    fields += ["due_on", "measure", "counted"]
    audit.record("write_implication", row, actor=by, fields=fields, at=at)
    return row


@transaction.atomic
def remove_implication(implication: Implication, *, by: User, at: datetime) -> None:
    """Delete an implication. Raises AlreadyPublished."""
    lock_evaluation(implication.evaluation)
    audit.record("remove_implication", implication, actor=by, at=at)
    implication.themes.clear()
    implication.delete()
