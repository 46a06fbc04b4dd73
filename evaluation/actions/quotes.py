"""Say of a quote that it may leave the evaluator's pages, or that it may not."""

from datetime import datetime

from django.db import transaction

from evaluation.actions.evaluations import lock_evaluation
from evaluation.errors import NotToBeQuoted, WordsChanged
from evaluation.models import Evidence
from workgroups import audit
from workgroups.models import User


@transaction.atomic
def check_quote(
    passage: Evidence, *, is_fit: bool, redacted: str, by: User, at: datetime
) -> Evidence:
    """Save whether the redacted words that somebody read are fit to publish.

    `redacted` are those words: nothing is published that was changed since. Raises
    NotToBeQuoted, WordsChanged, AlreadyPublished.
    """
    evaluation = lock_evaluation(passage.evaluation)
    rows = evaluation.evidence.select_related("answer__response")
    passage = rows.select_for_update(of=("self",)).get(pk=passage.pk)
    if is_fit and not passage.may_be_quoted:
        raise NotToBeQuoted
    if is_fit and _lines(redacted) != _lines(passage.redacted):
        raise WordsChanged
    passage.fit_to_publish, passage.checked_at = is_fit, at
    passage.save(update_fields=["fit_to_publish", "checked_at"])
    audit.record("check_quote", passage, actor=by, fields=["fit_to_publish"], at=at)
    return passage


def _lines(text: str) -> list[str]:
    """The lines of a text: a browser posts other line ends than those it was given."""
    return text.strip().splitlines()
