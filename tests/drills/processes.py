"""Acts that several processes do at the same moment, each with its own connection."""

import multiprocessing
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

from recruitment.errors import RecruitmentError

PATIENCE = 120  # seconds until a race counts as stuck


def race_in_processes(calls: Sequence[Callable[[], object]]) -> list[str]:
    """Run all calls at once, a process each; what became of each, in their order.

    It is "done", or the name of a refusal. An error of another kind, a deadlock among
    them, fails the test.
    """
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(len(calls)), context.SimpleQueue()
    connections.close_all()  # a child must not share the parent's connection
    children = [
        context.Process(target=_run, args=(number, call, barrier, results))
        for number, call in enumerate(calls)
    ]
    for child in children:
        child.start()
    found = _collected(results, len(calls))
    for child in children:
        child.join(PATIENCE)
    assert not [text for text in found.values() if text.startswith("Traceback")], found
    return [found[number] for number in range(len(calls))]


def _run(number: int, call: Callable[[], object], barrier: Any, results: Any) -> None:
    barrier.wait(PATIENCE)
    try:
        call()
    except RecruitmentError as refusal:
        results.put((number, type(refusal).__name__))
    except BaseException:
        results.put((number, traceback.format_exc()))
    else:
        results.put((number, "done"))
    finally:
        connections.close_all()


def _collected(results: Any, number: int) -> dict[int, str]:
    found: dict[int, str] = {}
    until = time.monotonic() + PATIENCE
    while len(found) < number:
        assert time.monotonic() < until, f"only {sorted(found)} of {number} ended"
        if results.empty():
            time.sleep(0.005)
        else:
            key, text = results.get()
            found[key] = text
    return found
