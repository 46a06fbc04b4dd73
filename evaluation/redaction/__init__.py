"""Redact names in what people wrote.

Links, addresses and numbers are replaced first, then known names of schools and people,
then surnames after a title. A single name of the group's own people is replaced
wherever it stands, any other of the hub where a name is likely. A name that is also a
word (Grace, Mark, Will) stays where it is used as one. Only known names can be found,
so a person reads every quote before it is published.
"""

from evaluation.redaction.finding import redact
from evaluation.redaction.group_names import GroupNames, group_names
from evaluation.redaction.known_names import KnownNames, KnownPerson, known_names
from evaluation.redaction.unknown_names import unrecognised_capitals
from evaluation.redaction.vocabulary import MENTOR, NAME, SCHOOL

__all__ = [
    "MENTOR",
    "NAME",
    "SCHOOL",
    "GroupNames",
    "KnownNames",
    "KnownPerson",
    "group_names",
    "known_names",
    "redact",
    "unrecognised_capitals",
]
