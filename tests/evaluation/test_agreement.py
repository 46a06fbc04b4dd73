"""Agreement of coders against published worked examples."""

import pytest

from evaluation.statistics import agreement
from evaluation.statistics.agreement import Table

#: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": four observers and
#: twelve units, some of them not seen by all. One line for each unit.
FOUR_OBSERVERS = [
    *([1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2]),
    *([1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5]),
    *([1, 1], [3]),
]
#: The same, section A: two observers and ten units of yes or no.
TWO_OBSERVERS = [
    *([0, 1], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [1, 0], [0, 0]),
]


@pytest.mark.parametrize(
    ("cells", "observed", "kappa", "pabak"),
    [
        ((40, 9, 6, 45), 0.85, 0.6995, 0.70),  # Feinstein and Cicchetti (1990)
        ((80, 10, 5, 5), 0.85, 0.3182, 0.70),  # the same: as much agreement, less kappa
        ((20, 5, 10, 15), 0.70, 0.4000, 0.40),  # fifty grant proposals, two readers
        ((45, 15, 25, 15), 0.60, 0.1304, 0.20),
        ((25, 35, 5, 35), 0.60, 0.2593, 0.20),
        ((10, 0, 0, 10), 1.0, 1.0, 1.0),
        ((0, 10, 10, 0), 0.0, -1.0, -1.0),
    ],
)
def test_kappa_and_pabak_of_published_tables(cells, observed, kappa, pabak):
    table = Table(*cells)

    assert agreement.observed(table) == pytest.approx(observed, abs=5e-5)
    assert agreement.kappa(table) == pytest.approx(kappa, abs=5e-5)
    assert agreement.pabak(table) == pytest.approx(pabak, abs=5e-5)


@pytest.mark.parametrize("cells", [(0, 0, 0, 0), (0, 0, 0, 12), (12, 0, 0, 0)])
def test_kappa_is_not_said_where_there_is_nothing_to_agree_on(cells):
    table = Table(*cells)

    assert agreement.kappa(table) is None
    assert agreement.kappa_interval(table) == (None, None)
    assert agreement.guide_words(None) == "not to be said: it was always or never given"


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        (FOUR_OBSERVERS, 0.743),
        (TWO_OBSERVERS, 0.095),
        ([[1, 1], [2, 2]], 1.0),
        ([[1, 1], [1, 1]], None),
        ([[1], [2]], None),
        ([], None),
    ],
)
def test_alpha_of_published_units(units, alpha):
    found = agreement.alpha(units)

    assert found == (None if alpha is None else pytest.approx(alpha, abs=5e-4))


def test_a_bootstrap_interval_holds_kappa_and_is_the_same_each_time():
    table = Table(40, 9, 6, 45)

    low, high = agreement.kappa_interval(table)

    # The asymptotic interval (Fleiss, Cohen and Everitt, 1969) is 0.56 to 0.84.
    assert (low, high) == pytest.approx((0.56, 0.84), abs=0.02)
    assert agreement.kappa_interval(table) == (low, high)
    wide_low, wide_high = agreement.kappa_interval(Table(8, 2, 1, 9))
    assert wide_high - wide_low > high - low


def test_pairs_are_counted_into_a_table():
    pairs = [(True, True), (True, False), (True, False), (False, False), (False, True)]

    assert agreement.table_of(pairs) == Table(1, 2, 1, 1)
    assert agreement.agreement(pairs).observed == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("kappa", "word"),
    [
        (-0.3, "no more than by chance"),
        (0.0, "no more than by chance"),
        (0.2, "slight"),
        (0.21, "fair"),
        (0.6, "moderate"),
        (0.61, "substantial"),
        (0.81, "almost complete"),
        (1.0, "almost complete"),
    ],
)
def test_a_guide_word_says_how_far(kappa, word):
    assert agreement.guide_words(kappa) == word
