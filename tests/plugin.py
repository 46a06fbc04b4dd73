"""pytest plugin, loaded with -p: it chooses the database before settings are read.

--db=sqlite (a file, so that child processes see it) or --db=postgres (a
throw-away cluster, or the one that DATABASE_URL names)
--proofs    the long forms, of tests that have one
--figures   a file for what the tests measured, from which `make proofs` makes its page
--template  a file: a migrated SQLite database, made at the first run and copied by
            every later one (for `make mutants`, which starts pytest hundreds of times)
--seed      chooses the run's awkward day; a new one each day
--day       the awkward day, as "2026-08-15" or "2026-08-15 23:30"

Tests marked `any_day` run on the awkward day, and on each of them with --proofs. The
mark's scope is that of the fixture `now`, for fixtures that serve a whole module.
"""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.db import connections

from tests import days
from tests.servers import Postgres, Redis, find, find_postgres
from workgroups.words import LONDON

# Settings of a developer's own site must not reach the tests.
NOT_OURS = [
    *("REDIS_URL", "EMAIL_URL", "FILES_URL", "SITE_URL", "MAIL_FROM"),
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "HUBSITE_ENV", "HUBSITE_DEBUG"),
    "TRUSTED_PROXIES",
]
HOW_TO_GET = {
    "postgres": "PostgreSQL is not installed (apt-get install postgresql)",
    "redis": "Redis is not installed (apt-get install redis-server)",
    "chromium": "Chromium is not installed (apt-get install chromium)",
    "shared": "../shared/data is not beside the checkout",
}
BROWSER = Path(__file__).resolve().parent / "browser"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_blocker"}
STATE = pytest.StashKey[dict]()
SEED = pytest.StashKey[int]()

hypothesis.settings.register_profile(
    "short", max_examples=30, deadline=None, derandomize=True, database=None
)
hypothesis.settings.register_profile(
    "proofs", max_examples=2000, deadline=None, database=None
)


def services_required() -> bool:
    return os.environ.get("REQUIRE_SERVICES") == "1"


def need(service: str) -> None:
    """Skip if this machine lacks the service; fail if services are required."""
    if find(service):
        return
    if services_required() and service != "shared":
        pytest.fail(HOW_TO_GET[service])
    pytest.skip(HOW_TO_GET[service])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.addoption("--proofs", action="store_true", help="the long forms")
    parser.addoption("--figures", type=Path, help="a file for what was measured")
    parser.addoption("--template", type=Path, help="a migrated database to copy")
    parser.addoption("--seed", type=int, help="chooses the day (new each day)")
    parser.addoption("--day", help="the day of tests that are marked any_day")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Choose the database before pytest-django reads the settings."""
    for name in NOT_OURS:
        os.environ.pop(name, None)
    var = Path(tempfile.mkdtemp(prefix="hubsite-var-"))
    os.environ["HUBSITE_VAR"] = str(var)
    early_config.stash[STATE] = state = {"var": var, "figures": []}
    given = os.environ.pop("DATABASE_URL", "")
    if early_config.known_args_namespace.db == "postgres":
        state["server"] = None if given.startswith("postgres") else start_postgres()
        os.environ["DATABASE_URL"] = state["server"].url if state["server"] else given
    return (yield)


def start_postgres() -> Postgres:
    if not find_postgres():
        raise pytest.UsageError(f"{HOW_TO_GET['postgres']}; or set DATABASE_URL")
    return Postgres().__enter__()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile(
        "proofs" if config.getoption("proofs") else "short"
    )
    if config.getoption("db") == "sqlite":
        file = config.stash[STATE]["var"] / "test.sqlite3"
        connections.settings["default"]["TEST"]["NAME"] = str(file)
        use_template(config, file)

    config.stash[SEED] = config.getoption("seed") or seed_today()
    config.option.randomly_seed = config.stash[SEED]


def use_template(config: pytest.Config, file: Path) -> None:
    template = config.getoption("template")
    if template:
        config.option.reuse_db = True
        if template.exists():
            shutil.copy(template, file)
        else:
            config.stash[STATE]["keep"] = (file, template)


def seed_today() -> int:
    return int(f"{date.today():%Y%m%d}")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print how to run the same tests again, also with -q."""
    day = day_of_run(config).astimezone(LONDON)
    seed = f"--db={config.getoption('db')} --seed={config.stash[SEED]}"
    terminalreporter.write_line(f"Again: {seed} --day='{day:%Y-%m-%d %H:%M}'")


