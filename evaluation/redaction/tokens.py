"""Words of a text, and the plain form by which they are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_ENDS = re.compile(r"[.!?\n:…•“\"]")

Span = tuple[int, int, str]  # start, end, placeholder


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    text: str

    @cached_property
    def plain(self) -> str:
        return plain_form(self.text)

    @cached_property
    def stem(self) -> str:
        """The word without a possessive ending: "Ada's" is "ada"."""
        return plain_form(re.sub(r"['’]s$", "", self.text))

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def end_of_name(self) -> int:
        """Where the word ends without "'s"."""
        return self.end - (2 if self.text[-2:] in ("'s", "’s") else 0)

    @property
    def is_possessive(self) -> bool:
        return bool(re.search(r"['’]s$|s['’]$", self.text))


def plain_form(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        c for c in decomposed if c.isalnum() and not unicodedata.combining(c)
    )


def words_of(text: str) -> tuple[str, ...]:
    return tuple(plain_form(word) for word in WORD.findall(text.replace("&", " and ")))
