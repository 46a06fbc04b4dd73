"""A paper of two pages for the Strategic Board, from the same snapshot as the report.

It names no local authority. It is kept short by a budget of characters: themes that do
not fit are named in one sentence, and a sentence is never cut.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evaluation.reports import blocks, live, outline, wording
from evaluation.reports.blocks import Block
from evaluation.reports.facts import sentences
from recruitment.choices import FunnelStage
from workgroups import words

THEMES_BUDGET = 2_400  # characters of findings and implications on two pages
FINDING_BUDGET = 330  # characters of one finding
TO_DO_BUDGET = 260  # characters of one theme's implications
ANSWER_SENTENCES = 2
MOST_ASKED = 5  # implications in the list of what the Board is asked
ASKED_BUDGET = 1_000
CLOSED = ("done", "dropped")


def build(snapshot: Mapping[str, Any], *, version: int | None = None) -> dict[str, Any]:
    """The outline of the paper, which the writers of the report can write."""
    about = snapshot["evaluation"]
    return {
        **outline.made(snapshot, version),
        "title": "Paper for the Strategic Board",
        "subtitle": f"{about['title']} {about['year']}",
        "summary_title": "In short",
        "summary": [
            {"label": "What we found", "blocks": [blocks.text(_answer(snapshot))]},
            {"label": "Three figures", "blocks": [blocks.bullets(_figures(snapshot))]},
        ],
        "sections": [
            outline.section("Themes, and what may follow", _themes(snapshot)),
            outline.section("What the Board is asked", _asked(snapshot)),
            outline.section("Where this comes from", _sources(snapshot)),
        ],
    }


def _answer(snapshot: Mapping[str, Any]) -> str:
    """The first sentences of the evaluator's conclusion; the program writes none."""
    found = live.figures(snapshot)
    first = sentences(live.filled(snapshot["conclusion"], found))[:ANSWER_SENTENCES]
    return " ".join(first) or wording.NOT_WRITTEN


def _figures(snapshot: Mapping[str, Any]) -> list[str]:
    """People, attendance and the second year, each as far as it may be shown."""
    found = snapshot["figures"]
    return [
        *_secured(found["funnel"]),
        *_present(found["attendance"]),
        *_went_on(found["retention"]),
    ] or ["No figure may be shown yet."]


def _secured(funnel: Mapping[str, Any] | None) -> Iterator[str]:
    total = funnel["total"] if funnel else {}
    secured = total.get(FunnelStage.SECURED)
    if secured is not None:
        date = total.get("as_at", {}).get(FunnelStage.SECURED, "")
        yield f"{wording.count(secured, date)} people had a secured place."


def _present(taken: Mapping[str, Any] | None) -> Iterator[str]:
    overall = taken["overall"] if taken else None
    if overall and not overall.get("suppressed") and overall["marked"]:
        yield f"{wording.percent(overall['share'])} of those marked were present."


def _went_on(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found and not found["too_early"] and not found["rate"].get("suppressed"):
        yield f"{wording.share(found['rate'])} went on to the second year."


def _themes(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    if not snapshot["themes"]:
        yield blocks.text("No theme has been kept yet.")
        return
    found = live.figures(snapshot)
    rows: list[list[blocks.Cell]] = []
    left: list[str] = []
    spent = 0
    for theme in snapshot["themes"]:
        row, size = _row(theme, found)
        if rows and (left or spent + size > THEMES_BUDGET):
            left.append(theme["name"])
            continue
        rows.append(row)
        spent += size
    head = ["Theme", "What may follow"]
    yield blocks.table("What we found", head, rows, widths=[3, 2])
    if left:
        yield blocks.note(f"Also found, and in the report: {words.listed(left)}.")


def _row(
    theme: Mapping[str, Any], found: Mapping[str, live.Figure]
) -> tuple[list[blocks.Cell], int]:
    """A theme beside its implications, and how many characters it takes."""
    finding = " ".join(
        _fitting(sentences(live.filled(theme["finding"], found)), FINDING_BUDGET)
    )
    to_do = _fitting(map(wording.with_progress, theme["implications"]), TO_DO_BUDGET)
    cell = {"title": theme["name"], "paragraphs": [finding] if finding else []}
    cell["references"] = outline.rests_on(theme)
    size = len(theme["name"]) + len(finding) + sum(map(len, to_do))
    return [cell, {"bullets": to_do} if to_do else "None written yet."], size


def _fitting(texts: Iterable[str], most: int) -> list[str]:
    """The first texts that fit; always the first one."""
    found: list[str] = []
    for text in texts:
        if found and len(text) + sum(map(len, found)) > most:
            break
        found.append(text)
    return found


def _asked(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    """What is neither done nor dropped, what is due first at the top."""
    live = [row for row in snapshot["actions"] if row["state"] not in CLOSED]
    rows = sorted(live, key=lambda row: (not row["due_on"], row["due_on"]))
    shown = _fitting([_line(row) for row in rows[:MOST_ASKED]], ASKED_BUDGET)
    if not shown:
        yield blocks.text("Nothing is asked of the Board yet.")
        return
    yield blocks.bullets(shown)
    if len(rows) > len(shown):
        more = words.counted(len(rows) - len(shown), "more implication")
        yield blocks.note(f"{more}: see the action plan.")


def _line(row: Mapping[str, Any]) -> str:
    owner = row["owner"] or "nobody yet"
    due = f", by {wording.day(row['due_on'])}" if row["due_on"] else ""
    about = f"For {row['addressed_to']}; owner: {owner}{due}"
    return f"{wording.with_progress(row)} ({about}.)"


def _sources(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    visits = sum(row["visits"] for row in snapshot["data_collected"])
    collected = sum(row["count"] for row in snapshot["evidence"]["collected"])
    yield blocks.text(
        f"{words.counted(len(snapshot['groups']), 'work group')}, "
        f"{words.counted(collected, 'comment')}, of which "
        f"{snapshot['evidence']['read']} were read, and "
        f"{words.counted(visits, 'visit')} to sessions. Figures, intervals, evidence "
        "and method stand in the annex of the report."
    )
