"""docs/edge-cases.md has a line for each case, and names tests that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings

PAGE = Path(settings.BASE_DIR, "docs", "edge-cases.md")
LINE = re.compile(r"(?m)^\| (\d+) \| (.+?) \| (.+) \|$")
TEST = re.compile(r"`(test_\w+)`")
CASES = 45
SHORTEST_REASON = 60


def lines(text: str) -> list[tuple[int, str]]:
    """The number and the last column of each case of a page."""
    return [(int(number), last) for number, _, last in LINE.findall(text)]


def names_of_every_test() -> set[str]:
    """The names of the test functions of every module."""
    modules = Path(settings.BASE_DIR, "tests").rglob("test_*.py")
    found = re.compile(r"(?m)^def (test_\w+)\(")
    return {name for each in modules for name in found.findall(each.read_text())}


def missing(text: str, known: set[str]) -> list[str]:
    """Cases without a test and a reason, and names of tests that do not exist."""
    found = []
    for number, last in lines(text):
        named = TEST.findall(last)
        if not named and len(last) < SHORTEST_REASON:
            found.append(f"{number} has neither a test nor a reason")
        found += [f"{number}: {name}" for name in named if name not in known]
    return found


def test_each_case_has_a_line_and_they_stand_in_order():
    assert [number for number, _ in lines(PAGE.read_text())] == [*range(1, CASES + 1)]


def test_every_test_that_the_page_names_exists():
    assert missing(PAGE.read_text(), names_of_every_test()) == []


@pytest.mark.parametrize(
    ("last", "problem"),
    [
        ("`test_that_nobody_wrote`", "7: test_that_nobody_wrote"),
        ("It does not.", "7 has neither a test nor a reason"),
    ],
)
def test_a_line_that_promises_nothing_is_found(last, problem):
    assert missing(f"| 7 | A case | {last} |", {"test_another"}) == [problem]
