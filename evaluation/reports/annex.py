"""The annex of a report: figures, each with a table, and evidence references."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.reports import blocks, wording
from evaluation.reports.blocks import Block
from recruitment.choices import FunnelStage
from workgroups import words

MAX_COLUMNS = 8  # local authorities that fit beside each other on a page


def build(snapshot: Mapping[str, Any]) -> list[Block]:
    figures = snapshot["figures"]
    parts = {
        "Recruitment": recruitment(figures["funnel"]),
        "Attendance by session": attendance(figures["attendance"]),
        "The second year": retention(figures["retention"]),
        "Confidence before and after": confidence(figures["confidence"]),
        "Themes by local authority": themes(figures["themes"]),
        "Ratings by local authority": ratings(figures["ratings"]),
        "Last year's implications and what became of them": last_year(snapshot),
        "Action plan": actions(snapshot),
        "Evidence references": evidence(snapshot["evidence"]),
        "How the figures are counted": counting_rules(
            snapshot["hub"]["smallest_count"]
        ),
    }
    return [
        block
        for title, part in parts.items()
        for block in (blocks.heading(title), *part)
    ]


def recruitment(funnel: Mapping[str, Any] | None) -> Iterator[Block]:
    if funnel is None:
        yield blocks.text("Nobody has asked for a place in these work groups yet.")
        return
    yield blocks.chart("funnel")
    rows = [
        [row["label"], *(wording.count(row[stage]) for stage in FunnelStage)]
        for row in funnel["rows"]
        if not _is_hidden(row[stage] for stage in FunnelStage)
    ]
    total = funnel["total"]
    rows.append(["All", *(wording.count(total[stage]) for stage in FunnelStage)])
    yield blocks.table(
        "From interest to session 1, by local authority",
        ["Local authority", *(stage.label.capitalize() for stage in FunnelStage)],
        rows,
        widths=[3, 2, 2, 2, 2],
        number_columns=4,
    )
    yield from _left_out(
        "Too few people to show",
        [
            row["label"]
            for row in funnel["rows"]
            if _is_hidden(row[stage] for stage in FunnelStage)
        ],
    )


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
        if with_figures(row)
    ]
    rows.append(["All groups", *(wording.present(cell) for cell in taken["total"])])
    yield blocks.table(
        "Present out of those marked, by session",
        ["Work group", *(f"Session {number}" for number in taken["numbers"])],
        rows,
        widths=[3, *(2 for _ in taken["numbers"])],
        number_columns=len(taken["numbers"]),
    )
    yield from _left_out(
        "Too few were absent, or present, to show",
        [row["label"] for row in taken["rows"] if not with_figures(row)],
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
    ):
        yield blocks.table(
            f"Went on to the second year, by {head.lower()}",
            [head, "Went on"],
            [[cell["label"], wording.share(cell)] for cell in found[name]],
            widths=[3, 3],
            number_columns=1,
        )
    if found["reasons"]:
        yield blocks.table(
            "Why people did not go on: the last reason known",
            ["Reason", "People"],
            [[row["label"], wording.count(row["count"])] for row in found["reasons"]],
            widths=[4, 2],
            number_columns=1,
        )


def _retention_sentences(found: Mapping[str, Any]) -> Iterator[str]:
    """What may be shown of the whole cohort."""
    if found["cohort"] is not None:
        yield f"{found['cohort']} people had a secured place."
    if found["rate"].get("suppressed"):
        yield "Too few people to show how many went on to the second year."
    else:
        yield (
            f"{found['continued']} went on to a secured place in the second year and "
            f"{found['lost']} did not: {wording.share(found['rate'])}."
        )
    if found["deferred"] is not None:
        yield f"Put off to a later year, and in neither number: {found['deferred']}."
    if found["came"] is not None:
        yield f"Went on and came to a session: {found['came']}."


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
    yield from _left_out(
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


def _left_out(what: str, names: Sequence[str]) -> Iterator[Block]:
    """A note that names what a table leaves out, once."""
    if names:
        yield blocks.note(f"{what}: {words.listed(names)}.")


def themes(tables: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Shares by local authority in the largest set; the workbook holds all sets."""
    if not tables or not tables[0]["rows"]:
        yield blocks.text("No written answer has been given a theme yet.")
        return
    main = tables[0]
    yield blocks.text(
        f"Share of respondents to “{main['set']}” who wrote of each theme, with 95% "
        "intervals. Sets of questions are never added up; shares of the other sets, "
        "by work group and by phase stand in the workbook."
    )
    yield blocks.chart("themes_overall")
    if any(may_be_drawn(row) for row in main["rows"]):
        yield blocks.chart("themes")
    else:
        yield blocks.note("Too few answers in single local authorities to draw them.")
    yield from _by_authority(main, "Theme", "Themes by local authority")
    yield blocks.table(
        "Do local authorities differ?",
        ["Theme", "What the figures say"],
        [[row["name"], wording.verdict(row["comparison"])] for row in main["rows"]],
        widths=[2, 4],
    )
    yield blocks.note(
        "People of one work group influence each other, so these tests see a "
        "difference, if anything, too easily. Not finding one is not the same as "
        "being alike."
    )


