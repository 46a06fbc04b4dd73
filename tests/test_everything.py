"""What `make test` prints and runs if a service is missing."""

from pathlib import Path

import pytest

from tests import everything, plugin


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


def test_a_step_that_fails_in_either_lane_is_named(capfd):
    failed = everything.run_side_by_side(
        {"one": ["true"], "two": ["false"]},
        {"three": ["false"], "four": ["echo", "heard"]},
    )

    assert failed == ["two", "three"]
    assert "heard\n== four: ok (0 s)\n" in capfd.readouterr().out
