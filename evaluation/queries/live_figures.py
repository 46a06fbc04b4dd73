"""Which figures can be placed in a sentence, and what brackets name none of them."""

from dataclasses import dataclass

from evaluation.choices import ReportState
from evaluation.models import Evaluation, Report
from evaluation.reports import live


@dataclass(frozen=True)
class Placeable:
    """A figure by its name; `value` is that of the newest version, "" without one."""

    name: str
    value: str

    @property
    def placeholder(self) -> str:
        return f"[{self.name}]"


def placeable(evaluation: Evaluation) -> list[Placeable]:
    names = live.names(_kept(evaluation))
    reports = Report.objects.filter(evaluation=evaluation, state=ReportState.DONE)
    snapshot = reports.values_list("snapshot", flat=True).first()
    found = live.figures(snapshot) if snapshot else {}
    values = {each.name: each.value for each in found.values()}
    return [Placeable(name, values.get(name, "")) for name in names]


def unknown(evaluation: Evaluation) -> list[str]:
    """What stands in brackets in a text of the report and names no figure."""
    known = live.names(_kept(evaluation))
    texts = [getattr(evaluation, name) for name in evaluation.TEXTS]
    texts += evaluation.themes.kept().values_list("finding", flat=True)
    return [each for text in texts for each in live.unknown(text, known)]


def _kept(evaluation: Evaluation) -> list[str]:
    themes = evaluation.themes.kept().order_by("order", "pk")
    return list(themes.values_list("name", flat=True))
