"""What somebody may have meant by mistyped words of a school's name, town or area.

The words of all schools are candidates: those that begin or end alike, and on
PostgreSQL those with the same trigrams. Few slips of the keys decide.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length

from workgroups import rules, trigrams
from workgroups.models import SchoolWord
from workgroups.words import is_one_slip, slips_between

SPELLINGS = 4  # of one word, the nearest ones
SHORTEST, LONGER = 4, 8  # letters: from `LONGER` on two slips are forgiven
LOOKS_ALIKE = 0.4  # share of trigrams that two words have in common
_ALIKE = f"""
SELECT part, word FROM unnest(%s::text[]) AS part
JOIN {SchoolWord._meta.db_table} ON word %% part
WHERE similarity(word, part) >= %s
"""  # noqa: S608


def readings(parts: Sequence[str], areas: Iterable[str]) -> Iterator[list[list[str]]]:
    """What the words may mean, each with its spellings: first what was typed.

    Then words that no school has are replaced, and at last any word.
    """
    last = [[each] for each in parts]
    yield last
    asked = [each for each in parts if len(each) >= SHORTEST and each.isalpha()]
    if not asked:
        return
    candidates = {word for name in areas for word in rules.words_to_compare(name)}
    candidates.update(_that_begin_or_end_alike(asked))
    unknown = [each for each in asked if not _begins_one(each, candidates)]
    alike = _with_the_same_trigrams(asked)
    meant: dict[str, list[str]] = {}
    for widened in [unknown, asked][unknown == asked :]:
        for each in set(widened) - meant.keys():
            meant[each] = _nearest(each, candidates, alike[each])
        spellings = [[each, *meant.get(each, [])] for each in parts]
        if spellings != last:
            yield spellings
            last = spellings


def _begins_one(part: str, candidates: Iterable[str]) -> bool:
    return any(word.startswith(part) for word in candidates)


def _that_begin_or_end_alike(asked: Sequence[str]) -> Iterable[str]:
    """Words with the first letter, the first two swapped, or the last three."""
    wanted = Q()
    for each in asked:
        lengths = (len(each) - 2, len(each) + 2)
        begins = Q()
        for letter in sorted({each[0], each[1]}):
            begins |= Q(word__gte=letter, word__lt=chr(ord(letter) + 1))
        wanted |= Q(letters__range=lengths) & (begins | Q(word__endswith=each[-3:]))
        wanted |= Q(word__gte=each, word__lt=each + "{")  # "{" comes after "z"
    rows = SchoolWord.objects.alias(letters=Length("word")).filter(wanted)
    return rows.values_list("word", flat=True)


def _with_the_same_trigrams(asked: Sequence[str]) -> dict[str, set[str]]:
    """Words that PostgreSQL finds alike; none where it lacks the extension."""
    alike: dict[str, set[str]] = {each: set() for each in asked}
    if trigrams.is_there():
        with connection.cursor() as cursor:
            cursor.execute(_ALIKE, [list(asked), LOOKS_ALIKE])
            for part, word in cursor.fetchall():
                alike[part].add(word)
    return alike


def _nearest(part: str, candidates: Iterable[str], alike: set[str]) -> list[str]:
    """The words that take fewest slips, or else those that look alike."""
    length = len(part)
    others = [each for each in {*candidates, *alike} if abs(len(each) - length) <= 2]
    near = [word for word in _alike_halves(part, others) if is_one_slip(part, word)]
    if not near and length >= LONGER:
        likely = (word for word in others if _may_be_near(part, word))
        near = [word for word in likely if slips_between(part, word, most=2) == 2]
    return sorted(near or alike - {part})[:SPELLINGS]


def _alike_halves(part: str, others: Iterable[str]) -> Iterator[str]:
    """Words with the first half or the end of a part: one slip changes but one."""
    middle = len(part) // 2
    begins, ends = part[:middle], part[middle + 1 :]  # a swap may cross the middle
    return (each for each in others if each.startswith(begins) or each.endswith(ends))


def _may_be_near(part: str, word: str) -> bool:
    """Whether two slips at most can part two words of about the same length.

    This is cheaper than counting them.
    """
    return len(set(part) ^ set(word)) <= 4
