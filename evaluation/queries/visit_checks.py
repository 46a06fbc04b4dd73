"""What visits saw of the plan check-list, by local authority."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.choices import CheckAnswer
from evaluation.models import Evaluation, VisitCheck

WHOLE_HUB = "the whole hub"


@dataclass(frozen=True)
class SeenTable:
    """Lines of the check-list by local authority: "2 of 3", or "" where none looked."""

    authorities: list[str]
    rows: list[tuple[str, list[str]]]


def seen_by_authority(evaluation: Evaluation) -> SeenTable:
    """Visits that saw a line, of those to which it applied; one statement."""
    own = VisitCheck.objects.filter(visit__evaluation=evaluation)
    authority = "visit__session__work_group__local_authority__name"
    rows = own.order_by("visit__on", "pk").values_list("line", authority, "answer")
    return seen_table((line, name or WHOLE_HUB, said) for line, name, said in rows)


def seen_table(answers: Iterable[tuple[str, str, str]]) -> SeenTable:
    """The table of (line, authority, answer)."""
    seen: Counter[tuple[str, str]] = Counter()
    looked: Counter[tuple[str, str]] = Counter()
    lines: dict[str, None] = {}
    for line, authority, answer in answers:
        lines[line] = None
        if answer != CheckAnswer.NOT_APPLICABLE:
            looked[line, authority] += 1
            seen[line, authority] += answer == CheckAnswer.SEEN
    authorities = sorted({authority for _, authority in looked})
    return SeenTable(
        authorities,
        [
            (
                line,
                [
                    f"{seen[line, each]} of {looked[line, each]}"
                    if looked[line, each]
                    else ""
                    for each in authorities
                ],
            )
            for line in lines
        ],
    )
