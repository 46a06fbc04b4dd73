"""Statistics against figures that scipy or a formula on paper gave."""

from dataclasses import FrozenInstanceError

import pytest

from evaluation.statistics import comparisons, intervals
from evaluation.statistics.intervals import Share


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775328),
        (1, 10, 0.0178762, 0.4041500),
        (5, 10, 0.2365931, 0.7634069),
        (10, 10, 0.7224672, 1.0),
        (55, 110, 0.4081524, 0.5918476),
        (1, 1, 0.2065493, 1.0),
        (0, 1, 0.0, 0.7934507),
        (3, 4, 0.3006418, 0.9544127),
    ],
)
def test_the_wilson_interval(hits, of, low, high):
    assert intervals.wilson(hits, of) == pytest.approx((low, high), abs=1e-7)


@pytest.mark.parametrize(("hits", "of", "ends"), [(0, 3, 0), (7, 7, 1), (0, 400, 0)])
def test_an_interval_ends_exactly_at_nobody_and_at_everybody(hits, of, ends):
    assert intervals.wilson(hits, of)[ends] == float(ends)


def test_an_interval_of_nobody_says_nothing():
    assert intervals.wilson(0, 0) == (0.0, 1.0)
    assert intervals.share_of(0, 0) is None


def test_a_share_names_its_parts_and_cannot_be_changed():
    share = intervals.share_of(1, 4)

    assert (share.hits, share.of, share.share) == (1, 4, 0.25)
    assert (share.low, share.high) == pytest.approx((0.0455873, 0.6993582), abs=1e-7)
    with pytest.raises(FrozenInstanceError):
        share.hits = 2


def test_expected_counts_of_hits_and_misses():
    expected = comparisons.expected_counts([3, 9], [10, 30])

    assert expected == pytest.approx([3.0, 7.0, 9.0, 21.0])
    assert comparisons.expected_counts([1, 4], [10, 10]) == [2.5, 7.5, 2.5, 7.5]


@pytest.mark.parametrize(
    ("hits", "of", "statistic"),
    [
        ([1, 4], [10, 10], 2.4),
        ([5, 15], [20, 20], 10.0),
        ([10, 20, 30], [40, 40, 40], 20.0),
        ([0, 0], [10, 20], 0.0),
        ([10, 20], [10, 20], 0.0),
        ([1, 2], [10, 20], 0.0),
    ],
)
def test_chi_square(hits, of, statistic):
    assert comparisons.chi_square(hits, of) == pytest.approx(statistic)


def test_chi_square_needs_a_total_for_each_group():
    with pytest.raises(ValueError, match="zip"):
        comparisons.chi_square([1, 2], [10])


@pytest.mark.parametrize(
    ("statistic", "n", "groups", "v"),
    [
        (10.0, 40, 2, 0.4798574),
        (20.0, 120, 3, 0.3887544),
        (12.0, 50, 3, 0.4509250),
        (4.0, 2, 2, 0.0),
        (9.0, 3, 3, 0.0),  # one person in each group
        (60.0, 50, 40, 0.6422616),
        (3.0, 3, 2, 1.0),
        (0.5, 40, 2, 0.0),
        (9.0, 1, 2, 0.0),
        (9.0, 40, 1, 0.0),
        (9.0, 40, 0, 0.0),
        (9.0, 0, 3, 0.0),
    ],
)
def test_cramers_v(statistic, n, groups, v):
    assert comparisons.cramers_v(statistic, n, groups) == pytest.approx(v, abs=1e-7)


@pytest.mark.parametrize(
    ("ps", "adjusted"),
    [
        ([], []),
        ([0.03], [0.03]),
        ([0.04, 0.01, 0.03], [0.06, 0.03, 0.06]),
        ([0.01, 0.011, 0.9], [0.03, 0.03, 0.9]),
        ([0.6, 0.7], [1.0, 1.0]),
        ([0.2, 0.001, 0.02, 0.4], [0.4, 0.004, 0.06, 0.4]),
    ],
)
def test_holm(ps, adjusted):
    assert comparisons.holm(ps) == pytest.approx(adjusted)


def shares(*edges: tuple[float, float]) -> list[Share]:
    """Groups of which only the ends of the interval matter."""
    return [Share(0, 1, 0.0, low, high) for low, high in edges]


WIDE = shares((0.0, 1.0), (0.0, 1.0))
NEAR = shares((0.4, 0.6), (0.4, 0.6))


@pytest.mark.parametrize(
    ("groups", "p", "v", "verdict"),
    [
        ([], 0.01, 0.5, "too_few"),
        (WIDE[:1], 0.01, 0.5, "too_few"),
        (WIDE, 0.01, 0.5, "differs"),
        (WIDE, 0.049, 0.2, "differs"),
        (WIDE, 0.05, 0.5, "cannot_tell"),
        (WIDE, 0.01, 0.19, "cannot_tell"),
        (NEAR, 0.01, 0.5, "differs"),
        (NEAR, 0.05, 0.5, "similar"),
        (NEAR, 0.01, 0.19, "similar"),
        (shares((0.31, 0.69), (0.5, 0.5)), 1.0, 0.0, "similar"),
        (shares((0.29, 0.6), (0.5, 0.5)), 1.0, 0.0, "cannot_tell"),
        (shares((0.5, 0.5), (0.4, 0.71)), 1.0, 0.0, "cannot_tell"),
        (shares((0.1, 0.2), (0.8, 0.9)), 1.0, 0.0, "cannot_tell"),
    ],
)
def test_the_verdict_on_groups(groups, p, v, verdict):
    assert comparisons.verdict(groups, 0.5, p=p, v=v) == verdict


def test_an_edge_exactly_twenty_points_away_is_near():
    assert comparisons.verdict(shares((0.0, 0.2), (0.0, 0.2)), 0.0, p=1, v=0) == (
        "similar"
    )
    assert comparisons.verdict(shares((0.0, 0.2), (0.0, 0.21)), 0.0, p=1, v=0) == (
        "cannot_tell"
    )


@pytest.mark.parametrize(
    ("effect", "p", "direction"),
    [
        (0.5, 0.049, "higher"),
        (-0.5, 0.049, "lower"),
        (0.0, 0.01, "cannot_tell"),
        (0.5, 0.05, "cannot_tell"),
        (-0.5, 0.06, "cannot_tell"),
        (0.001, 0.0, "higher"),
        (-0.001, 0.0, "lower"),
        (2.0, 0.01, "higher"),
    ],
)
def test_the_direction_of_a_change(effect, p, direction):
    assert comparisons.direction(effect, p=p) == direction
