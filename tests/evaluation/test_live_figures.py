"""Figures that stand in a person's sentences until the report is frozen."""

import io
import re
import zipfile

import pytest
from django.urls import reverse

from evaluation import snapshots
from evaluation.models import Evaluation, Report
from evaluation.queries import live_figures
from evaluation.reports import board, facts, html, live, outline, pdf, word
from tests import factories as make
from tests.evaluation.small_counts import inputs

SENTENCE = "In all [People with a  secured place] came. [Not this] stays [x]."
FILLED = "In all 26 came. [Not this] stays [x]."


def snapshot(**texts):
    found = snapshots.build(inputs())
    found["context"] = {"written": texts.get("context", ""), "drafted": []}
    return {**found, "conclusion": texts.get("conclusion", "")}


def test_each_figure_has_a_name_a_value_and_a_place_in_the_annex():
    found = live.figures(snapshot())

    assert {each.name: each.value for each in found.values()} == {
        "people who asked for a place": "32",
        "people asked to confirm": "32",
        "people with a secured place": "26",
        "people who came to session 1": "too few to show",
        "present over the year": "53 of 61 (87%)",
        "went on to the second year": "26 of 44 (59%, 44% to 72%)",
        "comments collected": "0",
        "comments read": "0",
        "comments with a theme": "17",
        "work groups": "4",
        "sessions held": "8",
        "visits to sessions": "0",
        "comments on Mentors": "17",
        "authorities with Mentors": "4 of the 4",
    }
    assert [each.name for each in found.values()] == live.names(["Mentors"])
    parts = {each.part for each in found.values()}
    headings = {
        block["id"]
        for section in outline.build(snapshot())["sections"]
        for block in section["blocks"]
        if block["kind"] == "heading"
    }
    assert {live.anchor(part) for part in parts} <= headings


def test_a_sentence_takes_its_figures_and_keeps_other_brackets():
    found = live.figures(snapshot())

    assert live.filled(SENTENCE, found) == FILLED
    assert live.unknown(SENTENCE, live.names([])) == ["[Not this]"]
    assert [each["to"] for each in live.spans(SENTENCE, found)] == [
        *("", "figures-recruitment", ""),
    ]


def test_without_figures_of_places_it_says_so():
    found = snapshot()
    found["figures"] |= {"funnel": None, "attendance": None, "retention": None}

    told = live.figures(found)

    assert told["people with a secured place"].value == "too few to show"
    assert told["present over the year"].value == "no register"
    assert told["went on to the second year"].value == "too few to show"


def test_every_file_has_the_number_and_a_link_to_it():
    report = outline.build(snapshot(context=SENTENCE, conclusion=SENTENCE))

    page = html.render(report, {}).decode()
    packed = zipfile.ZipFile(io.BytesIO(word.render(report, {})))
    document = packed.read("word/document.xml").decode()
    _, keeps_to_ua = pdf.render(report, {})

    linked = re.findall(r'href="#figures-recruitment">26</a', page)
    assert len(linked) == 2
    assert '<h3 id="figures-recruitment">Recruitment</h3>' in page
    assert "[People with" not in page
    assert document.count('w:anchor="figures_recruitment"') == 2
    assert 'w:name="figures_recruitment"' in document
    assert keeps_to_ua


def test_findings_facts_and_the_board_paper_have_it_too():
    found = snapshot(conclusion=SENTENCE)
    found["themes"][0]["finding"] = "[comments on mentors] comments say so."

    texts = [each.text for each in facts.of_snapshot(found)]

    assert "Mentors (Finding): 17 comments say so." in texts
    assert FILLED in texts
    paper = str(board.build(found))
    assert "17 comments say so." in paper
    assert FILLED in paper


def test_the_snapshot_keeps_the_sentence_as_it_was_written():
    given = inputs()
    given.evaluation["conclusion"] = SENTENCE

    assert snapshots.build(given)["conclusion"] == SENTENCE


@pytest.mark.django_db
def test_a_figure_is_placed_without_a_script_and_named_with_its_last_value(signed_in):
    evaluation = make.make_evaluation(conclusion="So it was.")
    theme = make.make_theme(evaluation, "Mentors")
    make.make_theme(evaluation, "Left out", state="discarded")
    Report.objects.create(
        hub=evaluation.hub,
        evaluation=evaluation,
        version=1,
        requested_at=make.FRIDAY_5PM,
        state="done",
        snapshot=snapshot(),
    )
    client = signed_in(make.make_staff("evaluator", hub=evaluation.hub))
    page = reverse("evaluation:write_texts", args=[evaluation.pk])
    texts = {"case": "", "context": "", "activity": "", "conclusion": "So it was."}

    listed = client.get(page).text
    wrong = client.post(page, {**texts, "place": "yes", "figure": "x", "into": "case"})
    placed = client.post(
        page,
        {
            **texts,
            "place": "yes",
            "figure": f"comments on {theme.name}",
            "into": "conclusion",
        },
    )

    assert "[people with a secured place]</th><td\n>26</td>" in listed
    assert "Left out" not in listed
    assert wrong.status_code == 200
    assert placed["Location"] == page
    evaluation.refresh_from_db()
    assert evaluation.conclusion == "So it was. [comments on Mentors]"


@pytest.mark.django_db
def test_brackets_that_name_no_figure_are_pointed_out_before_freezing(signed_in):
    evaluation = make.make_evaluation(context="[work groups] and [wrok groups]")
    make.make_theme(evaluation, "Time", finding="[comments on Time], [comments on X]")

    assert live_figures.unknown(evaluation) == ["[wrok groups]", "[comments on X]"]
    client = signed_in(make.make_staff("evaluator", hub=evaluation.hub))
    page = client.get(reverse("evaluation:make_report", args=[evaluation.pk])).text
    assert "[wrok groups], [comments on X]." in page
    Evaluation.objects.update(context="")
    assert live_figures.unknown(evaluation.__class__.objects.get()) == [
        "[comments on X]"
    ]