def may_be_drawn(row: Mapping[str, Any]) -> bool:
    """Whether a theme can be shown for two local authorities or more."""
    shown = sum(not cell.get("suppressed") for cell in row["authority"])
    return shown > 1 and not row["total"].get("suppressed")


def ratings(tables: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    if not tables:
        yield blocks.text("No rating has come in yet.")
        return
    yield blocks.text(
        "Mean ratings from 1 to 5 of ten answers or more, with their number and 95% "
        "interval."
    )
    for each in tables:
        yield from _by_authority(each, "Question", f"Mean ratings in “{each['set']}”")
    yield blocks.table(
        "Do ratings differ between local authorities?",
        ["Question", "What the figures say"],
        [
            [row["name"], wording.verdict(row["comparison"])]
            for each in tables
            for row in each["rows"]
        ],
        widths=[3, 4],
    )


def _by_authority(found: Mapping[str, Any], head: str, caption: str) -> Iterator[Block]:
    """A table with authorities as columns, or as rows where there are many."""
    everywhere = [cell["label"] for row in found["rows"] for cell in row["authority"]]
    labels = list(dict.fromkeys(everywhere))
    cells = [_from_all(row, labels) for row in found["rows"]]
    names = [row["name"] for row in found["rows"]]
    if len(labels) <= MAX_COLUMNS:
        yield blocks.table(
            caption,
            [head, "All", *labels],
            [
                [name, *(_in_lines(cell) for cell in row)]
                for name, row in zip(names, cells, strict=True)
            ],
            widths=[5, *(3 for _ in range(1 + len(labels)))],
            number_columns=1 + len(labels),
        )
        return
    rows = [
        [name if at == 0 else "", label, wording.figure(row[at])]
        for name, row in zip(names, cells, strict=True)
        for at, label in enumerate(["All", *labels])
    ]
    yield blocks.table(
        caption,
        [head, "Local authority", "Figure"],
        rows,
        widths=[4, 3, 4],
        number_columns=1,
    )


def _from_all(row: Mapping[str, Any], labels: Sequence[str]) -> list[Mapping[str, Any]]:
    """The overall cell, then one for each label; a missing label is suppressed."""
    cells = {cell["label"]: cell for cell in row["authority"]}
    return [row["total"], *(cells.get(label, {"suppressed": True}) for label in labels)]


def _in_lines(cell: Mapping[str, Any]) -> dict[str, Any]:
    if cell.get("suppressed"):
        return {"paragraphs": [wording.TOO_FEW]}
    if "mean" in cell:
        of = f"{cell['of']} answers"
        return {"paragraphs": [wording.mean(cell), of]}
    lines = [f"{cell['hits']} of {cell['of']}", wording.percent(cell["share"])]
    return {"paragraphs": [*lines, f"({wording.interval(cell, between='–')})"]}


def last_year(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    if not snapshot["last_year"]:
        yield blocks.text("There is no evaluation of the year before to look back on.")
        return
    rows = [
        [
            row["text"],
            row["addressed_to"],
            row["state"],
            row["what_became"] or "Not noted.",
            row["measure"] or "None agreed.",
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
            row["text"],
            row["owner"] or "Nobody yet",
            wording.day(row["due_on"]) or "No date yet",
            row["measure"] or "None agreed",
            row["state"],
        ]
        for row in snapshot["actions"]
    ]
    head = ["Implication", "Owner", "By", "The measure that would show it", "State"]
    yield blocks.table("Implications", head, rows, widths=[4, 2, 2, 4, 2])


def evidence(found: Mapping[str, Any]) -> Iterator[Block]:
    if not found["quotes"] and not found["others"]:
        yield blocks.text("No evidence has been cited yet.")
        return
    yield blocks.text(
        "Comments are shown only where a person has ticked them fit to publish, and, "
        "for a written answer, where its writer agreed. Names have been taken out."
    )
    for one in found["quotes"]:
        yield blocks.quote(f"E{one['number']}", one["kind"], one["text"])
    if found["others"]:
        yield blocks.table(
            "Other evidence, by number only",
            ["Kind", "References"],
            [
                [row["kind"].capitalize(), words.number_ranges(row["numbers"], "E")]
                for row in found["others"]
            ],
            widths=[1, 4],
        )


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
