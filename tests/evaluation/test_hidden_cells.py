"""Suppression cell by cell: which one goes, in which order, and which stay."""

import pytest

from evaluation import suppression
from evaluation.suppression import Combinations, suppressed


def cells(*groups: str) -> list[frozenset[int]]:
    """Cells of finest cells, each written as digits: "012" is {0, 1, 2}."""
    return [frozenset(int(digit) for digit in group) for group in groups]


def one_each(number: int) -> list[frozenset[int]]:
    return [frozenset({finest}) for finest in range(number)]


def parts_hidden(counts, *, k=5, **options) -> set:
    """What is hidden of the parts of one total; positions of parts only."""
    whole = [frozenset(range(len(counts)))]
    values = [[count] for count in counts]
    gone = suppressed(values, [whole, one_each(len(counts))], k=k, **options)
    return {position for number, position in gone if number == 1} | (
        {"total"} if (0, 0) in gone else set()
    )


@pytest.mark.parametrize(
    ("values", "k", "small"),
    [
        ([], 5, False),
        ([0], 5, False),
        ([1], 5, True),
        ([4], 5, True),
        ([5], 5, False),
        ([1], 1, False),
        ([9, 0, 4], 5, True),
        ([9, 0, 5], 5, False),
    ],
)
def test_a_count_of_one_to_four_is_small(values, k, small):
    assert suppression.is_small(values, k) is small


@pytest.mark.parametrize(
    ("values", "fewest", "reveals"),
    [
        ([0, 0], 10, False),
        ([9, 0], 10, True),
        ([0, 10], 10, False),
        ([0, 6], 7, True),
        ([0, 7], 7, False),
        ([0, 7], 0, False),
        ([0, 1], 1, True),
        ([6, 6], 99, True),
    ],
)
def test_hits_and_misses_of_few_people_reveal_them(values, fewest, reveals):
    assert suppression.reveals_few(values, 5, fewest) is reveals


def test_fewer_than_ten_answers_are_not_broken_down():
    assert suppression.FEWEST_TO_BREAK_DOWN == 10


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([10, 20, 30], set()),
        ([3, 20, 30], {0, 1}),
        ([20, 3, 30], {0, 1}),
        ([30, 20, 3], {1, 2}),
        ([3, 4, 30], {0, 1}),  # together seven
        ([1, 2, 30, 40], {0, 1, 2}),  # together three
        ([2, 3, 30, 40], {0, 1}),  # together five
        ([0, 20, 30], set()),
        ([0, 3, 20, 30], {1, 2}),
        ([3, 0, 0, 20], {0, 3}),
        ([3], {0, "total"}),
        ([0, 3], {1, "total"}),
        ([1, 1, 1], {0, 1, 2, "total"}),
        ([], set()),
    ],
)
def test_the_smallest_part_that_helps_is_hidden_with_a_small_one(counts, hidden):
    assert parts_hidden(counts) == hidden


def test_of_equal_parts_the_first_is_hidden():
    assert parts_hidden([3, 20, 20, 20]) == {0, 1}
    assert parts_hidden([20, 20, 20, 3]) == {0, 3}


def test_all_columns_of_a_cell_count_for_its_size():
    values = [[3, 9], [6, 30], [20, 6]]

    gone = suppressed(values, [cells("012"), one_each(3)], k=5)

    assert gone == {(1, 0), (1, 2)}  # 26 people are fewer than 36


def test_the_parts_of_a_known_total():
    assert suppression.suppress_parts([3, 20, 30], 5) == [None, None, 30]
    assert suppression.suppress_parts([6, 20, 30], 5) == [6, 20, 30]
    assert suppression.suppress_parts([6, 20, 30], 7) == [None, None, 30]
    assert suppression.suppress_parts([0, 20], 5) == [0, 20]
    assert suppression.suppress_parts([], 5) == []


@pytest.mark.parametrize(
    ("options", "hidden"),
    [
        ({"fewest": 11}, {0, 1}),
        ({"fewest": 10}, set()),
        ({"too_few": cells("1")}, {1}),
        ({"secret": cells("1")}, {0, 1}),
        ({"reveals": lambda row: row == (20,)}, {0, 1}),
    ],
)
def test_what_else_hides_a_cell(options, hidden):
    assert parts_hidden([10, 20], **options) - {"total"} == hidden


