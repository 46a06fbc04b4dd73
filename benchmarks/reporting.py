"""S12: a report of 1,000 and of 10,000 comments, made by a Celery worker."""

import threading
import time

from benchmarks.goals import ImpossibleReading, Reading
from benchmarks.processes import Meter, memory, process_tree
from benchmarks.sites import Hubsite, Stage
from tests.servers import wait_until

REPORTS = 10
PATIENCE = 600  # seconds for one report on a busy machine


class Peaks(threading.Thread):
    """The peak memory of each process below a worker, those that end included."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.largest, self.stopped = root, 0.0, threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.1):
            for pid in process_tree(self.root):
                try:
                    self.largest = max(self.largest, memory(pid, "VmHWM"))
                except ImpossibleReading:  # it ended just now
                    continue


def measure(stage: Stage, rounds: int) -> list[Reading]:
    small, large = stage.hubsite("report_1000"), stage.hubsite("report_10000")
    many, largest = make_reports(large, 1)
    spent, after_ten = make_reports(small, REPORTS)
    later = f"the next {REPORTS - 1} on average {sum(spent[1:]) / len(spent[1:]):.2f} s"
    return [
        Reading("S12", "report of 1,000 comments: CPU", spent[0], later),
        Reading("S12", "report of 10,000 comments: CPU", many[0], "a fresh worker"),
        Reading("S12", "peak memory of the worker", largest, "10,000 comments"),
        Reading(
            "S12", "peak memory after ten reports", after_ten, "of 1,000 comments each"
        ),
    ]


def make_reports(site: Hubsite, number: int) -> tuple[list[float], float]:
    """CPU seconds of each report, and the peak MiB of the worker's largest process."""
    peaks, spent = Peaks(site.worker.pid), []
    time.sleep(5)  # until the worker has started
    peaks.start()
    ids = [str(site.data[name]) for name in ("evaluation", "evaluator")]
    for made in range(number):
        site.run("-m", "benchmarks.requesting", *ids)
        meter = Meter(site.worker_roots)
        wait_until(
            lambda made=made: done(site) > made, seconds=PATIENCE, what="the report"
        )
        spent.append(meter.used())
    peaks.stopped.set()
    peaks.join()
    site.worker.close()
    return spent, peaks.largest


def done(site: Hubsite) -> int:
    """How many reports are done; a failed one raises."""
    time.sleep(0.3)
    rows = site.query("SELECT state, problem FROM evaluation_report")
    failed = [problem for state, problem in rows if state == "failed"]
    if failed:
        raise RuntimeError(f"the report failed: {failed}")
    return sum(state == "done" for state, _ in rows)
