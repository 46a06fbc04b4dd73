"""S11 and S14: exports beside the bare one, and work that touches all rows."""

import csv
import os
import time
from pathlib import Path

from benchmarks.engine import cpu, invented
from benchmarks.goals import Reading, exponent
from benchmarks.machine import Browser
from benchmarks.measuring import Measurements, in_rounds
from benchmarks.processes import Meter, forget_peak, memory, process_tree
from benchmarks.sites import Hubsite, Stage

PLACES = "/admin/recruitment/place/"
MARKS = "/admin/recruitment/attendance/"
TIMES = 10
TURNS = 2  # of each import; the cheaper counts
SCHOOLS = (3_000, 30_000)
COMMENTS = (3_000, 30_000)
WORDS = ("Rose Hill", "Oak", "St Mary's", "Park", "Mill Lane", "Fern", "Tamarisk")
COLUMNS = (
    *("URN", "LA (code)", "LA (name)", "EstablishmentName"),
    *("TypeOfEstablishment (name)", "EstablishmentStatus (name)"),
    *("PhaseOfEducation (name)", "Town", "Postcode"),
)


class Exports:
    """5,000 places beside the bare file; 10,000 and 100,000 marks."""

    def __init__(self, stage: Stage, measured: Measurements) -> None:
        self.few, self.many = stage.hubsite("staff"), stage.hubsite("marks")
        self.bare, self.measured = stage.bare, measured
        self.growth = 0.0  # MiB that a web worker grows by in the largest export

    def measure(self) -> None:
        few = self._staff(self.few, self.few.data["few"]["sessionid"])
        many = self._staff(self.many, self.many.data["sessionid"])
        bare = self.bare.visitor(session=self.bare.data["lead"])
        self._export("csv", self.few, few, PLACES)
        get = lambda each: each.get("/export/big/")  # noqa: E731
        self.measured.batch("bare csv", self.bare.web_roots, [bare], get)
        self._export("marks", self.few, few, MARKS)
        workers = process_tree(self.many.web.pid)[1:]
        before = {pid: memory(pid) for pid in workers}
        for pid in workers:
            forget_peak(pid)
        self._export("marks, many", self.many, many, MARKS)
        rose = (memory(pid, "VmHWM") - before[pid] for pid in workers)
        self.growth = max(self.growth, *rose)

    def _staff(self, site: Hubsite, session: str) -> Browser:
        browser = site.visitor(session=session)
        browser.get(PLACES)  # to receive the CSRF token
        return browser

    def _export(self, part: str, site: Hubsite, browser: Browser, path: str) -> None:
        post = lambda each: each.post(f"{path}export/", {"format": "csv"})  # noqa: E731
        self.measured.batch(part, site.web_roots, [browser], post)


def measure(stage: Stage, rounds: int) -> list[Reading]:
    measured = Measurements()
    exports = Exports(stage, measured)
    in_rounds(measured, [exports.measure], rounds)
    few, many = (measured.median([part], "cpu") for part in ("marks", "marks, many"))
    return [
        measured.reading("S11", "CSV of 5,000: time", ["csv"], ["bare csv"], "wall"),
        Reading("S11", "CSV of 100,000: growth of the worker", exports.growth),
        grown("export of attendance, 10,000 to 100,000 rows", few / 1e3, many / 1e3),
    ]


def grown(what: str, few: float, many: float) -> Reading:
    detail = f"{few:.2f} and {many:.2f} s"
    return Reading("S14", what, exponent(few, many, times=TIMES), detail)


def measure_jobs(stage: Stage, rounds: int) -> list[Reading]:
    return [schools(stage), themes()]


def schools(stage: Stage) -> Reading:
    """CPU of the command with its database; what 1 school costs is taken off."""
    start, few, many = (
        min(import_cpu(stage, number, turn) for turn in range(TURNS))
        for number in (1, *SCHOOLS)
    )
    return grown("import of schools, 3,000 to 30,000 rows", few - start, many - start)


def import_cpu(stage: Stage, number: int, turn: int) -> float:
    """The import of a new list into an empty database of its own."""
    name = f"schools_{number}_{turn}"
    path = stage.var / f"{name}.csv"
    write_schools(path, number)
    site = Hubsite(stage, name, stage.production(name))
    return command_cpu(site, "manage.py", "import_schools", str(path))


def command_cpu(site: Hubsite, *command: str) -> float:
    """CPU seconds of a command of this site and of the database for it."""
    meter, own = Meter([os.getpid(), site.stage.cluster.pid]), time.process_time()
    site.run(*command)
    return meter.used() - (time.process_time() - own)


def write_schools(path: Path, number: int) -> None:
    """A list of primary schools of 30 authorities in DfE's own layout."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for each in range(number):
            code = 201 + each % 30
            town, name = (
                f"Town {each % 900}",
                f"{WORDS[each % 7]} {each} Primary School",
            )
            school = (900_000 + each, code, f"Authority {code}", name)
            kind = ("Community school", "Open", "Primary")
            rows.writerow([*school, *kind, town, f"AB{each % 90} {each % 10}CD"])


def themes() -> Reading:
    from evaluation.engine import candidates

    candidates(["warm up the libraries", "before the clock starts"])
    texts = [[text for text, _ in invented(number)] for number in COMMENTS]
    few, many = (cpu(lambda each=each: candidates(each)) for each in texts)
    return grown("suggested themes, 3,000 to 30,000 comments", few, many)
