"""What `make test` prints and runs if a service is missing."""

import sys
from pathlib import Path

import pytest

from tests import days, everything, plugin


@pytest.fixture
def stopped_clock(monkeypatch):
    """Each step takes no time."""
    monkeypatch.setattr(everything.time, "monotonic", lambda: 5.0)


@pytest.fixture
def lacking(monkeypatch):
    """`lacking("redis")` hides the named services."""

    def without(*services: str) -> None:
        def find(service: str) -> Path | None:
            return None if service in services else Path("/found")

        monkeypatch.setattr(everything, "find", find)
        monkeypatch.setattr(plugin, "find", find)

    return without


@pytest.mark.parametrize("service", ["postgres", "redis", "chromium"])
@pytest.mark.parametrize(("required", "allowed"), [("", True), ("1", False)])
def test_a_missing_service_is_one_line_or_a_failure(
    service, required, allowed, lacking, monkeypatch, capsys
):
    monkeypatch.setenv("REQUIRE_SERVICES", required)
    lacking(service)

    passes = everything.report_missing()

    assert passes is allowed
    assert capsys.readouterr().out == f"Left out {everything.LEFT_OUT[service]}\n"


def test_real_data_may_be_missing_everywhere(lacking, monkeypatch):
    monkeypatch.setenv("REQUIRE_SERVICES", "1")
    lacking("shared")

    assert everything.report_missing() is True
    with pytest.raises(pytest.skip.Exception):
        plugin.need("shared")


def test_a_test_without_its_service_skips_or_fails(lacking, monkeypatch):
    lacking("redis")

    monkeypatch.setenv("REQUIRE_SERVICES", "")
    with pytest.raises(pytest.skip.Exception, match="apt-get install redis-server"):
        plugin.need("redis")
    monkeypatch.setenv("REQUIRE_SERVICES", "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install redis-server"):
        plugin.need("redis")


def test_only_suites_that_can_run_are_run(lacking):
    lacking("postgres", "chromium")

    steps = everything.suites() | everything.beside()
    assert list(steps) == ["suite on SQLite", "drills"]


def test_a_step_that_fails_in_either_lane_is_named(capfd, stopped_clock):
    failed = everything.run_side_by_side(
        everything.Lane({"one": ["true"], "two": ["false"]}),
        everything.Lane({"three": ["false"], "four": ["echo", "heard"]}),
    )

    assert failed == ["two", "three"]
    assert "heard\n== four: ok (0 s)\n" in capfd.readouterr().out


def test_proofs_run_the_long_forms(lacking):
    lacking("postgres")

    steps = everything.long_forms(Path("/figures"))

    assert list(steps) == ["long forms on SQLite"]
    assert steps["long forms on SQLite"][-2:] == [
        "--db=sqlite",
        "--figures=/figures/long forms on SQLite",
    ]


def test_proofs_run_the_suite_on_each_awkward_day():
    steps = everything.suites_on(days.AWKWARD_DAYS)

    assert list(steps)[0] == "suite on 31 July 2026 09:00"
    assert len(steps) == 10
    assert steps["suite on 25 October 2026 01:30"][-4:] == [
        "--db=sqlite",
        "--day=2026-10-25 01:30",
        "-m",
        "not drill",
    ]


def test_the_page_of_proofs_is_written_whole(tmp_path, monkeypatch, stopped_clock):
    page = tmp_path / "proofs.md"
    page.write_text("What an earlier run left.")
    monkeypatch.setattr(everything, "PROOFS", page)
    monkeypatch.setattr(everything, "commit", lambda: "abc1234+")
    measure = "import sys; open(sys.argv[1], 'w').write('[[\"lost seats\", \"0\"]]')"

    def long_forms(folder):
        return {"races": [sys.executable, "-c", measure, folder / "races"]}

    def suites_on(awkward_days):
        return {f"{day:%-d %B %Y}": ["false"] for day in awkward_days}

    monkeypatch.setattr(everything, "long_forms", long_forms)
    monkeypatch.setattr(everything, "suites_on", suites_on)

    one_lane = ["31 July 2026", "31 August 2026", "2 September 2026"]
    one_lane += ["31 December 2026", "29 February 2028"]
    other_lane = ["15 August 2026", "1 September 2026", "25 October 2026"]
    other_lane += ["28 February 2028", "28 March 2027"]
    assert everything.run_proofs() == [*one_lane, *other_lane]
    lines = page.read_text().splitlines()
    assert lines[0] == "# Proofs"
    assert lines[2].startswith("Written by `make proofs`: commit abc1234+, ")
    assert lines[4:] == [
        "| step | outcome |",
        "|---|---|",
        "| races | ok (0 s) |",
        *(f"| {day} | FAILED (0 s) |" for day in [*one_lane, *other_lane]),
        "",
        "## Races",
        "",
        "| what | figure |",
        "|---|---|",
        "| lost seats | 0 |",
    ]
