"""CPU time and memory of processes and of all their descendants, on Linux.

A process that ends between two readings is counted: its time then stands in the
`cutime` and `cstime` of the parent that waited for it.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.goals import ImpossibleReading

PROC = Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds: the unit of cutime and cstime
STATE, PARENT, CHILDREN_USER, CHILDREN_SYSTEM = 0, 1, 13, 14  # after the name
ATTEMPTS = 20


def stat_fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold spaces."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def process_tree(root: int) -> list[int]:
    """A process and all its descendants; ImpossibleReading where it is missing."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                parent = int(stat_fields(int(folder.name))[PARENT])
            except OSError:  # it ended just now
                continue
            children.setdefault(parent, []).append(int(folder.name))
    if not is_running(root):
        raise ImpossibleReading(f"Process {root} is missing: it ended or crashed.")
    found = [root]
    for each in found:
        found += children.get(each, [])
    return found


def is_running(pid: int) -> bool:
    try:
        return stat_fields(pid)[STATE] not in {"Z", "X"}
    except OSError:
        return False


def own_seconds(pid: int) -> float:
    """CPU seconds of one process, its ended threads included."""
    return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3)


def ended_seconds(pid: int) -> float:
    """CPU seconds of the children that a process has waited for."""
    fields = stat_fields(pid)
    return (int(fields[CHILDREN_USER]) + int(fields[CHILDREN_SYSTEM])) * TICK


def cpu_seconds(roots: Iterable[int]) -> float:
    """CPU seconds that these processes and all their descendants have used.

    A child that ends while we read would be counted twice or not at all, so the
    reading is repeated until the processes are the same before and after.
    """
    roots = list(roots)
    for _ in range(ATTEMPTS):
        before = _processes(roots)
        try:
            spent = sum(own_seconds(pid) + ended_seconds(pid) for pid in before)
        except OSError:
            continue
        if _processes(roots) == before:
            return spent
    raise ImpossibleReading("Processes start and end too fast to be counted.")


def _processes(roots: list[int]) -> set[int]:
    return {pid for root in roots for pid in process_tree(root)}


class Meter:
    """CPU seconds between a start and an end, of processes that must stay alive."""

    def __init__(self, roots: Iterable[int]) -> None:
        self.roots = list(roots)
        self.began = cpu_seconds(self.roots)

    def used(self) -> float:
        spent = cpu_seconds(self.roots) - self.began
        if spent <= 0:
            raise ImpossibleReading(
                f"{spent * 1e3:.3g} ms of CPU is no reading: work took time."
            )
        return spent


def memory(pid: int, line: str = "VmRSS") -> float:
    """MiB of a process: VmRSS is its size now, VmHWM its peak since `forget_peak`."""
    return _kilobytes(PROC / str(pid) / "status", line) / 1024


def proportional_memory(pid: int) -> float:
    """MiB of a process, with each page divided by the processes that share it."""
    return _kilobytes(PROC / str(pid) / "smaps_rollup", "Pss") / 1024


def _kilobytes(path: Path, line: str) -> int:
    try:
        rows = path.read_text().splitlines()
    except OSError:
        raise ImpossibleReading(f"{path.parent.name} has no memory to read.") from None
    for row in rows:
        if row.startswith(f"{line}:"):
            return int(row.split()[1])
    raise ImpossibleReading(f"Process {path.parent.name} has ended: it has no {line}.")


def forget_peak(pid: int) -> None:
    (PROC / str(pid) / "clear_refs").write_text("5")
