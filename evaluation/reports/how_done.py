"""How a report came about: who proposed its themes, who gave them, what is unread."""

from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.choices import Origin
from evaluation.reports import blocks, wording
from evaluation.reports.blocks import Block
from workgroups import words

PROPOSERS = {
    str(Origin.PERSON.label): "A person",
    str(Origin.ENGINE.label): "The program, kept by a person",
}


def build(found: Mapping[str, Any]) -> Iterator[Block]:
    yield blocks.text(" ".join(_sentences(found)))
    if found["themes"]:
        yield _by_theme(found)
    if len(found["coders"]) > 1:
        yield _by_coder(found)


def _sentences(found: Mapping[str, Any]) -> Iterator[str]:
    if not found["comments"]:
        yield "No comment has been collected yet."
        return
    unread, without = found["unread"], found["without_theme"]
    yield (
        f"{words.counted(found['comments'], 'comment')} "
        f"{words.plural(found['comments'], 'was', 'were')} collected: "
        f"{unread or 'none'} of them {words.plural(unread, 'is', 'are')} unread, "
        f"and {without or 'none'} of those read {words.plural(without, 'has', 'have')} "
        "no theme."
    )
    made, accepted = found["total"]["made"], found["total"]["accepted"]
    if not made + accepted:
        yield "No comment has been given a theme yet."
        return
    yield (
        f"Themes were given {words.counted(made + accepted, 'time')}: {made} by a "
        f"person alone, and {accepted} by a person who accepted what the program "
        "suggested. A suggestion that nobody has reviewed counts nowhere."
    )
    if len(found["coders"]) == 1:
        coder = found["coders"][0]["coder"] or wording.NO_CODER
        yield f"Given by: {coder}."


def _by_theme(found: Mapping[str, Any]) -> Block:
    return blocks.table(
        "Who proposed each theme, and how comments were given it",
        ["Theme", "Proposed by", "By a person", "Accepted"],
        [
            [row["name"], PROPOSERS[row["proposed_by"]], *_ways(row)]
            for row in found["themes"]
        ],
        widths=[5, 4, 2, 2],
        number_columns=2,
    )


def _by_coder(found: Mapping[str, Any]) -> Block:
    return blocks.table(
        "How comments were given themes, by who gave them",
        ["Who", "By a person", "Accepted"],
        [[row["coder"] or wording.NO_CODER, *_ways(row)] for row in found["coders"]],
        widths=[5, 2, 2],
        number_columns=2,
    )


def _ways(row: Mapping[str, Any]) -> list[str]:
    return [str(row["made"]), str(row["accepted"])]
