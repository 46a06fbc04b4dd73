"""A report as sections and blocks, from which every kind of file is written.

The sections and their order are those of the 2022/23 report; the annex follows. A block
is a dictionary with its `kind`: heading, text, note, quote, bullets, questions, table
or chart. A cell is text, or the parts of blocks.EMPTY_CELL.

Source: Evaluator in Residence 2022/23, section by section.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from evaluation.reports import annex, blocks, live, references, wording
from evaluation.reports.blocks import Block
from workgroups import words


def build(snapshot: Mapping[str, Any], *, version: int | None = None) -> dict[str, Any]:
    """The outline of a snapshot: title block, summary and sections of blocks."""
    year = snapshot["evaluation"]["year"]
    found = live.figures(snapshot)
    return {
        **made(snapshot, version),
        "title": f"Maths Hubs Evaluator in Residence {year}",
        "subtitle": "Evidence and reporting summary",
        "summary_title": "Evaluator in Residence Summary",
        "summary": summary(snapshot, found),
        "sections": [
            section("Context", written_or_drafted(snapshot["context"], found)),
            section(
                "Activity and data collection",
                [
                    *written_or_drafted(snapshot["activity"], found),
                    *data_collected(snapshot),
                ],
            ),
            section("Significant themes", themes(snapshot, found)),
            section("Conclusion", conclusion(snapshot, found)),
            section("Annex: figures and evidence", annex.build(snapshot)),
        ],
    }


def made(snapshot: Mapping[str, Any], version: int | None) -> dict[str, Any]:
    """What every document of a snapshot says of itself: hub, version and date."""
    dated = f"Figures as at {wording.day(snapshot['as_at'])}."
    return {
        "hub": snapshot["hub"]["name"],
        "made": dated if version is None else f"Version {version}. {dated}",
        "as_at": snapshot["as_at"],
    }


def section(title: str, content: Iterable[Block]) -> dict[str, Any]:
    return {"title": title, "blocks": list(content)}


def summary(
    snapshot: Mapping[str, Any], found: Mapping[str, live.Figure]
) -> list[dict[str, Any]]:
    """Rows of the summary table; each has a label and blocks."""
    goal = snapshot["evaluation"]["strategic_goal"]
    return [
        {"label": "Maths Hub", "blocks": [blocks.text(snapshot["hub"]["name"])]},
        {"label": "Strategic goal", "blocks": [blocks.text(goal or "Not given.")]},
        {"label": "Research questions", "blocks": [*questions(snapshot)]},
        {
            "label": "What is the case?",
            "blocks": live.prose(snapshot["case"] or wording.NOT_WRITTEN, found),
        },
    ]


def questions(snapshot: Mapping[str, Any]) -> Iterable[Block]:
    """Numbered groups of questions; a group without evidence says so."""
    if not snapshot["question_groups"]:
        yield blocks.text("No research question has been written yet.")
    for group in snapshot["question_groups"]:
        yield blocks.questions(
            f"{group['number']}. {group['title']}",
            [
                {
                    "letter": each["letter"],
                    "text": each["text"],
                    "note": collected(each),
                }
                for each in group["questions"]
            ],
        )
        if not group["collected"]:
            yield blocks.note("Nothing has been collected for these questions.")


def collected(question: Mapping[str, Any]) -> str:
    """The data collected for one question in words; "" for none."""
    found = []
    if question["answers"] is None:
        found.append("too few answers to count")
    elif question["answers"]:
        found.append(words.counted(question["answers"], "answer"))
    if question["comments"]:
        found.append(words.counted(question["comments"], "comment"))
    if question["figures"]:
        found.append(f"figures on {words.listed(question['figures'])}")
    return words.listed(found)


def written_or_drafted(
    written: Mapping[str, Any], found: Mapping[str, live.Figure]
) -> list[Block]:
    """What a person wrote; otherwise the drafted text, with a note that says so."""
    if written["written"]:
        return live.prose(written["written"], found)
    return [
        *(blocks.text(each) for each in written["drafted"]),
        blocks.note("Drafted from the hub's own figures; not yet edited by a person."),
    ]


def data_collected(snapshot: Mapping[str, Any]) -> list[Block]:
    rows = [
        [
            row["label"],
            row["authority"],
            str(row["sessions"]),
            str(row["visits"]),
            wording.count(row["responses"]),
        ]
        for row in snapshot["data_collected"]
    ]
    if not rows:
        return []
    columns = ["Work group", "Local authority", "Sessions held", "Visits", "Responses"]
    return [
        blocks.table(
            "What came in, by work group",
            columns,
            rows,
            widths=[5, 3, 2, 2, 2],
            number_columns=3,
        )
    ]


def themes(
    snapshot: Mapping[str, Any], found: Mapping[str, live.Figure]
) -> list[Block]:
    """Each theme beside its implications."""
    columns = ["Themes (findings and process)", "Possible implications"]
    rows = [
        [theme_cell(theme, place, found), implications_cell(theme)]
        for place, theme in enumerate(snapshot["themes"], start=1)
    ]
    if not rows:
        nothing = [blocks.text("No theme has been kept yet.")]
        return [*nothing, blocks.table("Themes", columns, [["None yet", "None yet"]])]
    return [
        blocks.table(
            "Themes and what may follow from them", columns, rows, widths=[1, 1]
        )
    ]


def theme_cell(
    theme: Mapping[str, Any], place: int, found: Mapping[str, live.Figure]
) -> dict[str, Any]:
    """The finding, one quote, and one line on what it rests on."""
    quote = theme["quote"]
    number = quote["number"] if quote else 0
    cited = blocks.span(f"E{number}", to=references.comment(number))
    return {
        "title": f"{theme['name']} ({theme['kind'].capitalize()})",
        "paragraphs": blocks.paragraphs(live.filled(theme["finding"], found)),
        "quote": f"“{quote['text']}”" if quote else "",
        "cites": [blocks.span(" ("), cited, blocks.span(")")] if quote else [],
        "references": rests_on(theme),
        "id": references.finding(place),
        "links": [
            blocks.span(" · "),
            blocks.span("evidence", to=references.theme(place)),
        ],
    }


def rests_on(theme: Mapping[str, Any]) -> str:
    """What a theme rests on, in one line.

    "15 of 95 wrote of it in “After a session” · heard in 5 of the 6 local authorities
    with ten answers · 34 comments · heard in 5 of 8 visits", from the set with most
    respondents that may be shown.
    """
    parts = []
    shown = [each for each in theme["counts"] if not each.get("suppressed")]
    if shown:
        most = max(shown, key=lambda each: each["of"])
        parts.append(
            f"{most['hits']} of {most['of']} wrote of it in “{most['set']}”"
            f"{wording.as_at(most)}"
        )
    if heard := theme.get("heard_in"):
        parts.append(
            f"heard in {heard['authorities']} of the {heard['of']} local authorities "
            "with ten answers"
        )
    if theme["evidence"]:
        parts.append(words.counted(len(theme["evidence"]), "comment"))
    if theme["heard"]["visits"]:
        visits, of_all = theme["heard"]["visits"], theme["heard"]["of"]
        parts.append(f"heard in {visits} of {of_all} visits")
    return " · ".join(parts) or "No evidence cited yet."


def implications_cell(theme: Mapping[str, Any]) -> dict[str, Any]:
    bullets = [
        f"{wording.with_progress(each)} (For {each['addressed_to']}.)"
        for each in theme["implications"]
    ]
    return {"bullets": bullets} if bullets else {"paragraphs": ["None written yet."]}


def conclusion(
    snapshot: Mapping[str, Any], found: Mapping[str, live.Figure]
) -> list[Block]:
    """What the evaluator wrote; the program never drafts a conclusion."""
    if snapshot["conclusion"].strip():
        return live.prose(snapshot["conclusion"], found)
    return [blocks.note("The conclusion is the evaluator's to write. Not written yet.")]
