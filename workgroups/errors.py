"""What the catalogue refuses, in words fit to show."""


class WorkgroupsError(Exception):
    """A refusal whose message a person may read."""


class SchoolFileError(WorkgroupsError):
    """A list of schools, or one of its rows, that cannot be used."""


class RowRefused(SchoolFileError):
    """A row that is at fault; the message says in what."""


class RowLeftOut(SchoolFileError):
    """A row that is right but not for us; the message says why."""
