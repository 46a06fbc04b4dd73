"""Where each theme was heard: a mark for each local authority, and no count.

An authority has marks from ten answers to one asking: a set of questions, or of the
session set one session's. An answer counts if nothing in it is unread, and an asking if
words written for it were read. The authority's asking is the one with most answers;
askings are never added up. A mark that an earlier report showed is repeated with its
date until enough answers were added.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from evaluation import tables
from evaluation.choices import ThemeMark
from evaluation.snapshots.inputs import WHOLE_HUB, ReportInputs, ResponseInput
from evaluation.snapshots.repeats import Addition
from evaluation.suppression import FEWEST_TO_BREAK_DOWN

FEWEST_MENTIONS = 5  # written mentions in the hub from which a theme has marks
FEWEST_OFTEN = 3  # responses from which a theme is heard often

Asking = tuple[int, int | None]  # a question set and, of the session set, a session


def marks(inputs: ReportInputs) -> dict[str, Any] | None:
    """The marks by theme and authority; None where nothing that was read has a theme.

    "labels" are the authorities with marks and "too_few" those without. Each row has a
    theme and its "cells" in the order of the labels, none where the theme has too few
    mentions, or where marks would tell of a few. A cell keeps the answers by form, so
    that a later report knows them.
    """
    counted = _Counted(inputs)
    if not inputs.themes or not any(one.is_read for one in inputs.responses):
        return None
    sizes = [len(counted.asked[label]) for label in counted.labels]
    return {
        "labels": counted.labels,
        "too_few": [each for each in counted.every if each not in counted.labels],
        "rows": [_row(counted, theme) for theme in inputs.themes],
        "smallest_difference": tables.smallest_difference(
            sizes, tests=len(inputs.themes)
        ),
    }


def _row(counted: "_Counted", theme: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"theme": theme["pk"], "name": theme["name"], "cells": []}
    if len(counted.writers[theme["pk"]]) < FEWEST_MENTIONS:
        return row
    earlier = counted.earlier(theme)
    for label in counted.labels:
        fresh = counted.cell(theme["pk"], label)
        row["cells"].append(_new_or_repeated(fresh, earlier.get(label)))
    if counted.tells_of_few(theme["pk"], row["cells"]):
        return row | {"cells": [], "tells_of_few": True}
    return row


def _new_or_repeated(
    fresh: dict[str, Any], last: dict[str, Any] | None
) -> dict[str, Any]:
    """The cell that was shown last, until enough answers of two forms were added."""
    if last is None or _is_enough(dict(last["forms"]), dict(fresh["forms"])):
        return fresh
    return last


def _is_enough(before: Mapping[int, int], now: Mapping[int, int]) -> bool:
    added = {form: of - before.get(form, 0) for form, of in now.items()}
    new = [number for number in added.values() if number > 0]
    return Addition(sum(new), len(new), reveals=False).is_enough


class _Counted:
    """What the inputs say of authorities, their answers and who wrote of a theme."""

    def __init__(self, inputs: ReportInputs) -> None:
        self.inputs = inputs
        self.authority = {group.pk: group.authority for group in inputs.groups}
        everywhere = dict.fromkeys(self.authority.values())
        self.every = [label for label in everywhere if label != WHOLE_HUB]
        numbers = {form["pk"]: form.get("session__number") for form in inputs.forms}
        self.known: dict[Asking, list[ResponseInput]] = {}
        self.writers: dict[int, set[str]] = {
            theme["pk"]: set() for theme in inputs.themes
        }
        for coding in inputs.codings:
            if coding.response and coding.theme in self.writers:
                self.writers[coding.theme].add(coding.response)
        for one in inputs.responses:
            if one.is_known and one.work_group in self.authority:
                asking = (one.question_set, numbers.get(one.form))
                self.known.setdefault(asking, []).append(one)
        self.known = {
            asking: known
            for asking, known in self.known.items()
            if any(one.is_read for one in known)
        }

    @cached_property
    def labels(self) -> list[str]:
        """The authorities with ten answers or more to one asking."""
        enough = FEWEST_TO_BREAK_DOWN
        return [each for each in self.every if len(self.asked.get(each, [])) >= enough]

    @cached_property
    def asked(self) -> dict[str, list[ResponseInput]]:
        """Each authority's answers to the asking with most of them."""
        return {
            label: max(
                (self._of(label, known) for known in self.known.values()), key=len
            )
            for label in self.every
            if self.known
        }

    def _of(self, label: str, known: Sequence[ResponseInput]) -> list[ResponseInput]:
        return [one for one in known if self.authority[one.work_group] == label]

    def everything(self, label: str) -> list[ResponseInput]:
        """The authority's answers to every asking."""
        return [one for known in self.known.values() for one in self._of(label, known)]

    def cell(self, theme: int, label: str) -> dict[str, Any]:
        asked, everything = self.asked[label], self.everything(label)
        writers = self.writers[theme]
        hits = sum(one.response in writers for one in asked)
        in_set = [
            one.response in writers
            for (question_set, _), known in self.known.items()
            for one in known
            if question_set == asked[0].question_set
        ]
        is_written = any(one.response in writers for one in everything)
        if hits >= FEWEST_OFTEN and hits * len(in_set) >= sum(in_set) * len(asked):
            mark = ThemeMark.OFTEN
        elif is_written or label in self.noted(theme):
            mark = ThemeMark.HEARD
        else:
            mark = ThemeMark.NOT_HEARD
        forms = sorted(map(list, Counter(one.form for one in everything).items()))
        return {"label": label, "mark": str(mark), "forms": forms}

    def tells_of_few(self, theme: int, cells: Sequence[Mapping[str, Any]]) -> bool:
        """Whether it follows that one of a few without marks wrote of the theme.

        How many wrote of it in the hub, in a set and in a phase may be known. Where
        more did than can have where it was heard, the rest did where it has no mark.
        """
        marked = {cell["label"] for cell in cells}
        heard = {c["label"] for c in cells if c["mark"] != ThemeMark.NOT_HEARD}
        for answers in self.wholes:
            wrote = sum(one.response in self.writers[theme] for one in answers)
            places = Counter(self.authority[one.work_group] for one in answers)
            rest = sum(of for place, of in places.items() if place not in marked)
            could = sum(places[place] for place in heard)
            if wrote > could and rest < FEWEST_TO_BREAK_DOWN:
                return True
        return False

    @cached_property
    def wholes(self) -> list[list[ResponseInput]]:
        """The answers of which a report may say how many wrote of a theme."""
        phase = {group.pk: group.phase for group in self.inputs.groups}
        found: dict[tuple[int, str], list[ResponseInput]] = {}
        for one in self.inputs.responses:
            if one.work_group in phase:
                of_set = one.question_set
                for key in ((0, ""), (of_set, ""), (of_set, phase[one.work_group])):
                    found.setdefault(key, []).append(one)
        return list(found.values())

    def noted(self, theme: int) -> set[str]:
        """The authorities in which the theme was noted on a visit."""
        groups = {
            visit["pk"]: visit.get("session__work_group")
            for visit in self.inputs.visits
        }
        found = {
            groups.get(one.visit)
            for one in self.inputs.codings
            if one.theme == theme and one.visit is not None
        }
        return {self.authority[group] for group in found if group in self.authority}

    def earlier(self, theme: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The cell of each authority that a report showed last, with its date."""
        found: dict[str, dict[str, Any]] = {}
        for snapshot, row in self._earlier_rows(theme):
            for cell in row["cells"]:
                dated = cell.get("as_at") or snapshot["as_at"]
                found[cell["label"]] = {**cell, "as_at": dated}
        return found

    def _earlier_rows(self, theme: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
        """The theme's rows in earlier reports, also under a name that it had then."""
        for snapshot in self.inputs.earlier:
            shown = snapshot["figures"].get("marks") or {"rows": []}
            for row in shown["rows"]:
                if row["theme"] == theme["pk"] or row["name"] == theme["name"]:
                    yield snapshot, row


def heard_in(found: Mapping[str, Any] | None, theme: int) -> dict[str, int] | None:
    """In how many authorities with marks a theme was heard, and of how many."""
    rows = found["rows"] if found else []
    cells: list[Any] = next((row["cells"] for row in rows if row["theme"] == theme), [])
    if len(cells) < 2:
        return None
    heard = [cell for cell in cells if cell["mark"] != ThemeMark.NOT_HEARD]
    return {"authorities": len(heard), "of": len(cells)}
