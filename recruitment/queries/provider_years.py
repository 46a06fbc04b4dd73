"""Training providers of a hub, this year against last: engaged, prepared, missing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from recruitment.choices import Award, Preparation
from recruitment.models import Place, ProviderYear
from workgroups.choices import Audience
from workgroups.models import Provider

PREPARING = (Preparation.PART, Preparation.THROUGHOUT)


@dataclass
class ProviderLine:
    """A provider over two years; `people` have a secured place this year."""

    provider: Provider
    now: ProviderYear | None = None
    before: ProviderYear | None = None
    people: int = 0
    people_before: int = 0
    awards: set[str] = field(default_factory=set)  # this year
    awards_before: set[str] = field(default_factory=set)

    @property
    def award_labels(self) -> list[str]:
        return [str(each.label) for each in Award if each in self.awards]

    @property
    def prepares(self) -> bool:
        return self.now is not None and self.now.preparation in PREPARING

    @property
    def prepared(self) -> bool:
        return self.before is not None and self.before.preparation in PREPARING


@dataclass(frozen=True)
class YearOfProviders:
    """`engaged` and `preparing` count programmes: a provider's awards, at least one."""

    lines: list[ProviderLine]
    engaged: int
    preparing: int
    engaged_before: int
    preparing_before: int
    missing: list[str]  # engaged providers that do not prepare, or nobody knows
    not_represented: list[str]  # providers without anybody this year
    awards_missing: list[str]
    planned: int  # lessons to come
    watched: int
    discussed: int


def year_of_providers(hub_id: int, year: int, *, today: date) -> YearOfProviders:
    """The providers of a hub's training communities, in three statements."""
    lines: dict[int, ProviderLine] = {}
    rows = ProviderYear.objects.filter(hub=hub_id, start_year__in=(year, year - 1))
    known = list(
        rows.select_related("provider").prefetch_related("observations").order_by("pk")
    )
    for row in known:
        line = lines.setdefault(row.provider_id, ProviderLine(row.provider))
        if row.start_year == year:
            line.now = row
            line.awards |= set(row.awards)
        else:
            line.before = row
            line.awards_before |= set(row.awards)
    represented = _add_people(lines, hub_id, year)
    ordered = sorted(lines.values(), key=lambda each: each.provider.name.casefold())
    here = [each for each in ordered if each.people]
    earlier = [each for each in ordered if each.people_before]
    lessons = [
        lesson
        for row in known
        if row.start_year == year
        for lesson in row.observations.all()
    ]
    return YearOfProviders(
        lines=ordered,
        engaged=sum(max(len(each.awards), 1) for each in here),
        preparing=sum(max(len(each.awards), 1) for each in here if each.prepares),
        engaged_before=sum(max(len(each.awards_before), 1) for each in earlier),
        preparing_before=sum(
            max(len(each.awards_before), 1) for each in earlier if each.prepared
        ),
        missing=[each.provider.name for each in here if not each.prepares],
        not_represented=[each.provider.name for each in ordered if not each.people],
        awards_missing=[str(each.label) for each in Award if each not in represented],
        planned=sum(lesson.on >= today for lesson in lessons),
        watched=sum(lesson.on < today for lesson in lessons),
        discussed=sum(
            lesson.discussion_on is not None and lesson.discussion_on <= today
            for lesson in lessons
        ),
    )


def _add_people(lines: dict[int, ProviderLine], hub_id: int, year: int) -> set[str]:
    """Count who has a secured place; return the awards that are represented."""
    places = Place.objects.secured().filter(
        hub=hub_id,
        start_year__in=(year, year - 1),
        programme__audience=Audience.ITT,
        provider__isnull=False,
    )
    people: dict[tuple[int, int], set[int]] = defaultdict(set)
    for place in places.select_related("provider").order_by("pk"):
        line = lines.setdefault(place.provider_id, ProviderLine(place.provider))
        people[place.provider_id, place.start_year].add(place.participant_id)
        of_year = line.awards if place.start_year == year else line.awards_before
        of_year |= set(place.awards)
    for (provider, start_year), found in people.items():
        if start_year == year:
            lines[provider].people = len(found)
        else:
            lines[provider].people_before = len(found)
    return {award for line in lines.values() if line.people for award in line.awards}
