"""Tables of people, from plain values: proved against every arrangement there is."""

import itertools
import subprocess
import sys
import time
from functools import cache

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from recruitment.grouping import (
    EXACT_UP_TO,
    Cost,
    Person,
    arrange,
    cost_of,
    distance_of,
    most_shared,
    tables_needed,
)

YEARS = ("Year 1", "Year 2", "Year 3")


def person(key, *shares, school=""):
    return Person(key, school, shares)


@st.composite
def groups(draw, most, fixed=True):
    """People, the size of tables, and the tables at which some of them stay."""
    size = draw(st.integers(2, 5))
    number = draw(st.integers(0, most))
    people = [
        Person(
            key,
            draw(st.sampled_from(["", "Oak", "Elm", "Ash"])),
            tuple(draw(st.lists(st.sampled_from(YEARS), max_size=2, unique=True))),
        )
        for key in range(number)
    ]
    keys = st.integers(0, max(number - 1, 0))
    tables = st.integers(1, tables_needed(number, size) + 1)
    stays = draw(st.dictionaries(keys, tables, max_size=3)) if fixed and number else {}
    return people, size, stays


def keys_at(tables):
    return [[each.key for each in table] for table in tables]


def cheapest(people, count, stays):
    """The smallest cost of all arrangements, by trying each."""
    distance = cache(distance_of)
    choices = [
        [stays[each.key] - 1] if each.key in stays else range(count) for each in people
    ]
    costs = []
    for chosen in itertools.product(*choices):
        tables = [[] for _ in range(count)]
        for each, at in zip(people, chosen, strict=True):
            tables[at].append(each)
        squares = sum(len(table) ** 2 for table in tables)
        costs.append(Cost(squares, sum(distance(tuple(table)) for table in tables)))
    return min(costs)


def count_of(people, size, stays):
    return max([tables_needed(len(people), size), *stays.values()])


# The cost


@pytest.mark.parametrize(
    ("table", "distance"),
    [
        ([], 0),
        ([person(1)], 0),
        ([person(1, "Year 1"), person(2, "Year 1")], 0),
        ([person(1, "Year 1"), person(2, "Year 2")], 3),
        ([person(1, "Year 1", "Year 2"), person(2, "Year 2")], 0),
        ([person(1, "Year 1", "Year 1"), person(2, "Year 2"), person(3, "Year 2")], 3),
        ([person(1, "Year 1"), person(2)], 0),
        ([person(1, school="Oak"), person(2, school="Oak")], 2),
        ([person(key, school="Oak") for key in range(3)], 6),
        ([person(1), person(2)], 0),
        ([person(1, "Year 1", school="Oak"), person(2, "Year 2", school="Oak")], 5),
    ],
)
def test_the_distance_of_a_table(table, distance):
    assert distance_of(table) == distance


def test_the_cost_names_the_sizes_first():
    tables = [[person(1, "Year 1"), person(2, "Year 2"), person(3)], [person(4)]]

    assert cost_of(tables) == Cost(imbalance=10, distance=3)
    assert Cost(8, 100) < Cost(10, 0)


@pytest.mark.parametrize(
    ("people", "size", "tables"),
    [(0, 6, 1), (1, 6, 1), (6, 6, 1), (7, 6, 2), (12, 6, 2), (200, 6, 34)],
)
def test_how_many_tables_are_needed(people, size, tables):
    assert tables_needed(people, size) == tables


def test_what_most_share_is_named_in_the_given_order():
    both = [person(1, "Year 1", "Year 2"), person(2, "Year 1", "Year 2")]

    assert most_shared(both) == "Year 1"
    assert most_shared(both, ["Year 2", "Year 1"]) == "Year 2"
    assert most_shared([*both, person(3, "Year 1")], ["Year 2"]) == "Year 1"
    assert most_shared([person(1)]) == ""


# The arrangement


@given(groups(most=EXACT_UP_TO))
def test_no_arrangement_of_a_few_people_is_cheaper(group):
    people, size, stays = group

    tables = arrange(people, size, fixed=stays)

    count = count_of(people, size, stays)
    assert len(tables) == count
    assert cost_of(tables) == cheapest(people, count, stays)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_no_arrangement_of_eight_people_is_cheaper(size):
    schools = ("Oak", "Elm", "Oak", "", "Elm", "Oak", "Ash", "Ash")
    shares = [(), YEARS[:1], YEARS[1:2], YEARS[:2], YEARS[1:], YEARS[2:], YEARS[2:]]
    people = [
        Person(key, school, shares[key % 7]) for key, school in enumerate(schools)
    ]

    tables = arrange(people, size)

    assert cost_of(tables) == cheapest(people, tables_needed(8, size), {})


