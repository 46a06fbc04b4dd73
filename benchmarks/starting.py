"""S13 and S16: memory of running processes, and how long they take to start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.goals import ImpossibleReading, Reading
from benchmarks.machine import ROOT, Browser, Gunicorn, Program
from benchmarks.processes import (
    Meter,
    cpu_seconds,
    memory,
    process_tree,
    proportional_memory,
)
from benchmarks.sites import Hubsite, Stage, inherited
from benchmarks.visits import QUESTIONS, Visit, expect
from tests.servers import HOST, free_port, listens, wait_until

TIMES = 3  # each start; the cheapest counts
PEOPLE = 10
FIRST_PAGE = "/work-groups/"
EMBEDDED = 6  # up, gunicorn and its worker, Celery and its child, beat


class Embedded(Program):
    """`manage.py up` with its folder under a temporary one, as after `make run`."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        command = [
            sys.executable,
            "manage.py",
            "up",
            f"--port={self.port}",
            "--grace=2",
        ]
        environment = {**inherited(), "HUBSITE_VAR": str(var), "TRUSTED_PROXIES": "1"}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.pid = self.process.pid

    def wait_for_page(self, path: str, *, seconds: float) -> None:
        wait_until(lambda: listens(self.port), seconds=seconds, what="make run")
        expect(self.visitor().get(path), 200, path)

    def visitor(self) -> Browser:
        return Browser(self.port, site=f"http://{HOST}:{self.port}")

    def close(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def measure(stage: Stage, rounds: int) -> list[Reading]:
    site = stage.hubsite("registering")
    exercise(site)
    web = max(memory(pid) for pid in process_tree(site.web.pid)[1:])
    email = max(memory(pid) for pid in process_tree(site.worker.pid)[1:])
    with TemporaryDirectory(prefix="hubsite-benchmark-") as folder:
        started, embedded = make_run(Path(folder))
    return [
        Reading("S13", "web worker", web, "resident, after 10 registrations"),
        Reading("S13", "email worker", email, "resident, after 10 emails"),
        embedded,
        best("manage.py check", [check(site) for _ in range(TIMES)]),
        best("gunicorn to first page", [first_page(site) for _ in range(TIMES)]),
        started,
    ]


def exercise(site: Hubsite) -> None:
    """Let ten people register and the worker send their emails."""
    visit, before = Visit(site), len(site.emails())
    assert site.worker.pid
    for _ in range(PEOPLE):
        browser = visit.newcomer()
        for name in QUESTIONS:
            browser.get(visit.step(name))
            path = visit.step(name)
            expect(browser.post(path, visit.answers(name, browser)), 302, path)
        browser.get(visit.step("check"))
        expect(browser.post(visit.step("check"), {}), 302, "check")
    site.wait_for_emails(before + PEOPLE)


def best(what: str, found: list[tuple[float, float]]) -> Reading:
    cpu, wall = min(found)
    return Reading("S16", what, cpu, f"CPU, the best of {TIMES}; {wall:.2f} s passed")


def check(site: Hubsite) -> tuple[float, float]:
    meter, own, began = Meter([os.getpid()]), time.process_time(), time.monotonic()
    site.run("manage.py", "check")
    passed = time.monotonic() - began
    return meter.used() - (time.process_time() - own), passed


def first_page(site: Hubsite) -> tuple[float, float]:
    """CPU and wall seconds from starting gunicorn to the first page.

    The CPU of the master and the busier worker, because workers load in parallel.
    """
    began = time.monotonic()
    web = Gunicorn("hubsite.wsgi", site.settings)
    try:
        Browser(web.port).get(FIRST_PAGE)
        passed = time.monotonic() - began
        both = [cpu_seconds([each]) for each in process_tree(web.pid)[1:]]
        return cpu_seconds([web.pid]) - sum(both) + max(both), passed
    finally:
        web.close()


def make_run(var: Path) -> tuple[Reading, Reading]:
    """The start that fills the sample, and the memory of the six processes after it."""
    began = time.monotonic()
    site = Embedded(var)
    try:
        site.wait_for_page("/", seconds=300)
        passed, cpu = time.monotonic() - began, cpu_seconds([site.pid])
        for path in ("/", FIRST_PAGE, "/sign-in/"):
            site.visitor().get(path)
        pids = wait_for_six(site)
        time.sleep(5)  # until the worker has started its child and looked for work
        shared = sum(proportional_memory(pid) for pid in pids)
        resident = sum(memory(pid) for pid in pids)
    finally:
        site.close()
    return (
        Reading(
            "S16",
            "make run, filled, to first page",
            cpu,
            f"CPU without pip; {passed:.0f} s passed",
        ),
        Reading(
            "S13",
            "all six embedded processes",
            shared,
            f"shared pages counted once; {resident:.0f} MiB counted in each process",
        ),
    )


def wait_for_six(site: Embedded) -> list[int]:
    wait_until(
        lambda: len(process_tree(site.pid)) >= EMBEDDED,
        seconds=60,
        what="six processes",
    )
    pids = process_tree(site.pid)
    if len(pids) != EMBEDDED:
        raise ImpossibleReading(f"{len(pids)} processes run, not {EMBEDDED}.")
    return pids
