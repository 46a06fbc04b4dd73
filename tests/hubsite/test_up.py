"""`manage.py up`: its output, its preparation, and its three child processes."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hubsite.management.commands import up
from tests.factories import make_hub
from tests.servers import free_port, is_alive, wait_until

ROOT = Path(__file__).resolve().parents[2]
AGAIN = "The web process had ended; starting it again."
SEND = "from hubsite.celery import app; app.send_task('tests.slow_job', [{!r}])"


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """Names of the commands that `up` calls; none of them runs."""
    names: list[str] = []
    monkeypatch.setattr(up, "call_command", lambda name, **_: names.append(name))
    return names


def test_a_port_in_use_stops_the_start(called):
    with socket.socket() as other:
        other.bind((up.HOST, 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError) as refusal:
            call_command("up", port=port)

    assert str(refusal.value) == (
        f"Port {port} is in use by another program: stop that one, or choose "
        f"another port, for example make run PORT={port + 1}."
    )
    assert called == []


@pytest.mark.parametrize("text", ["", "web", "-1", "0", "65536", "8000x", "80 "])
def test_an_invalid_port_is_refused(text):
    with pytest.raises(ArgumentTypeError):
        up.port_number(text)


@pytest.mark.django_db
def test_an_empty_database_is_filled_with_the_sample(called):
    assert up.Command().prepare()
    assert called == ["migrate", "sample"]


@pytest.mark.django_db
def test_a_database_with_a_hub_is_not_changed(called):
    make_hub()

    assert not up.Command().prepare()
    assert called == ["migrate"]


@pytest.mark.parametrize(("filled", "begun"), [(True, 1), (False, 0)])
def test_after_filling_the_command_begins_again_as_a_small_process(
    monkeypatch, filled, begun
):
    again: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(up.os, "execv", lambda *given: again.append(given))
    monkeypatch.setattr(up.signal, "signal", lambda *_: None)
    monkeypatch.setattr(up.Command, "prepare", lambda _: filled)
    monkeypatch.setattr(up.Command, "serve", lambda *_: None)

    call_command("up", port=free_port())

    assert again == [(sys.executable, sys.orig_argv)] * begun


@pytest.mark.django_db
def test_production_never_gets_the_sample(called, settings):
    settings.PRODUCTION = True

    up.Command().prepare()

    assert called == ["migrate"]


def test_emails_link_to_the_port_unless_a_site_is_named(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    own = up.environment(8123)["SITE_URL"]
    monkeypatch.setenv("SITE_URL", "https://hub.example.org")
    named = up.environment(8123)["SITE_URL"]

    assert (own, named) == ("http://127.0.0.1:8123", "https://hub.example.org")


def test_the_sign_ins_are_printed_with_the_current_port(settings, monkeypatch, capsys):
    monkeypatch.delenv("SITE_URL", raising=False)
    file = settings.VAR / "sample-sign-ins.txt"
    file.write_text(f"Sign in at {settings.SITE_URL}/accounts/login/\n")

    up.Command().print_urls(8123)

    file.unlink()
    assert capsys.readouterr().out == (
        "Sign in at http://127.0.0.1:8123/accounts/login/\n\n"
        "Hubsite is at http://127.0.0.1:8123/ (Ctrl-C stops everything)\n"
    )


def test_children_write_under_var_only(settings):
    surroundings = up.environment(8123)

    folders = [Path(surroundings[name]) for name in ("TMPDIR", "MPLCONFIGDIR")]
    assert all(folder.is_relative_to(settings.VAR) for folder in folders)


def address_line(port: int) -> str:
    """The last line that `up` prints on its own, also for root."""
    return f"Hubsite is at http://127.0.0.1:{port}/ (Ctrl-C stops everything)"


class Site:
    """A running `manage.py up` and what it printed."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.port, self.output = free_port(), folder / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", f"--port={self.port}"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def says(self, text: str) -> bool:
        return text in self.output.read_text()

    def lines(self) -> list[str]:
        return self.output.read_text().splitlines()

    def serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/") as page:
                return page.status == 200
        except OSError:
            return False

    def children(self) -> list[int]:
        """Children in the order of their start: web, worker, beat."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in task.read_text().split()]

    def family(self) -> list[int]:
        """All descendants, with the processes of gunicorn and of the worker."""
        found = self.children()
        for pid in found:
            task = Path(f"/proc/{pid}/task/{pid}/children")
            found += [int(child) for child in task.read_text().split()]
        return found


@pytest.fixture
def start_site(child_environment, tmp_path) -> Iterator[Callable[..., Site]]:
    if not Path("/proc/self/task").exists():
        pytest.skip("the drill reads /proc, which only Linux has")
    sites = []

    def start(**more: str) -> Site:
        site = Site({**child_environment, **more}, tmp_path)
        sites.append(site)
        try:
            wait_until(lambda: site.says("Hubsite is at"), seconds=60, what="the site")
        except TimeoutError:
            pytest.fail(site.output.read_text())
        return site

    yield start
    for site in sites:
        site.process.kill()
        site.process.wait()


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_a_dead_child_is_started_again_and_a_running_job_ends_after_ctrl_c(
    start_site, child_environment, tmp_path
):
    make_hub()
    more = {"DJANGO_SETTINGS_MODULE": "tests.hubsite.slow_settings"}
    site = start_site(**more)
    assert site.serves()

    web = site.children()[0]
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: site.says(AGAIN), seconds=15, what="the news of it")
    wait_until(site.serves, seconds=30, what="another web process")
    assert not is_alive(web)

    send = [sys.executable, "-c", SEND.format(str(tmp_path))]
    subprocess.run(send, env={**child_environment, **more}, cwd=ROOT, check=True)
    wait_until((tmp_path / "begun").exists, seconds=30, what="the job")
    assert site.lines()[-2:] == [address_line(site.port), AGAIN]
    family = site.family()
    site.process.send_signal(signal.SIGINT)
    site.process.wait(30)

    assert (tmp_path / "done").exists()
    assert site.process.returncode == 0
    assert site.says("Stopped.")
    assert [pid for pid in family if is_alive(pid)] == []


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_no_child_outlives_a_killed_up(start_site):
    make_hub()
    site = start_site()
    wait_until(lambda: len(site.family()) >= 5, seconds=30, what="five processes")
    family = site.family()

    site.process.kill()

    wait_until(
        lambda: not any(is_alive(pid) for pid in family),
        seconds=20,
        what="the end of every child",
    )
