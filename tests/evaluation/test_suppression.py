"""Counting on plain values: intervals, differences, and what is suppressed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from evaluation import suppression
from evaluation.statistics import comparisons, intervals


@pytest.mark.parametrize(
    ("hits", "of"), [(0, 10), (1, 10), (9, 18), (10, 10), (55, 110), (399, 400)]
)
def test_wilson(hits, of):
    known = binomtest(hits, of).proportion_ci(method="wilson")

    assert intervals.wilson(hits, of) == pytest.approx(
        (known.low, known.high), abs=1e-9
    )


def test_wilson_of_nobody_says_nothing():
    assert intervals.wilson(0, 0) == (0.0, 1.0)


def test_a_share_of_nobody_is_no_share():
    assert intervals.share_of(0, 0) is None
    assert intervals.share_of(3, 4).share == 0.75


def test_holm_keeps_the_order_given():
    assert comparisons.holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert comparisons.holm([]) == []


def test_cramers_v_is_corrected_for_bias():
    hits, of = [5, 15], [20, 20]

    statistic = comparisons.chi_square(hits, of)

    assert statistic == pytest.approx(10.0)
    # sqrt(max(0, 0.25 - 1/39) / (1 - 1/39))
    assert comparisons.cramers_v(statistic, 40, 2) == pytest.approx(0.4798574)
    assert comparisons.cramers_v(0.1, 40, 2) == 0.0


@pytest.mark.parametrize(
    ("counts", "p", "v", "verdict"),
    [
        ([(5, 20)], 1.0, 0.0, "too_few"),
        ([(2, 40), (30, 40)], 0.001, 0.6, "differs"),
        ([(2, 40), (30, 40)], 0.001, 0.1, "cannot_tell"),
        ([(100, 200), (104, 200)], 0.7, 0.0, "similar"),
        ([(9, 18), (9, 18)], 1.0, 0.0, "cannot_tell"),  # not significant is not alike
    ],
)
def test_verdict(counts, p, v, verdict):
    shares = [intervals.share_of(hits, of) for hits, of in counts]
    overall = sum(hits for hits, _ in counts) / sum(of for _, of in counts)

    assert comparisons.verdict(shares, overall, p=p, v=v) == verdict


def test_one_small_cell_takes_a_second_with_it():
    values = [[3, 17], [9, 11], [12, 8]]
    cells = [frozenset({0}), frozenset({1}), frozenset({2})]

    gone = suppression.suppressed(values, [[frozenset({0, 1, 2})], cells], k=5)

    assert gone == {(1, 0), (1, 1)}


def test_a_cell_is_suppressed_where_all_but_a_few_are_counted():
    values = [[17, 3], [12, 8], [10, 10]]
    cells = [frozenset({0}), frozenset({1}), frozenset({2})]

    gone = suppression.suppressed(values, [[frozenset({0, 1, 2})], cells], k=5)

    assert (1, 0) in gone
    assert len(gone) == 2


def test_two_small_cells_whose_sum_is_small_take_a_third():
    values = [[1, 20], [2, 20], [9, 20], [12, 20]]
    cells = [frozenset({finest}) for finest in range(4)]

    gone = suppression.suppressed(values, [[frozenset(range(4))], cells], k=5)

    assert gone == {(1, 0), (1, 1), (1, 2)}


def test_a_small_group_does_not_follow_from_its_authority():
    # authority A holds groups 0 and 1: showing A and group 1 would give group 0 away
    values = [[2, 20], [10, 12], [15, 15]]
    total, authorities = [frozenset({0, 1, 2})], [frozenset({0, 1}), frozenset({2})]
    groups = [frozenset({0}), frozenset({1}), frozenset({2})]

    gone = suppression.suppressed(values, [total, authorities, groups], k=5)

    assert {(2, 0), (2, 1)} <= gone
    assert (1, 0) not in gone


def test_a_total_of_a_few_is_suppressed_too():
    gone = suppression.suppressed(
        [[2, 30], [0, 30]],
        [[frozenset({0, 1})], [frozenset({0}), frozenset({1})]],
        k=5,
    )

    assert (0, 0) in gone


def test_a_count_of_a_few_does_not_follow_from_overlapping_cells():
    # {0, 1} and {1, 2} less {0, 2} is twice the two people of 1
    breakdowns = [
        [frozenset({0, 1, 2, 3})],
        [frozenset({0, 1})],
        [frozenset({1, 2})],
        [frozenset({0, 2})],
    ]

    gone = suppression.suppressed([[10], [2], [10], [10]], breakdowns, k=5)

    assert gone == {(1, 0)}


def test_a_secret_does_not_follow_beside_a_cell_without_people():
    parts = [frozenset({0}), frozenset({1}), frozenset({2}), frozenset({3})]

    gone = suppression.suppressed(
        [[10], [0], [11], [12]],
        [[frozenset({0, 1, 2, 3})], parts],
        k=5,
        secret=[frozenset({0})],
    )

    assert gone == {(1, 0), (1, 2)}


def test_what_cells_shown_elsewhere_reveal_takes_no_other_cell_away():
    gone = suppression.suppressed(
        [[10], [2], [10]],
        [[frozenset({0, 1, 2})], [frozenset({0, 1}), frozenset({2})]],
        k=5,
        shown_before=[frozenset({0, 1}), frozenset({0})],
    )

    assert gone == frozenset()


def test_a_cell_to_be_kept_is_suppressed_last():
    values = [[3], [6], [9], [20]]
    parts = [frozenset({finest}) for finest in range(4)]

    gone = suppression.suppressed(
        values, [[frozenset(range(4))], parts], k=5, last=[(1, 1)]
    )

    assert gone == {(1, 0), (1, 2)}


@pytest.mark.parametrize(
    ("values", "fewest", "reveals"),
    [
        ([0, 0], 10, False),
        ([0, 9], 10, True),
        ([0, 10], 10, False),
        ([5, 5], 10, False),
        ([4, 6], 0, True),
        ([5, 1], 0, True),
        ([5, 0], 0, False),
    ],
)
def test_which_counts_reveal_a_few(values, fewest, reveals):
    assert suppression.reveals_few(values, 5, fewest) is reveals


@st.composite
def datasets(draw):
    """Counts of up to eight groups, in authorities and phases of their own."""
    size = draw(st.integers(1, 8))
    counts = st.integers(0, 14)
    values = [[draw(counts), draw(counts)] for _ in range(size)]
    breakdowns = [[frozenset(range(size))]]
    for parts in (draw(st.integers(1, 4)), draw(st.integers(1, 3)), size):
        home = [
            finest if parts == size else draw(st.integers(0, parts - 1))
            for finest in range(size)
        ]
        cells = [
            frozenset(finest for finest in range(size) if home[finest] == part)
            for part in range(parts)
        ]
        breakdowns.append([cell for cell in cells if cell])
    return values, breakdowns, draw(st.integers(5, 8))


@given(datasets())
def test_no_count_of_a_few_follows_from_what_is_shown(dataset):
    values, breakdowns, k = dataset
    gone = suppression.suppressed(values, breakdowns, k=k)
    shown = {
        (number, position): cell
        for number, breakdown in enumerate(breakdowns)
        for position, cell in enumerate(breakdown)
        if (number, position) not in gone
    }

    learned = list(shown.values())
    learned += [a - b for a in shown.values() for b in shown.values() if b < a]
    for whole in shown.values():  # a whole less every set of shown parts of it
        for number in range(len(breakdowns)):
            parts = [c for key, c in shown.items() if key[0] == number and c < whole]
            for count in range(2, len(parts) + 1):
                for some in combinations(parts, count):
                    learned.append(whole.difference(*some))

    hidden = {breakdowns[number][position] for number, position in gone}
    pairs = {a - b for a in shown.values() for b in shown.values() if b < a}
    for cell in learned:
        small = suppression.is_small(
            [sum(values[finest][column] for finest in cell) for column in (0, 1)], k
        )
        whole_rest = cell in hidden or cell in pairs or cell in shown.values()
        assert not (small and whole_rest), (sorted(cell), shown)


@given(datasets())
def test_nothing_is_suppressed_where_no_count_is_small(dataset):
    values, breakdowns, k = dataset
    large = [[value + k for value in row] for row in values]

    assert suppression.suppressed(large, breakdowns, k=k) == frozenset()
