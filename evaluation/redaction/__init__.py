"""Redact names in what people wrote.

Links, addresses and numbers are replaced first, then known names of schools and people,
then surnames after a title, and last a single name where a name is likely. Names that
are also words (Grace, Mark, Will) are replaced only there. Only known names can be
found, so a person reads every quote before it is published.
"""

from evaluation.redaction.finding import redact
from evaluation.redaction.known_names import KnownNames, KnownPerson, known_names
from evaluation.redaction.unknown_names import unrecognised_capitals
from evaluation.redaction.vocabulary import MENTOR, NAME, SCHOOL

__all__ = [
    "MENTOR",
    "NAME",
    "SCHOOL",
    "KnownNames",
    "KnownPerson",
    "known_names",
    "redact",
    "unrecognised_capitals",
]
