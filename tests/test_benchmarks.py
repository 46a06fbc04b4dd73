"""The arithmetic of the benchmarks: verdicts, exponents, and what CPU is counted."""

import subprocess
import sys
import time
from argparse import ArgumentTypeError

import pytest

from benchmarks import page
from benchmarks.__main__ import GROUPS, asked_lines
from benchmarks.goals import (
    Goal,
    ImpossibleReading,
    Reading,
    check_readings,
    exponent,
    verdict,
)
from benchmarks.processes import Meter, cpu_seconds, memory

RATIO = Goal("S1", "CPU", 1.6, 1.25, "x")
RATE = Goal("S17", "POST/s", 0.4, 0.7, "x", more_is_better=True)
ABOVE = Goal("S4", "CPU above", 8, 4, "ms", may_be_negative=True)
GROWTH = Goal("S7", "CPU", 0.15, 0.05, "exponent")
BURN = "import time\nwhile time.process_time() < {seconds}: pass"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")


@pytest.mark.parametrize(
    ("goal", "value", "expected"),
    [
        (RATIO, 1.25, "aim"),
        (RATIO, 1.26, "floor"),
        (RATIO, 1.6, "floor"),
        (RATIO, 1.61, "neither"),
        (RATIO, 0.0, "impossible"),
        (RATIO, -0.4, "impossible"),
        (RATIO, float("nan"), "impossible"),
        (RATIO, float("inf"), "impossible"),
        (RATE, 0.7, "aim"),
        (RATE, 0.4, "floor"),
        (RATE, 0.39, "neither"),
        (ABOVE, -1.0, "aim"),
        (GROWTH, -0.1, "aim"),
        (GROWTH, 3.5, "impossible"),
        (Goal("S13", "web worker", 115, 90, "MiB"), 3.0, "impossible"),
        (Goal("S5", "form page", 4, 1, "SQL"), 0, "aim"),
        (RATIO, None, "not built"),
    ],
)
def test_the_verdict_on_a_value(goal, value, expected):
    assert verdict(goal, value) == expected


def test_an_impossible_or_missing_reading_ends_the_run():
    memories = [
        Reading("S13", "web worker", 80.0),
        Reading("S13", "email worker", 90.0),
        Reading("S13", "all six embedded processes", 300.0),
    ]

    check_readings(memories, ["S13"])

    with pytest.raises(ImpossibleReading, match="S13, web worker: -100 MiB is less"):
        check_readings([Reading("S13", "web worker", -100.0), *memories[1:]], ["S13"])
    with pytest.raises(ImpossibleReading, match="S13, email worker: 0 MiB is less"):
        zero = Reading("S13", "email worker", 0.0)
        check_readings([memories[0], zero, memories[2]], ["S13"])
    with pytest.raises(ImpossibleReading, match="six embedded processes: nothing was"):
        check_readings(memories[:2], ["S13"])


def test_a_line_that_is_not_built_does_not_end_the_run():
    line = "S12"
    whats = [
        "report of 1,000 comments: CPU",
        "report of 10,000 comments: CPU",
        "peak memory of the worker",
        "peak memory after ten reports",
    ]

    check_readings([Reading(line, what, None) for what in whats], [line])


@pytest.mark.parametrize(
    ("few", "many", "times", "expected"),
    [(2.0, 2.0, 40, 0.0), (1.0, 10.0, 10, 1.0), (1.0, 100.0, 10, 2.0), (4, 2, 4, -0.5)],
)
def test_the_exponent_of_growth(few, many, times, expected):
    assert exponent(few, many, times=times) == pytest.approx(expected)


@pytest.mark.parametrize("costs", [(0, 1), (-0.1, 1), (1, 0)])
def test_an_exponent_of_no_cost_is_impossible(costs):
    with pytest.raises(ImpossibleReading):
        exponent(*costs, times=10)


