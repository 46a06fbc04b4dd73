"""A label is a fragment of a comment: 2 to 6 words that read as a thing.

A word counts by how much more often a candidate's comments have it than the others
(log-odds with a prior, divided by its standard error, after Monroe, Colaresi and
Quinn 2008), and by how often it follows "the", "my" or "of" rather than "I", "to" or
"can": "gap task" names a thing, "like" does not.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log, sqrt

from evaluation.engine.terms import Word, is_negation, most_common, phrases, readable
from evaluation.engine.texts import DIGITS

SAMPLE_SIZE = 20_000  # texts in which words are counted
LONGEST = 6  # words of a fragment
PRIOR = 0.5  # texts added to each count
Keys = tuple[str, ...]  # the stems of a fragment
BEFORE_THINGS = frozenset(
    "the my our your their his her its of a an this that these those each every some"
    " in on with for from about more between".split()
)
BEFORE_ACTS = frozenset(
    "i you we they he she it to can could will would should must may might did do does"
    " who have has had been was were is are be am i'm i've i'd i'll we'd we've"
    " very so too really".split()
)


def thing_weights(
    groups: Sequence[Sequence[int]], texts: Sequence[str], stops: frozenset[str]
) -> list[dict[str, float]]:
    """For each group the weight of each stem that sets it apart, above zero."""
    texts = texts[:SAMPLE_SIZE]
    stems_of = [set[str]() for _ in texts]
    after: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        for phrase in phrases(readable(text), stops):
            for position, word in enumerate(phrase):
                if word.key:
                    stems_of[row].add(word.key)
                    _count_place(after.setdefault(word.key, [1, 2]), phrase, position)
    overall = Counter(key for stems in stems_of for key in stems)
    sampled = ([row for row in rows if row < len(texts)] for rows in groups)
    return [_weights_of(rows, stems_of, overall, after) for rows in sampled]


def _count_place(counts: list[int], phrase: Sequence[Word], position: int) -> None:
    """Add to (as a thing, in all) by the word before; other things pass it on."""
    while position and phrase[position - 1].key:
        position -= 1
    before = phrase[position - 1].text.lower() if position else ""
    counts[0] += before in BEFORE_THINGS
    counts[1] += before in BEFORE_THINGS or before in BEFORE_ACTS


def _weights_of(
    rows: Sequence[int],
    stems_of: Sequence[set[str]],
    overall: Mapping[str, int],
    after: Mapping[str, Sequence[int]],
) -> dict[str, float]:
    inside = Counter(key for row in rows for key in stems_of[row])
    weights = {}
    for key, number in inside.items():
        apart = _log_odds(number, len(rows), overall[key] - number, len(stems_of))
        if apart > 0:
            weights[key] = apart * after[key][0] / after[key][1]
    return weights


def _log_odds(inside: int, rows: int, outside: int, texts: int) -> float:
    """How much more often a word is inside, in standard errors."""
    a, b = inside + PRIOR, outside + PRIOR
    without_a, without_b = rows - inside + PRIOR, texts - rows - outside + PRIOR
    return (log(a / without_a) - log(b / without_b)) / sqrt(1 / a + 1 / b)


def best_fragment(
    texts: Sequence[str],
    weights: Mapping[str, float],
    stops: frozenset[str],
    taken: Sequence[Keys],
) -> tuple[str, Keys]:
    """The best fragment of these texts, and its stems; ("", ()) where there is none.

    One that has all stems of a fragment in `taken`, or only such, is passed over.
    """
    written = _written(texts, stops)
    worth = {keys: _worth(keys, weights, written[keys].total()) for keys in written}
    for keys in sorted(worth, key=lambda keys: (-worth[keys], keys)):
        if worth[keys] <= 0:
            break
        if not any({*keys} <= {*other} or {*other} <= {*keys} for other in taken):
            return most_common(written[keys]), keys
    return "", ()


def _written(texts: Sequence[str], stops: frozenset[str]) -> dict[Keys, Counter[str]]:
    """How each fragment is spelt, counted once for each text."""
    written: dict[Keys, Counter[str]] = {}
    for text in map(readable, texts):
        seen = {
            _keys(part): text[part[0].start : part[-1].end]
            for phrase in phrases(text, stops)
            for part in _parts(phrase)
        }
        for keys, spelling in seen.items():
            written.setdefault(keys, Counter())[spelling] += 1
    return written


def _keys(part: Sequence[Word]) -> Keys:
    return tuple(word.key for word in part if word.key)


def _parts(phrase: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Fragments that begin and end with a thing; a negation stays with its word."""
    for start, first in enumerate(phrase):
        is_denied = first.denied_from is not None
        if is_denied or not (first.key or is_negation(first.text.lower())):
            continue
        for end in range(start + 2, min(start + LONGEST, len(phrase)) + 1):
            part = phrase[start:end]
            if part[-1].key and not any(map(_is_of_an_act, part)):
                yield part


def _is_of_an_act(word: Word) -> bool:
    return not word.key and word.text.lower() in BEFORE_ACTS


def _worth(keys: Keys, weights: Mapping[str, float], texts: int) -> float:
    """Mean weight of the stems, less for a single one, more where often said."""
    own = [weights.get(key, 0.0) for key in keys]
    if min(own) <= 0:
        return 0.0
    return round(sum(own) / (len(own) + 1) * (1 + log(texts)), DIGITS)
