"""The annex of a report: figures, each with a table, and evidence references."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.choices import ThemeMark
from evaluation.reports import blocks, breakdowns, how_done, live, references, wording
from evaluation.reports.blocks import Block
from evaluation.reports.breakdowns import is_sparse, left_out
from recruitment.choices import FunnelStage
from workgroups import words


def build(snapshot: Mapping[str, Any]) -> list[Block]:
    figures = snapshot["figures"]
    parts = {
        "Recruitment": recruitment(figures["funnel"]),
        "Attendance by session": attendance(figures["attendance"]),
        "The second year": retention(figures["retention"]),
        "Confidence before and after": confidence(figures["confidence"]),
        "Themes by local authority": themes(figures),
        "Ratings by local authority": ratings(figures["ratings"]),
        "Do local authorities differ?": breakdowns.differences(figures),
        "Evidence for each theme": references.by_theme(snapshot),
        "Last year's implications and what became of them": last_year(snapshot),
        "Action plan": actions(snapshot),
        "Evidence references": references.comments(snapshot),
        "How this was done": how_done.build(snapshot["method"]),
        "How the figures are counted": counting_rules(
            snapshot["hub"]["smallest_count"]
        ),
    }
    return [
        block
        for title, part in parts.items()
        for block in (blocks.heading(title, id=live.anchor(title)), *part)
    ]


def recruitment(funnel: Mapping[str, Any] | None) -> Iterator[Block]:
    if funnel is None:
        yield blocks.text("Nobody has asked for a place in these work groups yet.")
        return
    yield blocks.chart("funnel")
    rows = [
        [row["label"], *_stages(row)]
        for row in funnel["rows"]
        if not _is_hidden(row[stage] for stage in FunnelStage)
    ]
    rows.append(["All", *_stages(funnel["total"])])
    yield blocks.table(
        "From interest to session 1, by local authority",
        ["Local authority", *(stage.label.capitalize() for stage in FunnelStage)],
        rows,
        widths=[3, 2, 2, 2, 2],
        number_columns=4,
    )
    yield from left_out(
        "Too few people to show",
        [
            row["label"]
            for row in funnel["rows"]
            if _is_hidden(row[stage] for stage in FunnelStage)
        ],
    )


def _stages(row: Mapping[str, Any]) -> Iterator[str]:
    """The counts of each stage, those of an earlier report with their date."""
    dates = row.get("as_at", {})
    return (wording.count(row[stage], dates.get(stage, "")) for stage in FunnelStage)


def _is_hidden(counts: Iterable[Any]) -> bool:
    """Whether nothing of a row may be shown."""
    return all(count is None for count in counts)


def attendance(taken: Mapping[str, Any] | None) -> Iterator[Block]:
    if taken is None:
        yield blocks.text("No register has been taken yet.")
        return
    yield blocks.chart("attendance")
    rows = [
        [row["label"], *(wording.present(cell) for cell in row["cells"])]
        for row in taken["rows"]
        if not is_sparse(row["cells"])
    ]
    rows.append(["All groups", *(wording.present(cell) for cell in taken["total"])])
    yield blocks.table(
        "Present out of those marked, by session",
        ["Work group", *(f"Session {number}" for number in taken["numbers"])],
        rows,
        widths=[3, *(2 for _ in taken["numbers"])],
        number_columns=len(taken["numbers"]),
    )
    yield from left_out(
        "Too few were absent, or present, to show",
        [row["label"] for row in taken["rows"] if is_sparse(row["cells"])],
    )
    yield blocks.text(f"Over the year: {wording.present(taken['overall'])}.")


def with_figures(row: Mapping[str, Any]) -> bool:
    """Whether a row of attendance has a cell that is shown, or an untaken register."""
    return any(not (cell and cell.get("suppressed")) for cell in row["cells"])


def retention(found: Mapping[str, Any] | None) -> Iterator[Block]:
    if found is None:
        yield blocks.text("These work groups have no second year to go on to.")
        return
    if found["too_early"]:
        yield blocks.text("The second year has not begun, so nobody has gone on yet.")
        return
    yield blocks.text(" ".join(_retention_sentences(found)))
    frozen = "Counted as it stood on 31 October of the second year."
    yield blocks.note(
        frozen if found["frozen"] else "Still moving until 31 October; then frozen."
    )
    for name, head in (
        ("by_authority", "Local authority"),
        ("by_both_years", "Asked for on registering"),
        ("by_school_stage", "Stage of the school in Teaching for Mastery"),
    ):
        yield from _went_on(found.get(name, []), head)
    if found["reasons"]:
        yield blocks.table(
            "Why people did not go on: the last reason known",
            ["Reason", "People"],
            [
                [row["label"], wording.count(row["count"], row.get("as_at", ""))]
                for row in found["reasons"]
            ],
            widths=[4, 2],
            number_columns=1,
        )


def _went_on(cells: Sequence[Mapping[str, Any]], head: str) -> Iterator[Block]:
    shown = [cell for cell in cells if not cell.get("suppressed")]
    if shown:
        yield blocks.table(
            f"Went on to the second year, by {head.lower()}",
            [head, "Went on"],
            [[cell["label"], wording.share(cell)] for cell in shown],
            widths=[3, 3],
            number_columns=1,
        )
    hidden = [cell["label"] for cell in cells if cell.get("suppressed")]
    yield from left_out("Too few people to show who went on", hidden)


def _retention_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """What may be shown of the whole cohort."""
    dates = found.get("as_at", {})

    def people(name: str) -> str:
        return wording.count(found[name], dates.get(name, ""))

    if found["cohort"] is not None:
        yield f"Had a secured place: {people('cohort')}."
    if found["rate"].get("suppressed"):
        yield "Too few people to show how many went on to the second year."
    else:
        yield (
            f"{found['continued']} went on to a secured place in the second year and "
            f"{found['lost']} did not: {wording.share(found['rate'])}."
        )
    if found["deferred"] is not None:
        yield f"Put off to a later year, and in neither number: {people('deferred')}."
    if found["came"] is not None:
        yield f"Went on and came to a session: {people('came')}."


def confidence(rows: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    shown = [row for row in rows if not row.get("suppressed")]
    if not shown:
        yield blocks.text(
            "Too few people answered the same question before and after to compare, or "
            "the comparison would have shown what single people answered."
        )
        return
    yield blocks.chart("confidence")
    yield blocks.table(
        "Ratings from 1 to 5 of the same people, before and after",
        [
            *("Question", "People", "Higher", "Same", "Lower"),
            *("Mean before", "Mean after", "Effect size", "In words"),
        ],
        [_changed(row) for row in shown],
        widths=[5, 2, 2, 2, 2, 3, 3, 2, 3],
        number_columns=7,
    )
    yield from left_out(
        "Questions of which too little may be shown",
        [row["text"] for row in rows if row.get("suppressed")],
    )


def _changed(row: Mapping[str, Any]) -> list[str]:
    return [
        row["text"],
        *(wording.count(row[name]) for name in ("pairs", "up", "same", "down")),
        *(wording.mean(row[name]) for name in ("before", "after")),
        wording.signed(row["effect"]),
        wording.DIRECTIONS[row["verdict"]] + wording.as_at(row),
    ]


def themes(figures: Mapping[str, Any]) -> Iterator[Block]:
    """Shares in the whole hub, then a mark for each theme and local authority."""
    tables = figures["themes"]
    if not tables or not tables[0]["rows"]:
        yield blocks.text("No written answer has been given a theme yet.")
        return
    yield blocks.text(
        "Share of respondents who wrote of each theme in the whole hub, with 95% "
        "intervals. Sets of questions are never added up; shares by phase stand in the "
        "workbook."
    )
    yield blocks.chart("themes_overall")
    yield from marks(figures.get("marks"))


def marks(found: Mapping[str, Any] | None) -> Iterator[Block]:
    """Where each theme was heard; authorities without marks are named once."""
    rows = [row for row in found["rows"] if row["cells"]] if found else []
    if not found or not rows or len(found["labels"]) < 2:
        yield blocks.note(
            "Fewer than two local authorities have ten answers, or no theme has five "
            "written mentions, so nothing is said by local authority."
        )
        return
    yield blocks.text(
        "Heard often: at least three responses in the local authority wrote of it, and "
        "as large a share as in the whole hub, or larger. Heard: fewer, or with other "
        "questions, or noted on a visit. Not heard: none of these."
    )
    yield blocks.chart("marks")
    yield blocks.table(
        "Themes by local authority",
        ["Theme", *(mark.label.capitalize() for mark in ThemeMark)],
        [
            [
                row["name"],
                *(words.listed(wording.marked(row, mark)) or "–" for mark in ThemeMark),
            ]
            for row in rows
        ],
        widths=[4, 4, 4, 4],
    )
    yield from left_out("Fewer than ten answers, so without marks", found["too_few"])
    without = [row for row in found["rows"] if not row["cells"]]
    few = [row["name"] for row in without if not row.get("tells_of_few")]
    yield from left_out("Fewer than five written mentions, so without marks", few)
    telling = [row["name"] for row in found["rows"] if row.get("tells_of_few")]
    yield from left_out(
        "Without marks, because they would tell of fewer than ten people", telling
    )


def ratings(tables: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    if not tables:
        yield blocks.text("No rating has come in yet.")
        return
    yield blocks.text(
        "Mean ratings from 1 to 5 of ten answers or more, with their number and 95% "
        "interval."
    )
    for each in tables:
        caption = f"Mean ratings in “{each['set']}”"
        yield from breakdowns.by_authority(each, "Question", caption)


def last_year(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    if not snapshot["last_year"]:
        yield blocks.text("There is no evaluation of the year before to look back on.")
        return
    rows = [
        [
            row["text"],
            row["addressed_to"],
            row["state"],
            wording.what_became(row) or "Not noted.",
            wording.measured(row) or "None agreed.",
        ]
        for row in snapshot["last_year"]
    ]
    head = ["Implication", "For", "State", "What became of it", "Measure"]
    yield blocks.table("Last year's implications", head, rows, widths=[4, 2, 2, 4, 3])


def actions(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    if not snapshot["actions"]:
        yield blocks.text("No implication has been written yet.")
        return
    rows = [
        [
            wording.with_progress(row),
            row["owner"] or "Nobody yet",
            wording.day(row["due_on"]) or "No date yet",
            row["measure"] or "None agreed",
            row["state"],
        ]
        for row in snapshot["actions"]
    ]
    head = ["Implication", "Owner", "By", "The measure that would show it", "State"]
    yield blocks.table("Implications", head, rows, widths=[4, 2, 2, 4, 2])


def counting_rules(k: int) -> Iterator[Block]:
    yield blocks.bullets(
        [
            "A respondent is one response to one set of questions. Shares of a theme "
            "count written answers that have been read, and never add up sets.",
            "What was said or seen on a visit counts visits, never people.",
            "Only themes that were kept and codings that a person has reviewed count.",
            "Intervals are 95% Wilson intervals. Groups are compared by chi-square "
            "where every expected count is five or more, else by 10,000 shuffles; p "
            "is corrected by Holm's method; V is Cramér's V without bias.",
            "Before and after are compared by Wilcoxon's signed-rank test on the same "
            "people, corrected by Holm's method; the effect size is the matched-pairs "
            "rank-biserial correlation.",
            f"Fewer than {k} people are not shown, nor all but fewer than {k}, nor "
            "what would give them away; nobody and everybody are shown from ten people "
            "on. A mean is shown from ten answers, and only where it reveals no answer "
            "of a few; before and after are shown whole or not at all.",
            "A register nobody took is missing, not empty.",
        ]
    )
