"""Find schools as people name them: by words, town, postcode or number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)

from workgroups import rules, words
from workgroups.choices import SchoolStatus
from workgroups.models import School

SCHOOLS_SHOWN = 20
CANDIDATES = 3_000  # that are compared with mistyped words
LONGEST_SEARCH = 100  # characters
_POSTCODE = re.compile(
    r"([A-Z]{1,2}\d[A-Z\d]?)(?:(\d[A-Z]{2})|\s+(\d?[A-Z]{0,2}))?", re.I
)


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
    """The first schools of a search, and how many there are in all."""

    schools: Sequence[School]
    number: int = 0

    def __bool__(self) -> bool:
        return bool(self.schools)


def find_schools(
    text: str, *, limit: int = SCHOOLS_SHOWN, near: int | None = None
) -> list[School]:
    """The schools of `search_schools`, without their number."""
    return list(search_schools(text, limit=limit, near=near).schools)


def search_schools(
    text: str, *, limit: int = SCHOOLS_SHOWN, near: int | None = None
) -> SchoolsFound:
    """Up to `limit` schools by number, postcode, or words in any order.

    Each word stands in the name, the town, the postcode or the local authority. Where
    nothing is found, words of the name may be one letter off. Open schools come first,
    of them those of the local authority `near`, then those whose name begins with the
    search text. Proposed schools are left out because nobody teaches there yet.
    """
    text = " ".join(text[:LONGEST_SEARCH].split())
    rows = School.objects.select_related("local_authority").exclude(
        status=SchoolStatus.PROPOSED
    )
    if text.isascii() and text.isdecimal():
        found = list(rows.filter(urn=text[:9])[:limit])
        return SchoolsFound(found, len(found))
    begins = rules.search_name(text)
    ordered = _nearest_first(rows, begins, near)
    if code := postcode_start(text):
        found_here = _first(ordered.filter(postcode__startswith=code), limit)
        if found_here.schools:
            return found_here
    parts = begins.split()[:6]
    if not parts or max(map(len, parts)) < 3:
        return SchoolsFound([])
    wanted = [_with_word(part) for part in parts]
    return _first(ordered.filter(*wanted), limit) or _with_one_slip(
        ordered, parts, limit
    )


def _nearest_first(
    rows: QuerySet[School], begins: str, near: int | None
) -> QuerySet[School]:
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


def _first(rows: QuerySet[School], limit: int) -> SchoolsFound:
    found = list(rows.annotate(number=Window(Count("pk")))[:limit])
    return SchoolsFound(found, found[0].number if found else 0)


def _with_word(word: str) -> Q:
    """A filter for schools with a word in what people know of a school."""
    return (
        Q(search_name__contains=word)
        | Q(town__icontains=word)
        | Q(postcode__startswith=word.upper())
        | Q(local_authority__name__icontains=word)
    )


def _with_one_slip(
    rows: QuerySet[School], parts: list[str], limit: int
) -> SchoolsFound:
    """Schools in whose name each long word is, or is one letter off.

    The candidates have one of the words, or a word that begins alike.
    """
    alike = Q()
    for part in parts:
        if len(part) > 3:
            start = f" {part[:2]}"
            alike |= Q(search_name__contains=start)
            alike |= Q(search_name__startswith=start.strip())
            alike |= Q(search_name__contains=part[-3:])
    if not alike:
        return SchoolsFound([])
    candidates = rows.filter(alike).values_list("pk", "search_name")[:CANDIDATES]
    keys = [pk for pk, name in candidates if _is_close(parts, name.split())]
    return _first(rows.filter(pk__in=keys[:200]), limit)


def _is_close(parts: list[str], of_name: list[str]) -> bool:
    return all(
        any(
            each.startswith(part) or (len(part) > 3 and words.is_one_slip(part, each))
            for each in of_name
        )
        for part in parts
    )


def look_up_schools(text: str) -> list[FoundSchool]:
    """Found schools, closed ones with their successor; at most two statements."""
    schools = find_schools(text)
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
