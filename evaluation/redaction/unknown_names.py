"""Capitalised words that may be names which no rule knows."""

from evaluation.redaction.tokens import SENTENCE_ENDS, WORD, plain_form, words_of
from evaluation.redaction.vocabulary import ALLOWED_PHRASES, ALLOWED_WORDS


def unrecognised_capitals(text: str) -> list[str]:
    """Capitalised words inside a sentence that no rule knows, for a person to check."""
    found: dict[str, None] = {}
    lower_case = {word for word in WORD.findall(text) if word[0].islower()}
    for match in WORD.finditer(text):
        word = match.group()
        before = text[: match.start()].rstrip()
        begins = not before or SENTENCE_ENDS.match(before[-1]) is not None
        known = plain_form(word) in ALLOWED_WORDS or word.casefold() in lower_case
        if word[0].isupper() and not begins and not known and len(word) > 1:
            found[word] = None
    return [word for word in found if not _is_allowed(word)]


def _is_allowed(word: str) -> bool:
    return any(plain_form(word) in words_of(phrase) for phrase in ALLOWED_PHRASES)
