"""Shipped question sets: what they ask for, and each hub's own copies."""

import re
from pathlib import Path

import pytest

from evaluation.actions import questions
from evaluation.choices import QuestionSetKind
from evaluation.models import Question, QuestionSet
from tests.factories import make_hub

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = {
    "EiR": "evaluator-in-residence-report-2022-23.md",
    "ITT": "ncp-24-31-itt-partnerships.txt",
}
ROW = re.compile(r"^\| (?P<sentence>[^|]+) \| (?P<source>EiR|ITT) \| (?P<asked>.+) \|$")


def mapped() -> list[tuple[str, str, list[str]]]:
    """Rows of docs/questions.md: sentence, document, the questions that ask it."""
    lines = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8").splitlines()
    found = [ROW.match(line) for line in lines]
    return [
        (
            row["sentence"].strip(),
            row["source"],
            re.findall(r"`([\w.]+)`", row["asked"]),
        )
        for row in found
        if row
    ]


def shipped() -> set[str]:
    return {
        f"{each['kind']}.{question['key']}"
        for each in questions.shipped_sets()
        for question in each["questions"]
    }


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[*#]", " ", text)).strip()


def source(shared_data: Path, name: str) -> str:
    return (shared_data.parent / "sources" / SOURCES[name]).read_text(encoding="utf-8")


def test_every_sentence_leads_to_questions_that_are_shipped():
    rows = mapped()

    assert len(rows) >= 30
    assert {asked for _, _, all_asked in rows for asked in all_asked} <= shipped()
    assert all(all_asked for _, _, all_asked in rows)


def test_every_shipped_question_has_its_sentence():
    asked = {each for _, _, all_asked in mapped() for each in all_asked}

    assert shipped() - asked == set()


def test_every_sentence_stands_in_its_document(shared_data):
    documents = {name: plain(source(shared_data, name)) for name in SOURCES}

    missing = [text for text, name, _ in mapped() if text not in documents[name]]

    assert missing == []


def test_every_research_question_and_outcome_is_asked(shared_data):
    report = source(shared_data, "EiR")
    wanted = [
        plain(each)
        for each in re.findall(r"<li>\s*([^<]+?)\s*<", report)
        if plain(each)[-1] in "?."
        and re.match(r"(Do|How|What|Are|Participants)\b", each)
    ]
    wanted += [
        plain(each.split("\n\n")[0])
        for each in re.split(r"\n\s*•\s*", source(shared_data, "ITT"))[1:]
    ]
    said = " ".join(text for text, _, _ in mapped())

    def is_mapped(sentence: str) -> bool:
        parts = re.split(r"(?<=\.) ", sentence)
        return any(part in said or part.rstrip(".") in said for part in parts) or any(
            text in sentence for text, _, _ in mapped()
        )

    assert len(wanted) >= 20
    assert [sentence for sentence in wanted if not is_mapped(sentence)] == []


def test_a_session_is_answered_in_under_a_minute():
    (session,) = (s for s in questions.shipped_sets() if s["kind"] == "session")

    kinds = [question["kind"] for question in session["questions"]]

    assert kinds == ["rating", "rating", "text"]


def test_before_and_after_ask_the_same_of_confidence():
    asked = {
        each["kind"]: {
            question["key"]: question["text"]
            for question in each["questions"]
            if question["key"].startswith("confidence_")
        }
        for each in questions.shipped_sets()
    }

    assert len(asked["baseline"]) == 3
    assert asked["baseline"] == asked["final"] == asked["follow_up"]


def test_each_set_is_well_formed():
    for each in questions.shipped_sets():
        assert each["kind"] in QuestionSetKind.values
        keys = [question["key"] for question in each["questions"]]
        assert len(keys) == len(set(keys))
        for question in each["questions"]:
            assert question["kind"] in {"rating", "choice", "text"}
            assert len(question["text"]) <= 300
            assert bool(question.get("options")) == (question["kind"] == "choice")


@pytest.mark.django_db
def test_the_masters_are_shipped_by_a_migration():
    questions.ship_question_sets()  # a second time changes nothing

    masters = QuestionSet.objects.filter(hub=None)
    assert masters.count() == len(questions.shipped_sets())
    assert Question.objects.filter(hub=None).count() == len(shipped())


@pytest.mark.django_db
def test_a_hub_works_on_a_copy_of_its_own():
    hub, other = make_hub(), make_hub("Another Hub")

    own = questions.question_set_for(hub, "session")
    again = questions.question_set_for(hub, "session")
    theirs = questions.question_set_for(other, "session")

    assert own == again != theirs
    assert own.copied_from.hub is None
    assert [q.key for q in own.questions.all()] == ["useful", "supported", "words"]
    assert {q.hub for q in own.questions.all()} == {hub}


@pytest.mark.django_db
def test_the_newest_version_of_a_hub_is_asked():
    hub = make_hub()
    first = questions.question_set_for(hub, "session")
    second = QuestionSet.objects.create(
        hub=hub, kind="session", title=first.title, version=3
    )

    assert questions.question_set_for(hub, "session") == second


@pytest.mark.django_db
def test_a_site_without_masters_ships_them():
    Question.objects.all().delete()
    QuestionSet.objects.all().delete()

    own = questions.question_set_for(make_hub(), "final")

    assert own.questions.count() >= 10


def test_an_early_career_teacher_is_asked_forty_questions_in_a_year_at_most():
    asked = {
        each["kind"]: [question["kind"] for question in each["questions"]]
        for each in questions.shipped_sets()
    }
    presses = [kind for kind in asked["gap_task"] if kind != "text"]

    assert len(asked["session"]) == 3
    assert len(asked["final"]) == 12
    year = len(asked["baseline"]) + len(asked["final"])
    assert year + 5 * (len(asked["session"]) + len(presses)) == 40


def test_what_the_mentor_knew_is_asked_twice_a_year():
    asking = [each for each in shipped() if each.endswith(".mentor_knew")]

    assert sorted(asking) == ["baseline.mentor_knew", "final.mentor_knew"]