def day_of_run(config: pytest.Config) -> datetime:
    """The awkward day that was asked for, or the one that the seed chooses."""
    asked = config.getoption("day")
    return days.parse_day(asked) if asked else days.awkward_day(config.stash[SEED])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that is marked any_day its days, as the fixture `now`."""
    mark = metafunc.definition.get_closest_marker("any_day")
    if mark is None:
        return
    in_full = metafunc.config.getoption("proofs") or mark.kwargs.get("each")
    run = [day_of_run(metafunc.config)]
    given = [day.astimezone(UTC) for day in days.AWKWARD_DAYS] if in_full else run
    names = [f"{day.astimezone(LONDON):%Y-%m-%d-%H%M}" for day in given]
    scope = mark.kwargs.get("scope", "function")
    metafunc.parametrize("now", given, ids=names, scope=scope)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Set the clock before the test's fixtures are made, those of modules included."""
    day = day_of(item)
    if day is None:
        return (yield)
    on_friday = item.get_closest_marker("friday") is not None
    with time_machine.travel(day, tick=not on_friday):
        return (yield)


def day_of(item: pytest.Item) -> datetime | None:
    """The time at which a test begins; None is the machine's."""
    if item.get_closest_marker("drill") or BROWSER in item.path.parents:
        return None
    if item.get_closest_marker("any_day"):
        return item.callspec.params["now"]
    if item.get_closest_marker("friday"):
        return days.FRIDAY
    return day_of_run(item.config)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Deselect drills of the other database, and tests that need no PostgreSQL.

    With --proofs only tests with a long form run, on PostgreSQL all of them. Tests that
    empty the database come last.
    """
    items.sort(key=empties_the_database)
    here, in_full = config.getoption("db"), config.getoption("proofs")
    taken = [
        item
        for item in items
        if (here in databases(item) or (in_full and here == "postgres"))
        and (not in_full or has_long_form(item))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in taken])
    items[:] = taken


def has_long_form(item: pytest.Item) -> bool:
    """Whether --proofs makes a test longer, or the test measures something."""
    marks = ("drill", "any_day", "long_form")
    if any(item.get_closest_marker(mark) for mark in marks):
        return True
    if hasattr(getattr(item, "obj", None), "hypothesis"):
        return True
    return bool({"rounds", "figure"} & set(getattr(item, "fixturenames", [])))


def empties_the_database(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    in_transaction = mark is None or not mark.kwargs.get("transaction")
    fixtures = set(getattr(item, "fixturenames", []))
    return not in_transaction or bool(fixtures & {"transactional_db", "live_server"})


def databases(item: pytest.Item) -> set[str]:
    """The databases on which a test runs."""
    drill = item.get_closest_marker("drill")
    if drill:
        return {str(each) for each in drill.args} or {"sqlite"}
    if item.get_closest_marker("one_database"):
        return {"sqlite"}
    fixtures = set(getattr(item, "fixturenames", []))
    uses_one = item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES
    return {"sqlite", "postgres"} if uses_one else {"sqlite"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collect the browser suite only if named: its event loop disturbs other tests."""
    if collection_path == BROWSER and not names_browser(config):
        return True
    return None


def names_browser(config: pytest.Config) -> bool:
    return any("tests/browser" in str(arg) for arg in config.invocation_params.args)


def pytest_unconfigure(config: pytest.Config) -> None:
    state = config.stash.get(STATE, {})
    if config.getoption("figures", None):
        config.getoption("figures").write_text(json.dumps(state.get("figures", [])))
    if state.get("server"):
        state["server"].close()
    if "keep" in state and state["keep"][0].exists():
        file, template = state["keep"]
        with sqlite3.connect(file) as database:
            database.execute("VACUUM INTO ?", [str(template)])
    if state:
        shutil.rmtree(state["var"], ignore_errors=True)


@pytest.fixture
def need_service() -> Callable[[str], None]:
    """`need_service("shared")` for a test that needs a service only in some cases."""
    return need


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """Repetitions of a race or a fault: 20, or 200 under `make proofs`."""
    return 200 if request.config.getoption("proofs") else 20


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """`figure("killed worker: finished after", "31 s")` is a line of docs/proofs.md."""
    figures = request.config.stash[STATE]["figures"]
    return lambda what, value: figures.append((what, str(value)))


@pytest.fixture
def shared_data() -> Path:
    """The folder of real public data beside the checkout; the test skips without it."""
    need("shared")
    folder = find("shared")
    assert folder
    return folder


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    """A Redis for this test at `.url`; stop() and start() keep its port."""
    need("redis")
    with Redis() as server:
        yield server


@pytest.fixture
def child_environment(settings) -> dict[str, str]:
    """Environment for real processes on this test's database and folders.

    Use with `@pytest.mark.django_db(transaction=True)`: a child sees what is
    committed. Add REDIS_URL or EMAIL_URL to it where a drill needs them.
    """
    database = settings.DATABASES["default"]
    name = str(database["NAME"])
    if "sqlite" in database["ENGINE"]:
        url = f"sqlite:///{name}"
    else:
        head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        url = f"{head}/{name}"
    return {**os.environ, "DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY}
