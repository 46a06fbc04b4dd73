"""A report as sections and blocks, the same for every kind of file.

The sections and their order are those of the 2022/23 report; the annex follows. A block
is a dictionary with its `kind`: heading, text, note, quote, points, lettered, table or
figure. A cell is text, or {"title", "paragraphs", "points", "references"}.

Source: Evaluator in Residence 2022/23, section by section.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluation.reports import annex, blocks, wording
from workgroups import words

Block = dict[str, Any]


def build(snapshot: Mapping[str, Any], *, version: int | None = None) -> dict[str, Any]:
    """The outline of a snapshot: title block, summary and sections of blocks."""
    year = snapshot["evaluation"]["year"]
    made = f"Figures as at {wording.day(snapshot['as_at'])}."
    return {
        "title": f"Maths Hubs Evaluator in Residence {year}",
        "subtitle": "Evidence and reporting summary",
        "hub": snapshot["hub"]["name"],
        "made": made if version is None else f"Version {version}. {made}",
        "as_at": snapshot["as_at"],
        "summary_title": "Evaluator in Residence Summary",
        "summary": summary(snapshot),
        "sections": [
            section("Context", prose(snapshot["context"])),
            section(
                "Activity and data collection",
                [*prose(snapshot["activity"]), *data_collected(snapshot)],
            ),
            section("Significant themes", themes(snapshot)),
            section("Conclusion", conclusion(snapshot)),
            section("Annex: figures and evidence", annex.build(snapshot)),
        ],
    }


def section(title: str, content: Sequence[Block]) -> dict[str, Any]:
    return {"title": title, "blocks": list(content)}


def summary(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the summary table; each has a label and blocks."""
    goal = snapshot["evaluation"]["strategic_goal"]
    return [
        {"label": "Maths Hub", "blocks": [blocks.text(snapshot["hub"]["name"])]},
        {"label": "Strategic goal", "blocks": [blocks.text(goal or "Not given.")]},
        {"label": "Research questions", "blocks": [*questions(snapshot)]},
        {
            "label": "What is the case?",
            "blocks": blocks.texts(snapshot["case"] or wording.NOT_WRITTEN),
        },
    ]


def questions(snapshot: Mapping[str, Any]) -> Iterable[Block]:
    """Numbered groups with lettered questions; one without evidence says so."""
    if not snapshot["question_groups"]:
        yield blocks.text("No research question has been written yet.")
    for group in snapshot["question_groups"]:
        yield blocks.lettered(
            f"{group['number']}. {group['title']}",
            [
                {"letter": each["letter"], "text": each["text"], "note": heard(each)}
                for each in group["questions"]
            ],
        )
        if not group["collected"]:
            yield blocks.note("Nothing has been collected for these questions.")


def heard(question: Mapping[str, Any]) -> str:
    """What came in for one question; "" if nothing did."""
    found = []
    if question["answers"] is None:
        found.append("too few answers to count")
    elif question["answers"]:
        found.append(words.counted(question["answers"], "answer"))
    if question["passages"]:
        found.append(words.counted(question["passages"], "comment"))
    if question["figures"]:
        found.append(f"figures on {words.listed(question['figures'])}")
    return words.listed(found)


def prose(written: Mapping[str, Any]) -> list[Block]:
    """What a person wrote; otherwise the draft, which says that it is one."""
    if written["written"]:
        return blocks.texts(written["written"])
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
    head = ["Work group", "Local authority", "Sessions held", "Visits", "Responses"]
    return [
        blocks.table(
            "What came in, by work group", head, rows, widths=[5, 3, 2, 2, 2], figures=3
        )
    ]


def themes(snapshot: Mapping[str, Any]) -> list[Block]:
    """Each theme beside its implications."""
    head = ["Themes (findings and process)", "Possible implications"]
    rows = [
        [theme_cell(theme), implications_cell(theme)] for theme in snapshot["themes"]
    ]
    if not rows:
        nothing = [blocks.text("No theme has been kept yet.")]
        return [*nothing, blocks.table("Themes", head, [["None yet", "None yet"]])]
    return [
        blocks.table("Themes and what may follow from them", head, rows, widths=[1, 1])
    ]


def theme_cell(theme: Mapping[str, Any]) -> dict[str, Any]:
    paragraphs = blocks.paragraphs(theme["finding"])
    paragraphs += [written_by(count) for count in theme["counts"]]
    if theme["heard"]["visits"]:
        visits, of_all = theme["heard"]["visits"], theme["heard"]["of"]
        paragraphs.append(f"Also heard in {visits} of {of_all} visits.")
    if theme["comparison"] is not None:
        paragraphs.append(wording.verdict(theme["comparison"]))
    if theme["quote"]:
        paragraphs.append(f"“{theme['quote']['text']}” (E{theme['quote']['number']})")
    cited = words.number_ranges(theme["evidence"], "E")
    return {
        "title": f"{theme['name']} ({theme['kind'].capitalize()})",
        "paragraphs": paragraphs,
        "references": f"Evidence: {cited or 'none cited yet'}.",
    }


def written_by(count: Mapping[str, Any]) -> str:
    if count.get("suppressed"):
        return f"“{count['set']}”: too few answers to show."
    return (
        f"“{count['set']}”: written by {count['hits']} of {count['of']} respondents "
        f"({wording.percent(count['share'])}; {wording.interval(count)})."
    )


def implications_cell(theme: Mapping[str, Any]) -> dict[str, Any]:
    points = [
        f"{each['text']} (For {each['addressed_to']}.)"
        for each in theme["implications"]
    ]
    return {"points": points} if points else {"paragraphs": ["None written yet."]}


def conclusion(snapshot: Mapping[str, Any]) -> list[Block]:
    """The evaluator's own words; the program never drafts them."""
    if snapshot["conclusion"].strip():
        return blocks.texts(snapshot["conclusion"])
    return [blocks.note("The conclusion is the evaluator's to write. Not written yet.")]