def test_a_cell_with_too_few_may_follow_from_others_and_a_secret_may_not():
    breakdowns = [cells("012"), one_each(3)]
    values = [[10], [20], [30]]

    with_few = suppressed(values, breakdowns, k=5, too_few=cells("1"))
    with_secret = suppressed(values, breakdowns, k=5, secret=cells("1"))

    assert with_few == {(1, 1)}
    assert with_secret == {(1, 1), (1, 0)}


def test_own_reasons_replace_the_usual_ones():
    assert parts_hidden([3, 20, 30], reveals=lambda row: False) == set()


def test_linked_cells_are_shown_together_or_not_at_all():
    values = [[3], [20], [30], [40]]
    breakdowns = [cells("0123"), one_each(4)]

    one = suppressed(values, breakdowns, k=5, linked=[[(1, 1), (1, 3)]])
    none = suppressed(values, breakdowns, k=5, linked=[[(1, 2), (1, 3)]])
    small = suppressed(values, breakdowns, k=5, linked=[[(1, 0), (1, 3)]])

    assert one == {(1, 0), (1, 1), (1, 3)}
    assert none == {(1, 0), (1, 1)}
    assert small == {(1, 0), (1, 3)}


def test_a_linked_cell_of_another_breakdown_goes_too():
    values = [[3], [20], [30]]
    breakdowns = [cells("012"), one_each(3), cells("01", "2")]

    gone = suppressed(values, breakdowns, k=5, linked=[[(1, 0), (2, 0)]])

    assert gone == {(1, 0), (1, 1), (2, 0)}


def test_cells_to_be_kept_go_only_where_no_other_helps():
    assert parts_hidden([3, 6, 9, 20], last=[(1, 1)]) == {0, 2}
    assert parts_hidden([3, 6, 9, 20], last=[(1, 1), (1, 2)]) == {0, 3}
    assert parts_hidden([3, 6, 9, 20], last=[(1, 1), (1, 2), (1, 3)]) == {*(0, "total")}


def test_what_is_shown_elsewhere_counts_as_shown():
    """The total is shown elsewhere, so a second part goes with the small one."""
    values = [[3], [20], [30]]

    alone = suppressed(values, [one_each(3)], k=5)
    beside = suppressed(values, [one_each(3)], k=5, shown_before=cells("012"))

    assert alone == {(0, 0)}
    assert beside == {(0, 0), (0, 1)}


def test_a_secret_that_is_shown_elsewhere_is_no_secret_any_more():
    values = [[10], [20], [30]]
    breakdowns = [cells("012"), one_each(3)]

    gone = suppressed(
        values, breakdowns, k=5, secret=cells("1"), shown_before=cells("1")
    )

    assert gone == {(1, 1)}


def test_what_is_left_of_a_total_is_protected_though_it_is_no_cell():
    # {2} is left where {0} and {1} are taken from all
    values = [[10], [11], [3]]

    gone = suppressed(values, [cells("012"), cells("0", "1")], k=5)

    assert gone == {(1, 0)}


def test_the_overlap_of_two_cells_is_protected():
    # {0, 1} and {1, 2} and all of them: the sum less the whole is {1}
    values = [[10], [3], [10]]

    gone = suppressed(values, [cells("012"), cells("01"), cells("12")], k=5)

    assert gone == {(1, 0)}


def test_people_in_no_part_are_known_to_be_nobody():
    # {1} has nobody, so {0, 1} shown gives {0}, which is small, away
    values = [[3], [0], [20], [30]]
    breakdowns = [cells("0123"), one_each(4), cells("01", "23")]

    gone = suppressed(values, breakdowns, k=5)

    assert (2, 0) in gone
    assert (1, 1) not in gone


# --- what shown cells give together


def span_of(*groups: str) -> Combinations:
    shown = {(1, at): cell for at, cell in enumerate(cells(*groups))}
    return Combinations(shown, list(shown))


