"""Where groups are on the national grid, found through schools, and how far apart.

No venue has a place on the grid, so a group stands at the middle of the schools in the
outward part of its venue's postcode, or else of those of its local authority.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import hypot

from django.db.models import Avg, Q

from workgroups.models import School, WorkGroup

Point = tuple[float, float]  # easting and northing in metres


def points_of(groups: Iterable[WorkGroup]) -> dict[int, Point]:
    """The place of each group that has one, by its id; at most two statements."""
    groups = list(groups)
    outwards = {each.pk: outward_of(each) for each in groups}
    by_postcode = _middles_of_postcodes({*outwards.values()} - {""})
    areas = {each.local_authority_id for each in groups if each.local_authority_id}
    by_area = _middles_of_authorities(areas)
    found = {
        each.pk: by_postcode.get(outwards[each.pk])
        or by_area.get(each.local_authority_id or 0)
        for each in groups
    }
    return {pk: point for pk, point in found.items() if point is not None}


def middle_of_postcode(code: str) -> Point | None:
    """The middle of the schools with a postcode, or with the beginning of one.

    A postcode without a school takes those with the longest common beginning, down to
    its outward part, "SE13". None where no school is near. One statement.
    """
    outward = code.partition(" ")[0]
    here = School.objects.exclude(easting=None).order_by()
    rows = here.filter(postcode__startswith=f"{outward} ")
    known = list(rows.values_list("postcode", "easting", "northing"))
    for length in range(len(code), len(outward) - 1, -1):
        found = [(e, n) for at, e, n in known if at.startswith(code[:length])]
        if found:
            return _middle(found)
    return None


def outward_of(group: WorkGroup) -> str:
    """The first part of its venue's postcode, "SE13"; "" where it has none."""
    postcode = group.venue.postcode if group.venue else ""
    return postcode.partition(" ")[0] if " " in postcode else ""


def _middles_of_postcodes(outwards: Collection[str]) -> Mapping[str, Point]:
    if not outwards:
        return {}
    here = Q()
    for outward in sorted(outwards):
        here |= Q(postcode__startswith=f"{outward} ")
    rows = School.objects.exclude(easting=None).filter(here).order_by()
    points: dict[str, list[Point]] = defaultdict(list)
    for postcode, *point in rows.values_list("postcode", "easting", "northing"):
        points[postcode.partition(" ")[0]].append((point[0], point[1]))
    return {outward: _middle(each) for outward, each in points.items()}


def _middles_of_authorities(areas: Collection[int]) -> Mapping[int, Point]:
    if not areas:
        return {}
    rows = School.objects.exclude(easting=None).filter(local_authority__in=areas)
    middles = rows.order_by().values_list("local_authority")
    found = middles.annotate(Avg("easting"), Avg("northing"))
    return {area: (easting, northing) for area, easting, northing in found}


def _middle(points: Collection[Point]) -> Point:
    eastings, northings = zip(*points, strict=True)
    return sum(eastings) / len(points), sum(northings) / len(points)


def kilometres(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1]) / 1000
