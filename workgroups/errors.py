"""Refusals of the catalogue; their messages are shown to users."""


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


class StillUsed(WorkgroupsError):
    """A row that others stand on, so it is not deleted."""

    def __init__(self, uses: str) -> None:
        super().__init__(f"It stays, because it was used: {uses}.")


class CannotRetire(WorkgroupsError):
    """A row that may not be retired; the message says why."""
