"""Passages to code, and the themes with their size and quotes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from evaluation.choices import EvidenceKind, Origin, ThemeState
from evaluation.models import Coding, Evaluation, Evidence, Theme

QUOTES_SHOWN = 3
EVIDENCE_FILTERS = [
    ("", "all"),
    ("unread", "not read yet"),
    ("uncoded", "read, without a theme"),
    ("novel", "unlike what has a theme"),
    ("written", "written"),
    ("notes", "notes of visits"),
    ("strong", "strong quotes"),
    ("publish", "fit to be quoted"),
]


@dataclass(frozen=True)
class ReadingCounts:
    """How many passages are read, and how many suggestions wait for a person."""

    total: int
    unread: int
    suggestions: int

    @property
    def read(self) -> int:
        return self.total - self.unread


def reading_counts(evaluation: Evaluation) -> ReadingCounts:
    counts = evaluation.evidence.aggregate(
        total=Count("pk"), unread=Count("pk", filter=Q(read_at=None))
    )
    return ReadingCounts(**counts, suggestions=suggestions_waiting(evaluation))


def filtered_passages(evaluation: Evaluation, *, show: str) -> QuerySet[Evidence]:
    """The passages of one filter by number, with their accepted themes.

    Those without a theme come by how unlike they are to what has one.
    """
    chosen = {
        "unread": Q(read_at=None),
        "written": Q(kind=EvidenceKind.WRITTEN),
        "notes": ~Q(kind=EvidenceKind.WRITTEN),
        "strong": Q(strong_quote=True),
        "publish": Q(fit_to_publish=True),
    }
    rows = passages_to_code(evaluation)
    if show in {"uncoded", "novel"}:
        coded = Coding.objects.filter(evidence__evaluation=evaluation, reviewed=True)
        rows = rows.exclude(pk__in=coded.values("evidence"))
        if show == "uncoded":
            rows = rows.filter(read_at__isnull=False)
    elif show in chosen:
        rows = rows.filter(chosen[show])
    if show in {"uncoded", "novel"}:
        return rows.prefetch_related("codings__theme").order_by(
            F("novelty").desc(nulls_last=True), "number"
        )
    return rows.prefetch_related("codings__theme").order_by("number")


def passages_of_theme(theme: Theme) -> QuerySet[Coding]:
    """A theme's codings: accepted ones first, then the most certain suggestions."""
    return theme.codings.select_related(
        "evidence__work_group__local_authority"
    ).order_by("-reviewed", F("confidence").desc(nulls_last=True), "evidence__number")


def groups_by_authority(theme: Theme) -> list[tuple[str, int]]:
    """The number of groups of each local authority in which a theme was heard."""
    rows = (
        theme.codings.filter(reviewed=True, evidence__work_group__isnull=False)
        .order_by()
        .values_list("evidence__work_group__local_authority__name")
        .annotate(groups=Count("evidence__work_group", distinct=True))
    )
    return sorted((name or "whole hub", groups) for name, groups in rows)


def next_unread(evaluation: Evaluation, *, after: int = 0) -> Evidence | None:
    """The next passage to read; `after` is the one that was skipped, 0 for none."""
    unread = evaluation.evidence.filter(read_at=None)
    ordered = list(
        unread.order_by(F("queue_position").asc(nulls_last=True), "number").values_list(
            "pk", flat=True
        )[:200]
    )
    if not ordered:
        return None
    index = ordered.index(after) + 1 if after in ordered else 0
    rows = passages_to_code(evaluation).prefetch_related("codings")
    return rows.get(pk=ordered[index % len(ordered)])


def codebook(evaluation: Evaluation) -> list[Theme]:
    """The themes that may be given to passages, in their order."""
    kept = evaluation.themes.filter(state=ThemeState.KEPT)
    return list(kept.select_related("parent").order_by("order", "pk"))


def codebook_rows(evaluation: Evaluation) -> list[dict[str, str]]:
    """The themes as lines of a list, each one's parts after it."""
    return [
        {
            "name": theme.name,
            "part_of": theme.parent.name if theme.parent else "",
            "description": theme.description,
            "not_when": theme.not_when,
            "kind": theme.get_kind_display(),
        }
        for theme in codebook(evaluation)
    ]


def passages_to_code(evaluation: Evaluation) -> QuerySet[Evidence]:
    """Passages with the related rows that the coding page shows."""
    return evaluation.evidence.select_related(
        "answer__response__session",
        "answer__question",
        "visit__session__work_group",
        "work_group__local_authority",
    )


@dataclass(frozen=True)
class BoardTheme:
    """A theme on the board: its size, where it is heard, and three quotes."""

    theme: Theme
    accepted: int
    suggested: int
    groups: int
    authorities: int
    quotes: list[Evidence]

    @property
    def size(self) -> int:
        return self.accepted + self.suggested


def theme_board(evaluation: Evaluation, *, state: str) -> list[BoardTheme]:
    """The themes of one state in their order, in three statements."""
    themes = list(
        evaluation.themes.filter(state=state)
        .select_related("parent")
        .annotate(
            accepted=Count("codings", filter=Q(codings__reviewed=True)),
            suggested=Count("codings", filter=Q(codings__reviewed=False)),
            group_count=Count("codings__evidence__work_group", distinct=True),
            authority_count=Count(
                "codings__evidence__work_group__local_authority", distinct=True
            ),
        )
        .order_by("order", "pk")
    )
    quotes = _best_quotes(themes)
    return [
        BoardTheme(
            theme,
            theme.accepted,
            theme.suggested,
            theme.group_count,
            theme.authority_count,
            quotes.get(theme.pk, []),
        )
        for theme in themes
    ]


def _best_quotes(themes: Iterable[Theme]) -> dict[int, list[Evidence]]:
    """Up to three passages for each theme: strong quotes first, then certain ones."""
    ranked = (
        Coding.objects.filter(theme__in=[theme.pk for theme in themes])
        .alias(
            rank=Window(
                RowNumber(),
                partition_by="theme",
                order_by=[
                    F("evidence__strong_quote").desc(),
                    F("reviewed").desc(),
                    F("confidence").desc(nulls_last=True),
                    F("evidence__number").asc(),
                ],
            )
        )
        .filter(rank__lte=QUOTES_SHOWN)
        .select_related("evidence__work_group")
        .order_by("theme", "rank")
    )
    found: dict[int, list[Evidence]] = {}
    for coding in ranked:
        found.setdefault(coding.theme_id, []).append(coding.evidence)
    return found


def suggestions_waiting(evaluation: Evaluation) -> int:
    """Suggested codings of kept themes that nobody has reviewed."""
    return Coding.objects.filter(
        evidence__evaluation=evaluation,
        evidence__read_at=None,
        theme__state=ThemeState.KEPT,
        origin=Origin.ENGINE,
        reviewed=False,
    ).count()