@pytest.mark.parametrize(
    ("groups", "target", "weights"),
    [
        (("0", "1"), "01", {(1, 0): 1, (1, 1): 1}),
        (("01", "1"), "0", {(1, 0): 1, (1, 1): -1}),
        (("012", "01", "12"), "1", {(1, 0): -1, (1, 1): 1, (1, 2): 1}),
        (("01", "12", "2"), "0", {(1, 0): 1, (1, 1): -1, (1, 2): 1}),
        (("01",), "0", {}),
        (("01", "23"), "0123", {(1, 0): 1, (1, 1): 1}),
        (("01", "01", "1"), "0", {(1, 0): 1, (1, 2): -1}),
    ],
)
def test_sums_and_differences_of_shown_cells(groups, target, weights):
    span = span_of(*groups)
    (cell,) = cells(target)
    prime = 2**61 - 1

    found = span.weights_for(cell)

    assert found == {key: weight % prime for key, weight in weights.items()}
    assert sorted(span.combination_for(cell)) == sorted(weights)


def test_weights_that_are_no_whole_numbers_give_the_right_sum():
    # half of {0, 1} + {0, 2} - {1, 2} is {0}
    span = span_of("01", "02", "12")
    counts = {(1, 0): 7, (1, 1): 9, (1, 2): 10}

    assert suppression.sum_of(span.weights_for(frozenset({0})), counts) == 3
    assert suppression.sum_of(span.weights_for(frozenset({1})), counts) == 4


@pytest.mark.parametrize(
    ("weights", "counts", "total"),
    [
        ({}, {}, 0),
        ({(1, 0): 1, (1, 1): 1}, {(1, 0): 3, (1, 1): 4}, 7),
        ({(1, 0): 1, (1, 1): 2**61 - 2}, {(1, 0): 3, (1, 1): 4}, -1),
        ({(1, 0): 2**61 - 2}, {(1, 0): 5}, -5),
        ({(1, 0): 1}, {(1, 0): 2**60 - 1}, 2**60 - 1),
        ({(1, 0): 1}, {(1, 0): 2**60}, 2**60 - (2**61 - 1)),
    ],
)
def test_a_sum_modulo_the_prime_may_be_negative(weights, counts, total):
    assert suppression.sum_of(weights, counts) == total


WHOLE, FIRST, SECOND, THIRD = (0, 0), (1, 0), (1, 1), (1, 2)


@pytest.mark.parametrize(
    ("counts", "more", "options", "hidden"),
    [
        # what two cells elsewhere give away needs no other cell
        ([1, 10], [], {"shown_before": cells("01", "1")}, {FIRST, SECOND}),
        ([3, 3], [], {"shown_before": cells("01", "1")}, {FIRST, SECOND}),
        # nobody is in the first part, so the second is the secret total
        ([0, 11], [], {"secret": cells("01")}, {WHOLE, SECOND}),
        ([6, 11], [], {"secret": cells("01")}, {WHOLE, FIRST}),
        # a secret is hidden itself; its total stands elsewhere, so it may stay
        (
            [6, 0],
            [],
            {"secret": cells("0"), "shown_before": cells("01")},
            {FIRST},
        ),
        # the total goes before a part that is to be kept
        ([1, 7], [], {"last": [SECOND]}, {WHOLE, FIRST}),
        # of the same cell elsewhere twice nothing can be taken away
        ([10, 3], [], {"shown_before": cells("0", "0")}, {WHOLE, FIRST, SECOND}),
        # the total less a part elsewhere leaves four people
        ([1, 3, 3], [], {"shown_before": cells("1")}, {WHOLE, FIRST, SECOND, THIRD}),
        # the second part stands in a breakdown of its own too
        ([1, 6, 6], [cells("1")], {}, {FIRST, SECOND, THIRD}),
        # cells that overlap, of which two stand elsewhere
        (
            [11, 3, 11],
            [cells("01", "0"), cells("2")],
            {"shown_before": cells("1", "01")},
            {FIRST, SECOND, (2, 1)},
        ),
        # four people are in none of the parts that stand elsewhere
        (
            [11, 3, 1, 6],
            [],
            {"shown_before": cells("03")},
            {WHOLE, SECOND, THIRD, (1, 3)},
        ),
    ],
)
def test_which_cells_go_beside_secrets_and_cells_elsewhere(
    counts, more, options, hidden
):
    parts = one_each(len(counts))
    whole = [frozenset(range(len(counts)))]

    gone = suppressed(
        [[each] for each in counts], [whole, parts, *more], k=5, **options
    )

    assert gone == hidden
