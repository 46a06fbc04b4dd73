"""What a person should know before a report is frozen."""

import re
from typing import Any

from evaluation.models import Evaluation, FactCheck
from evaluation.reports.facts import sentences

_ALL_READ = re.compile(
    r"\b(all|every|each)\b[^.]*\b(comment|answer|response|feedback|passage)s?\b[^.]*"
    r"\b(read|coded|collated|considered|analysed|organised)\b",
    re.I,
)


def open_checks(evaluation: Evaluation) -> Any:
    """Facts that somebody says are wrong and nobody has answered, oldest first."""
    rows = FactCheck.objects.filter(evaluation=evaluation).unanswered()
    return rows.select_related("raised_by", "report").order_by("pk")


def contradicted(evaluation: Evaluation) -> list[dict[str, str]]:
    """Sentences of the evaluator that say all was read, where some is not."""
    comments = evaluation.evidence.count()
    read = evaluation.evidence.exclude(read_at=None).count()
    if read == comments:
        return []
    texts = [getattr(evaluation, name) for name in evaluation.TEXTS]
    texts += evaluation.themes.kept().values_list("finding", flat=True)
    return [
        {"text": text, "why": f"{read} of {comments} comments have been read."}
        for text in (each for whole in texts for each in sentences(whole))
        if _ALL_READ.search(text)
    ]
