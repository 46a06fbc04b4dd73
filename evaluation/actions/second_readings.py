"""Draw a blind sample for a second coder, and save what they give."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from evaluation import queries
from evaluation.actions.evaluations import lock_evaluation
from evaluation.errors import NothingToReadAgain
from evaluation.models import CodingDecision, Evaluation, SecondReading, Theme
from workgroups import audit, randomness
from workgroups.models import User

SAMPLE_SIZE = 30


@transaction.atomic
def draw_sample(
    evaluation: Evaluation, *, size: int = SAMPLE_SIZE, by: User, at: datetime
) -> int:
    """Draw passages that others have read and `by` has not; return how many.

    Those of other second coders come first, so that three can be compared. A sample
    that is not finished is kept and no other drawn. Raises NothingToReadAgain,
    AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    own = evaluation.second_readings.filter(coder=by)
    if own.filter(read_at=None).exists():
        return 0
    chosen = _candidates(evaluation, by)[:size]
    if not chosen:
        raise NothingToReadAgain
    first = own.count() + 1
    SecondReading.objects.bulk_create(
        SecondReading(
            hub_id=evaluation.hub_id,
            evaluation=evaluation,
            evidence_id=passage,
            coder=by,
            position=position,
        )
        for position, passage in enumerate(chosen, start=first)
    )
    audit.record("draw_sample", evaluation, actor=by, fields=["evidence"], at=at)
    return len(chosen)


def _candidates(evaluation: Evaluation, by: User) -> list[int]:
    seen = CodingDecision.objects.filter(evidence__evaluation=evaluation, by=by)
    again = evaluation.second_readings.filter(coder=by)
    rows = (
        evaluation.evidence.filter(read_at__isnull=False)
        .exclude(pk__in=seen.values("evidence"))
        .exclude(codings__coder=by)
        .exclude(pk__in=again.values("evidence"))
        .exclude(redacted="")
    )
    chosen = list(rows.values_list("pk", flat=True))
    randomness.shuffle(chosen)
    others = set(evaluation.second_readings.values_list("evidence", flat=True))
    return sorted(chosen, key=lambda pk: pk not in others)


@transaction.atomic
def read_again(
    reading: SecondReading, *, themes: Collection[Theme], by: User, at: datetime
) -> SecondReading:
    """Save a second coder's themes for a passage; its codings stay as they are.

    Saving again changes nothing. Raises AlreadyPublished.
    """
    evaluation = lock_evaluation(reading.evaluation)
    rows = evaluation.second_readings.select_for_update()
    reading = rows.get(pk=reading.pk, coder=by)
    if reading.read_at is not None:
        return reading
    offered = [theme.pk for theme in queries.codebook(evaluation)]
    reading.themes.set(theme for theme in themes if theme.pk in offered)
    reading.offered, reading.read_at = offered, at
    reading.save(update_fields=["offered", "read_at"])
    audit.record("read_again", reading.evidence, actor=by, fields=["themes"], at=at)
    return reading
