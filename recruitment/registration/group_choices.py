"""The choices that questions offer in one group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from recruitment.choices import YearGroup
from recruitment.models import AnswerOption
from recruitment.registration.question_types import OPTIONS, FormQuestion, Source
from recruitment.registration.questions import QUESTIONS
from workgroups.choices import ProviderKind, SchoolPhase
from workgroups.models import Provider, School, WorkGroup
from workgroups.school_search import SchoolsFound, search_schools

SCHOOLS_LISTED = 12
PHASE_YEARS: dict[str, tuple[YearGroup, YearGroup]] = {
    SchoolPhase.EARLY_YEARS: (YearGroup.NURSERY, YearGroup.Y2),
    SchoolPhase.PRIMARY: (YearGroup.NURSERY, YearGroup.Y8),
    SchoolPhase.SECONDARY: (YearGroup.Y5, YearGroup.Y13),
    SchoolPhase.POST_16: (YearGroup.Y10, YearGroup.Y13),
}


@dataclass(frozen=True)
class Choice:
    """What is posted, what is read, and the key of the row it stands for."""

    value: str
    label: str
    id: Any = None


class GroupChoices:
    """Choices that are rows or depend on the group; the rows are read once."""

    def __init__(self, work_group: WorkGroup, *, themes: Iterable[str] = ()) -> None:
        self.work_group = work_group
        self.themes = tuple(themes)
        self.schools = SchoolsFound([])

    def of(self, question: FormQuestion, typed: Mapping[str, str]) -> list[Choice]:
        """The choices of a question; `typed` is what its form holds so far."""
        always = [Choice(value, str(label)) for value, label in question.choices]
        match question.source:
            case None:
                return always
            case Source.YEAR_GROUPS:
                return years_of(self.work_group.school_phase)
            case Source.THEMES:
                return [Choice(line, line) for line in self.themes]
            case Source.SCHOOLS:
                return [*map(_of_school, self._schools(typed, question.key)), *always]
            case Source.PROVIDERS | Source.LEAD_PROVIDERS:
                return [*self._providers(question.source), *always]
        return [
            Choice(each.code, each.label, each.code)
            for each in self._options
            if each.kind == question.source.value
        ]

    @cached_property
    def _options(self) -> list[AnswerOption]:
        kinds = [source.value for source in OPTIONS]
        group = self.work_group
        return list(
            AnswerOption.objects.offered(
                *kinds, hub_id=group.hub_id, phase=group.school_phase
            )
        )

    @cached_property
    def _in_use(self) -> list[Provider]:
        return list(self._provider_rows())

    def _schools(self, typed: Mapping[str, str], key: str) -> list[School]:
        """Those looked up, and the one chosen before."""
        words, chosen = typed.get(f"{key}_query", ""), typed.get(key, "")
        near = self.work_group.local_authority_id
        if words.strip():
            self.schools = search_schools(words, limit=SCHOOLS_LISTED, near=near)
        found = list(self.schools.schools)
        known = {str(school.urn) for school in found}
        return found if chosen in known else [*found, *school_with(chosen)]

    def _provider_rows(self) -> QuerySet[Provider]:
        return Provider.objects.filter(in_use=True)

    def _providers(self, source: Source) -> list[Choice]:
        of_teachers = source == Source.LEAD_PROVIDERS
        return [
            Choice(str(each.pk), each.name, each.pk)
            for each in self._in_use
            if (each.kind == ProviderKind.ECTE_LEAD_PROVIDER) == of_teachers
        ]


class ChosenGroupChoices(GroupChoices):
    """The choices that some answers chose: enough to check and to print them.

    Schools and providers that nobody chose are not read.
    """

    def __init__(
        self,
        work_group: WorkGroup,
        held: Mapping[str, list[str]],
        *,
        themes: Iterable[str] = (),
    ) -> None:
        super().__init__(work_group, themes=themes)
        self.held = held

    def _schools(self, typed: Mapping[str, str], key: str) -> list[School]:
        return school_with(typed.get(key, ""))

    def _provider_rows(self) -> QuerySet[Provider]:
        sources = (Source.PROVIDERS, Source.LEAD_PROVIDERS)
        keys = [each.key for each in QUESTIONS if each.source in sources]
        chosen = [value for key in keys for value in self.held.get(key, [])]
        ids = [each for each in chosen if each.isdecimal() and len(each) < 9]
        rows = super()._provider_rows()
        return rows.filter(pk__in=ids) if ids else rows.none()


def school_with(urn: str) -> list[School]:
    """The school of this number, as typed; none for what is no number."""
    if not urn.isdecimal() or len(urn) >= 9:
        return []
    found = School.objects.select_related("local_authority").filter(urn=urn)
    return list(found.order_by())


def _of_school(school: School) -> Choice:
    return Choice(str(school.urn), school.in_full, school.pk)


def years_of(phase: str) -> list[Choice]:
    """The year groups to choose from; middle schools stand in both phases."""
    first, last = PHASE_YEARS.get(phase, (YearGroup.NURSERY, YearGroup.Y13))
    years: list[YearGroup] = [year for year in YearGroup if year != "unknown"]
    asked = years[years.index(first) : years.index(last) + 1]
    return [Choice(each.value, str(each.label)) for each in [*asked, YearGroup.UNKNOWN]]
