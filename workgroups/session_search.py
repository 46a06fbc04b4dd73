"""What somebody asks for when they search for a session: its number, its day, words."""

import re
from dataclasses import dataclass
from datetime import date

from workgroups import academic_years, typed_dates

_NUMBER = re.compile(r"\bsession\s*(?:no\.?\s*|number\s*)?(\d{1,2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class SessionAsked:
    """A session that is searched for; `words` is the rest of the text."""

    words: str
    number: int | None = None
    on: date | None = None

    @property
    def is_session(self) -> bool:
        """Whether the text says that a session is meant."""
        return self.number is not None or self.on is not None


def read(text: str, *, today: date) -> SessionAsked:
    """Read "Greenwich session 3", "18 January 2027" or plain words.

    A day without a year is in the present academic year.
    """
    number = None
    found = _NUMBER.search(text)
    if found is not None:
        number = int(found[1])
        text = f"{text[: found.start()]} {text[found.end() :]}"
    year = academic_years.academic_year_of(today)
    on, rest = typed_dates.day_in(text, start_year=year)
    return SessionAsked(" ".join(rest.split()), number, on)
