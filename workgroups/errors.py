"""Refusals of the catalogue; their messages are shown to users."""

from collections.abc import Iterable, Mapping
from typing import Any


class WorkgroupsError(Exception):
    """Base error whose message a user may read."""


class NoteChanged(WorkgroupsError):
    """Somebody else changed the note in the meantime; `theirs` is the saved note."""

    def __init__(self, theirs: str) -> None:
        super().__init__(
            "Somebody else changed this note while you were writing. Theirs is below, "
            "and yours is still in the box: put the two together and save again."
        )
        self.theirs = theirs


class SchoolFileError(WorkgroupsError):
    """A file of schools, or one of its rows, that cannot be used."""


class RowRefused(SchoolFileError):
    """A row with an error; the message names it."""


class RowLeftOut(SchoolFileError):
    """A valid row that is out of scope; the message says why."""


class ChangedMeanwhile(WorkgroupsError):
    """Somebody else saved a text while it was being written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} changed this text while you were writing. Theirs is below, under "
            "“What was said before”, and yours is still in the box. Save again to use "
            "yours."
        )


class YearChanged(WorkgroupsError):
    """Somebody else saved the same fields of a school's year; `saved` has theirs."""

    def __init__(self, saved: Mapping[str, Any]) -> None:
        super().__init__("A colleague changed this meanwhile.")
        self.saved = saved


class StillUsed(WorkgroupsError):
    """A row that others stand on, so it is not deleted."""

    def __init__(self, uses: str) -> None:
        super().__init__(f"It stays, because it was used: {uses}.")


class CannotRetire(WorkgroupsError):
    """A row that may not be retired; the message says why."""


class SavedListChanged(WorkgroupsError):
    """Somebody else saved a list while it was being changed."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this list while you did. What you typed is still "
            "here: save again to use it, or open the list to see theirs."
        )


class NameOfListTaken(WorkgroupsError):
    """The account has a saved list of this name at the hub."""

    def __init__(self) -> None:
        super().__init__("You have a saved list of this name already.")


class TooManyExports(WorkgroupsError):
    """The account waits for several files already."""

    def __init__(self) -> None:
        super().__init__(
            "Three files are being made for you already. Ask again when one is ready."
        )


class ListNotFound(WorkgroupsError):
    """A saved list that cannot be read any more, by this account or by anybody."""

    def __init__(self) -> None:
        super().__init__(
            "This list cannot be made as it was saved: its filter no longer fits. "
            "Open the list, filter it anew and save it."
        )


class ListUnreadable(WorkgroupsError):
    """A file that holds no list, or is too large to be one."""


class ListRefused(WorkgroupsError):
    """A list of which at least one line is wrong, so that nothing was imported."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(str(each) for each in self.problems))
