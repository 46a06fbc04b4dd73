"""What the catalogue refuses, in words fit to show."""


class WorkgroupsError(Exception):
    """A refusal whose message a person may read."""
