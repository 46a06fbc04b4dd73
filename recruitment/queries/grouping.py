"""Grouping sheet: tables of people, with a sentence about each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recruitment import grouping
from recruitment.queries import attendance_register
from recruitment.queries.group_people import GroupPerson
from recruitment.rules import KEY_STAGES
from workgroups.words import listed

#: Ways to group people at tables, with their words.
GROUPINGS = {"key-stage": "key stage", "year-group": "year group", "scheme": "scheme"}
SIZES = range(2, 13)
USUAL_SIZE = 6
#: What one person, and several, do with what they share.
VERBS = {
    "key-stage": ("teaches", "teach"),
    "year-group": ("teaches", "teach"),
    "scheme": ("uses", "use"),
}
ORDER = [*attendance_register.YEAR_GROUP_LABELS.values(), *KEY_STAGES]


@dataclass(frozen=True)
class SheetTable:
    number: int
    shares: str  # "" where nothing is known of anybody
    why: str
    people: list[GroupPerson]


@dataclass(frozen=True)
class GroupingSheet:
    tables: list[SheetTable]
    unmet: list[str]  # a sentence for each wish that could not be met
    pinned: dict[int, int]  # the table of each person who was put there by hand


def sheet_of(
    people: Sequence[GroupPerson], by: str, size: int, *, pinned: Mapping[int, int]
) -> GroupingSheet:
    """People at tables; `pinned` to a table that is not needed count no more."""
    needed = grouping.tables_needed(len(people), size)
    known = {each.place_id: each for each in people}
    kept = {
        pk: table
        for pk, table in pinned.items()
        if pk in known and 1 <= table <= needed
    }
    seated = grouping.arrange(
        [
            grouping.Person(at, each.school.casefold(), each.teaches[by])
            for at, each in enumerate(people)
        ],
        size,
        fixed={
            at: kept[each.place_id]
            for at, each in enumerate(people)
            if each.place_id in kept
        },
        order=ORDER,
    )
    tables, unmet = [], []
    for number, table in enumerate(seated, start=1):
        sitting = [people[each.key] for each in table]
        shares = grouping.most_shared(table, ORDER)
        tables.append(SheetTable(number, shares, _why(sitting, shares, by), sitting))
        unmet += _unmet(number, sitting, shares, by)
        if len(sitting) > size:
            unmet.append(
                f"Table {number} has more than {size} people, put there by hand."
            )
    return GroupingSheet(tables, unmet, kept)


def _why(people: Sequence[GroupPerson], shares: str, by: str) -> str:
    """Why these people sit together, in one sentence."""
    if not people:
        return "Nobody sits here."
    if not shares:
        return "Nobody knows yet what these people have in common."
    alike = sum(shares in each.teaches[by] for each in people)
    every = alike == len(people)
    who = f"All {alike}" if every and alike > 1 else f"{alike} of {len(people)}"
    schools = {each.school.casefold() for each in people if each.school}
    places = f", from {len(schools)} schools or providers" if len(schools) > 1 else ""
    return f"{who} {VERBS[by][alike > 1]} {shares}{places}."


def _unmet(
    number: int, people: Sequence[GroupPerson], shares: str, by: str
) -> list[str]:
    unknown = [each.name for each in people if not each.teaches[by]]
    apart = [
        each for each in people if each.teaches[by] and shares not in each.teaches[by]
    ]
    colleagues: dict[str, list[GroupPerson]] = defaultdict(list)
    for each in people:
        if each.school:
            colleagues[each.school.casefold()].append(each)
    found = [
        f"{listed([each.name for each in some])} of {some[0].school} sit together at "
        f"table {number}."
        for some in colleagues.values()
        if len(some) > 1
    ]
    found += [
        f"{each.name} ({', '.join(each.teaches[by])}) sits at table {number} for "
        f"{shares}."
        for each in apart
    ]
    if unknown:
        found.append(f"Not known yet of {listed(unknown)}, at table {number}.")
    return found