def steps_from(tables, stays):
    """Every exchange of two people who may move, and every move to another table."""
    where = [(at, who) for at, table in enumerate(tables) for who in table]
    free = [(at, who) for at, who in where if who.key not in stays]
    for (one, first), (two, second) in itertools.combinations(free, 2):
        if one != two:
            yield {one: (first, second), two: (second, first)}
    for at, who in free:
        for there in range(len(tables)):
            if there != at:
                yield {at: (who, None), there: (None, who)}


def after(tables, step):
    return [
        [each for each in table if each != step.get(at, (None,))[0]]
        + [new for new in step.get(at, (None, None))[1:] if new]
        for at, table in enumerate(tables)
    ]


@given(groups(most=24))
def test_no_exchange_and_no_move_makes_tables_cheaper(group):
    people, size, stays = group

    tables = arrange(people, size, fixed=stays)

    reached = cost_of(tables)
    assert all(
        cost_of(after(tables, step)) >= reached for step in steps_from(tables, stays)
    )


@given(groups(most=24))
def test_everybody_has_one_seat_and_those_who_stay_stay(group):
    people, size, stays = group

    tables = arrange(people, size, fixed=stays)

    assert sorted(key for table in keys_at(tables) for key in table) == [
        each.key for each in people
    ]
    for key, table in stays.items():
        assert key in keys_at(tables)[table - 1]


@given(groups(most=24, fixed=False))
def test_tables_differ_by_one_person_at_most(group):
    people, size, _ = group

    sizes = [len(table) for table in arrange(people, size)]

    assert len(sizes) == tables_needed(len(people), size)
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= size


@given(groups(most=14), st.randoms())
def test_the_order_of_the_list_changes_nothing(group, random):
    people, size, stays = group
    shuffled = random.sample(people, len(people))

    assert arrange(shuffled, size, fixed=stays) == arrange(people, size, fixed=stays)


def test_the_tables_stand_in_order_and_those_with_fixed_people_keep_their_number():
    people = [person(key, f"Year {3 - key % 3}") for key in range(9)]

    plain = arrange(people, 3)
    given_order = arrange(people, 3, order=["Year 2", "Year 3", "Year 1"])
    held = arrange(people, 3, fixed={0: 1})

    assert keys_at(plain) == [[2, 5, 8], [1, 4, 7], [0, 3, 6]]
    assert keys_at(given_order) == [[1, 4, 7], [0, 3, 6], [2, 5, 8]]
    assert keys_at(held) == [[0, 3, 6], [2, 5, 8], [1, 4, 7]]


def test_a_table_is_larger_only_where_people_are_fixed_to_it():
    people = [person(key) for key in range(6)]

    tables = arrange(people, 2, fixed={0: 1, 1: 1, 2: 1, 3: 1})

    assert [len(table) for table in tables] == [4, 1, 1]


def test_people_fixed_to_a_table_that_is_not_needed_keep_it():
    assert keys_at(arrange([person(1), person(2)], 6, fixed={2: 3})) == [[1], [], [2]]
    assert arrange([], 6) == [[]]


def planted(number, size):
    """People for whom tables without any distance exist: size people to each year."""
    return [
        Person(at, f"School {at * 7 % number}", (f"Year {at % (number // size)}",))
        for at in range(number)
    ]


def test_two_hundred_people_are_seated_without_distance_and_fast():
    people = planted(200, 5)

    started = time.process_time()
    tables = arrange(people, 5)
    taken = time.process_time() - started

    assert cost_of(tables) == Cost(imbalance=1000, distance=0)
    assert taken < 0.5  # seconds; about 0.05


def test_two_hundred_people_of_twenty_schools_are_seated_fast():
    people = [
        Person(at, f"School {at * at % 23}", (f"Year {at * 7 % 13}", f"Year {at % 5}"))
        for at in range(200)
    ]

    started = time.process_time()
    arrange(people, 6)

    assert time.process_time() - started < 0.5  # seconds


def test_the_module_needs_no_database():
    code = (
        "import sys, recruitment.grouping\n"
        "assert not any(name.startswith('django') for name in sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR)

    assert ran.returncode == 0
