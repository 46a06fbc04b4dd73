"""What the catalogue refuses, in words fit to show."""


class WorkgroupsError(Exception):
    """A refusal whose message a person may read."""


class NoteChanged(WorkgroupsError):
    """Somebody else wrote the same note meanwhile; `theirs` is what stands."""

    def __init__(self, theirs: str) -> None:
        super().__init__(
            "Somebody else changed this note while you were writing. Theirs is below, "
            "and yours is still in the box: put the two together and save again."
        )
        self.theirs = theirs


class SchoolFileError(WorkgroupsError):
    """A list of schools, or one of its rows, that cannot be used."""


class RowRefused(SchoolFileError):
    """A row that is at fault; the message says in what."""


class RowLeftOut(SchoolFileError):
    """A row that is right but not for us; the message says why."""
