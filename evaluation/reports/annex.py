"""The annex of a report: figures, each with a table, and evidence references."""

from collections.abc import Iterator, Mapping, Sequence
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


def attendance(taken: Mapping[str, Any] | None) -> Iterator[Block]:
    if taken is None:
        yield blocks.text("No register has been taken yet.")
        return
    yield blocks.chart("attendance")
    rows = [
        [row["label"], *(wording.present(cell) for cell in row["cells"])]
        for row in taken["rows"]
    ]
    rows.append(["All groups", *(wording.present(cell) for cell in taken["total"])])
    yield blocks.table(
        "Present out of those marked, by session",
        ["Work group", *(f"Session {number}" for number in taken["numbers"])],
        rows,
        widths=[3, *(2 for _ in taken["numbers"])],
        number_columns=len(taken["numbers"]),
    )
    yield blocks.text(f"Over the year: {wording.present(taken['overall'])}.")


def retention(found: Mapping[str, Any] | None) -> Iterator[Block]:
    if found is None:
        yield blocks.text("These work groups have no second year to go on to.")
        return
    if found["too_early"]:
        yield blocks.text("The second year has not begun, so nobody has gone on yet.")
        return
    yield blocks.text(
        f"Of {found['cohort']} people who had a secured place, {found['continued']} "
        f"went on to a secured place in the second year and {found['lost']} did not: "
        f"{wording.share(found['rate'])}. Put off to a later year, and in neither "
        f"number: {found['deferred']}. Went on and came to a session: {found['came']}."
    )
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


def confidence(rows: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    tested = [row for row in rows if row.get("mean_change") is not None]
    if not tested:
        yield blocks.text(
            "Too few people answered the same question before and after to compare."
        )
        return
    yield blocks.chart("confidence")
    yield blocks.table(
        "Ratings from 1 to 5 of the same people, before and after",
        [
            *("Question", "Pairs", "Higher", "Same", "Lower"),
            *("Mean before and after", "Effect size", "p"),
        ],
        [_changed(row) for row in tested],
        widths=[5, 2, 2, 2, 2, 3, 3, 2],
        number_columns=7,
    )
    yield blocks.table(
        "Those who answered only once",
        [
            *("Question", "Before only", "After only"),
            *("Mean before, answered once", "Mean before, answered twice"),
        ],
        [_unmatched(row) for row in tested],
        widths=[5, 2, 2, 3, 3],
        number_columns=4,
    )


def _changed(row: Mapping[str, Any]) -> list[str]:
    low, high = row["effect_low"], row["effect_high"]
    return [
        row["text"],
        wording.count(row["pairs"]),
        *(wording.count(row[way]) for way in ("up", "same", "down")),
        f"{row['mean_before']:.2f} to {row['mean_after']:.2f} "
        f"({wording.signed(row['mean_change'])})",
        f"{wording.signed(row['effect'])} "
        f"({wording.signed(low)} to {wording.signed(high)})",
        wording.probability(row["p_holm"]),
    ]


def _unmatched(row: Mapping[str, Any]) -> list[str]:
    once = row["mean_unmatched"]
    return [
        row["text"],
        wording.count(row["unmatched_before"]),
        wording.count(row["unmatched_after"]),
        wording.TOO_FEW if once is None else f"{once:.2f}",
        f"{row['mean_before']:.2f}",
    ]


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
    for each in tables:
        yield from _by_authority(each, "Question", f"Rated 4 or 5 in “{each['set']}”")


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
        [name if at == 0 else "", label, wording.share(row[at])]
        for name, row in zip(names, cells, strict=True)
        for at, label in enumerate(["All", *labels])
    ]
    yield blocks.table(
        caption,
        [head, "Local authority", "Share"],
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
            "people; the effect size is the matched-pairs rank-biserial correlation.",
            f"An answer given by fewer than {k} people, or by all but fewer than {k}, "
            "is not shown, and neither is what would give it away; so it is with who "
            "went on to a second year. No group with under ten answers has figures of "
            "its own.",
            "People asked, confirmed and present are counted from places and registers "
            f"as they stand for the whole hub; parts of them under {k} are not shown.",
            "A register nobody took is missing, not empty.",
        ]
    )
