"""Evidence numbers as ranges."""

from collections.abc import Iterable, Sequence


def ranges(numbers: Iterable[int], prefix: str = "E") -> str:
    """Evidence numbers for reading: "E1 to E4, E7"; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run, prefix) for run in runs)


def _run(run: Sequence[int], prefix: str) -> str:
    if len(run) < 3:
        return ", ".join(f"{prefix}{number}" for number in run)
    return f"{prefix}{run[0]} to {prefix}{run[-1]}"