def test_every_line_is_measured_and_can_be_asked_for():
    measured = {line for covered in GROUPS for line in covered}

    assert measured == {f"S{number}" for number in range(1, 20)}
    assert asked_lines("s6, S11") == ["S6", "S11"]
    assert asked_lines("")[:3] == ["S1", "S2", "S3"]
    with pytest.raises(ArgumentTypeError, match="P3 is none of S1 to S19"):
        asked_lines("S1,P3")


# --- processes


def parent_of_children() -> subprocess.Popen[str]:
    """A process that runs a child for each line it is sent, and waits for it."""
    code = (
        "import subprocess, sys\n"
        "print('ready', flush=True)\n"
        "for line in sys.stdin:\n"
        f"    subprocess.run([sys.executable, '-c', {BURN.format(seconds=0.3)!r}])\n"
        "    print('done', flush=True)\n"
    )
    pipe = subprocess.PIPE
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True
    )
    assert parent.stdout and parent.stdout.readline() == "ready\n"
    return parent


@on_linux
def test_a_child_that_ended_between_two_readings_is_counted():
    parent = parent_of_children()
    assert parent.stdin and parent.stdout
    meter = Meter([parent.pid])

    parent.stdin.write("go\n")
    parent.stdin.flush()
    assert parent.stdout.readline() == "done\n"  # the child has ended
    used = meter.used()

    parent.stdin.close()
    parent.wait()
    assert 0.28 <= used < 1.0


@on_linux
def test_a_child_that_still_runs_and_an_ended_thread_are_counted():
    code = (
        "import threading, time\n"
        "def burn():\n"
        "    while time.thread_time() < 0.2: pass\n"
        "input()\n"
        "thread = threading.Thread(target=burn); thread.start(); thread.join()\n"
        "print('done', flush=True); input()\n"
    )
    shell = subprocess.Popen(
        ["sh", "-c", '"$0" -c "$1"; true', sys.executable, code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert shell.stdin and shell.stdout
    meter = Meter([shell.pid])

    shell.stdin.write("go\n")
    shell.stdin.flush()
    assert shell.stdout.readline() == "done\n"
    used = meter.used()

    shell.communicate("end\n")
    assert 0.2 <= used < 1.0


@on_linux
def test_no_cpu_and_a_missing_process_are_impossible():
    idle = subprocess.Popen(["sleep", "60"])
    time.sleep(0.2)  # until it sleeps
    meter = Meter([idle.pid])
    with pytest.raises(ImpossibleReading, match="ms of CPU is no reading"):
        meter.used()

    idle.kill()
    with pytest.raises(ImpossibleReading, match="is missing"):
        meter.used()
    idle.wait()
    with pytest.raises(ImpossibleReading, match="is missing"):
        cpu_seconds([idle.pid])
    with pytest.raises(ImpossibleReading, match="has no memory to read"):
        memory(idle.pid)


# --- the page


def test_the_page_keeps_the_lines_that_were_not_measured():
    first = page.rows_of(
        [
            Reading("S13", "web worker", 80.0, "RSS"),
            Reading("S5", "form page", 5, "you 5"),
            Reading("S5", "confirm page", 4),
        ],
        "1 Nov 2026, abc1234",
    )
    again = page.rows_of([Reading("S5", "form page", 1)], "2 Nov 2026, def5678")

    whole = page.page_of(first, "# What pages cost\n")
    renewed = page.page_of(again, whole)

    found = [row.cells for row in page.read_rows(renewed)]
    old, new = "1 Nov 2026, abc1234", "2 Nov 2026, def5678"
    assert found == [
        ("S5", "form page, SQL", "1", "4", "1", "aim", "", new),
        ("S13", "web worker", "80.00 MiB", "115", "90", "aim", "RSS", old),
    ]
    assert "2 of 3 floors hold." in whole
    assert "2 of 2 floors hold." in renewed
    assert "Not yet measured whole: S1, S2, S3, S4, S5, S6, S7" in renewed
