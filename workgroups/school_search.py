"""Find schools as people name them: by words, town, postcode or number.

A search is one statement, which counts as well; mistyped words take a few more.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.db.models import (
    Case,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from workgroups import mistyped, rules
from workgroups.choices import SchoolStatus
from workgroups.models import LocalAuthority, School

SCHOOLS_SHOWN = 20
COUNTED = 1_001  # counting further would take longer than finding
LONGEST_SEARCH = 100  # characters
_POSTCODE = re.compile(
    r"([A-Z]{1,2}\d[A-Z\d]?)(?:(\d[A-Z]{2})|\s+(\d?[A-Z]{0,2}))?", re.I
)

Schools = QuerySet[School]
InOrder = Callable[[Schools], Schools]


@dataclass(frozen=True)
class FoundSchool:
    """A search result; for a closed school with the school that replaced it."""

    school: School
    successor: School | None = None

    @property
    def is_closed(self) -> bool:
        return self.school.status == SchoolStatus.CLOSED


@dataclass(frozen=True)
class SchoolsFound:
    """The first schools of a search, and how many there are, up to `COUNTED`."""

    schools: Sequence[School]
    number: int = 0

    def __bool__(self) -> bool:
        return bool(self.schools)

    @property
    def number_in_words(self) -> str:
        return f"{self.number:,}" if self.number < COUNTED else f"over {COUNTED - 1:,}"


def search_schools(
    text: str, *, limit: int = SCHOOLS_SHOWN, near: int | None = None
) -> SchoolsFound:
    """Up to `limit` schools by number, postcode, or words in any order.

    Each word stands in the name, the town, the postcode or the local authority. Where
    nothing is found, words may be mistyped. Open schools come first, of them those of
    the local authority `near`, then those whose name begins with the search text.
    Proposed schools are left out because nobody teaches there yet.
    """
    text = " ".join(text[:LONGEST_SEARCH].split())
    rows = School.objects.exclude(status=SchoolStatus.PROPOSED)
    begins = rules.search_name(text)
    in_order = partial(_nearest_first, begins=begins, near=near)
    if text.isascii() and text.isdecimal():
        return _first(rows.filter(urn=text[:9]), in_order, limit)
    code = postcode_start(text)
    here = rows.filter(postcode__startswith=code)
    if code and (found := _first(here, in_order, limit)):
        return found
    parts = list(dict.fromkeys(begins.split()))[:6]
    if not parts or max(map(len, parts)) < 3:
        return SchoolsFound([])
    return _by_words(rows, parts, in_order, limit)


def _by_words(
    rows: Schools, parts: list[str], in_order: InOrder, limit: int
) -> SchoolsFound:
    """Schools with each of the words; where there are none, with words like them."""
    typed = [[each] for each in parts]
    if found := _first(_with_words(rows, typed), in_order, limit):
        return found
    names = LocalAuthority.objects.values_list("name", flat=True)
    areas = map(rules.search_name, names)
    for spellings in islice(mistyped.readings(parts, areas), 1, None):
        if found := _first(_with_words(rows, spellings), in_order, limit):
            return found
    return SchoolsFound([])


def _nearest_first(rows: Schools, *, begins: str, near: int | None) -> Schools:
    closed = Case(
        When(status=SchoolStatus.CLOSED, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    elsewhere = Case(
        When(local_authority=near, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    inside = Case(
        When(search_name__startswith=begins, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = rows.alias(closed=closed, elsewhere=elsewhere, inside=inside)
    return rows.order_by("closed", "elsewhere", "inside", "name", "urn")


def _first(rows: Schools, in_order: InOrder, limit: int) -> SchoolsFound:
    """The first rows, and how many there are, in one statement.

    Only the first are read whole: of the others the database reads what it sorts by.
    """
    first = in_order(rows).values("pk")[:limit]
    sql, params = rows.order_by().values("pk")[:COUNTED].query.sql_with_params()
    counted = f"(SELECT COUNT(*) FROM ({sql}) AS found)"  # noqa: S608  # Django's own
    number = RawSQL(counted, params)  # noqa: S611
    found = School.objects.filter(pk__in=first).annotate(number=number)
    schools = list(in_order(found.select_related("local_authority")))
    return SchoolsFound(schools, schools[0].number if schools else 0)  # type: ignore[attr-defined]


def _with_words(rows: Schools, spellings: Sequence[Sequence[str]]) -> Schools:
    """Schools that have one spelling of each word in what people know of them."""
    return rows.filter(*map(_with_one_of, spellings))


def _with_one_of(words: Sequence[str]) -> Q:
    """A filter for schools, or their local authorities, with one of the words."""
    known, inside = Q(), Q()
    for word in words:
        known |= Q(search_text__contains=word)
        inside |= Q(name__icontains=word)
    areas = LocalAuthority.objects.filter(inside).values("pk")
    return known | Q(local_authority__in=areas)


def with_successors(schools: Sequence[School]) -> list[FoundSchool]:
    """Found schools, closed ones with their successor; at most one statement."""
    urns = [school.successor_urn for school in schools if school.successor_urn]
    after = (
        School.objects.select_related("local_authority").in_bulk(urns, field_name="urn")
        if urns
        else {}
    )
    return [
        FoundSchool(school, after.get(school.successor_urn or 0)) for school in schools
    ]


def postcode_start(text: str) -> str:
    """The start of a postcode in the register's format; "" if it is not one.

    "se83ab" is "SE8 3AB"; "SE8 3" stays; "SE8" gets a blank, so that SE80 does not
    match.
    """
    match = _POSTCODE.fullmatch(text)
    if match is None:
        return ""
    outward, whole, part = match.groups()
    return f"{outward} {whole or part or ''}".upper()


def authorities_near(text: str) -> dict[str, str]:
    """Names of a postcode's local authorities by code, found through its schools.

    Empty for other text. A postcode without a school takes those of the schools with
    the longest common beginning, down to its outward part, "SE13".
    """
    code = postcode_start(text)
    outward = code.partition(" ")[0]
    if not code:
        return {}
    nearby = School.objects.filter(postcode__startswith=f"{outward} ").order_by()
    rows = nearby.values_list(
        "postcode", "local_authority__code", "local_authority__name"
    )
    known = sorted(rows.distinct(), key=lambda row: row[2])
    for length in range(len(code), len(outward), -1):
        found = {la: name for at, la, name in known if at.startswith(code[:length])}
        if found:
            return found
    return {}
