"""An attack: who wrote which answer, from the journal of the database?

Eight people answer a form, which closes. The attacker has every commit of it, knows
when each request was marked as answered, and links a person to words that are written
in the same commit, or in a row that names the request. Where words come without a
person, as at closing, they are matched rank by rank in every order that the rows have.
"""

import re
from collections import Counter

import pytest
from django.db import connection

from evaluation import encryption
from evaluation.actions import feedback
from tests.evaluation.journal import Change, Journal, decodes_logically, recorded
from tests.evaluation.test_feedback import LATER
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_session,
    make_work_group,
    mark_present,
)
from workgroups import randomness

PEOPLE = 8
WORDS = re.compile(r"Comment of person \d+")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def only_where_the_journal_can_be_read():
    if connection.vendor == "postgresql" and not decodes_logically():
        pytest.skip("PostgreSQL decodes nothing without wal_level=logical")


@pytest.fixture
def group():
    found = make_work_group()
    for _ in range(PEOPLE):
        make_place(work_group=found)
    return found


def whole_form(group) -> dict[str, str]:
    """A form from the first draft to its closing; what each request answered."""
    session = make_session(group, on=FRIDAY_5PM.date())
    for place in group.places.all():
        mark_present(place, session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = session.feedback_forms.get()
    requests = list(form.requests.select_related("form").order_by("?"))
    said = {}
    for number, request in enumerate(requests):
        said[str(request.pk)] = words = f"Comment of person {number}"
        feedback.save_draft(request, {"useful": 3}, at=LATER)
        feedback.send_answers(request, {"words": words}, may_be_quoted=True, at=LATER)
    feedback.close_form(form, at=LATER)
    return said


def attack(journal: Journal) -> dict[str, dict[str, str]]:
    """The words that each way of looking gives to each request."""
    marked: list[str] = []
    direct: dict[str, str] = {}
    guesses: dict[str, dict[str, str]] = {}
    for changes in journal:
        new = [request for request in _marked(changes) if request not in marked]
        marked += new
        for change in changes:
            request = change.values.get("request_id")
            for words in WORDS.findall(" ".join(change.values.values())):
                if request or len(new) == 1:
                    direct[request or new[0]] = words
        orders = _orders(changes)
        for name, texts in orders.items():
            if len(texts) == len(marked):
                guesses[name] = dict(zip(marked, texts, strict=True))
    return {**guesses, "words in the commit of the mark": direct}


def _marked(changes: list[Change]) -> list[str]:
    """Requests that this commit shows as answered."""
    return [
        each.values["id"]
        for each in changes
        if each.table == "feedbackrequest" and each.values["answered"] == "1"
    ]


def _orders(changes: list[Change]) -> dict[str, list[str]]:
    """The words of a commit's answers in every order that its rows have."""
    responses = [each.values["id"] for each in changes if each.table == "response"]
    answers = [each.values for each in changes if each.table == "answer"]
    written = [each for each in answers if WORDS.search(each["text"])]
    if not written:
        return {}
    by = {
        "answers as written": lambda each: 0,
        "ids of answers": lambda each: each["id"],
        "responses as written": lambda each: responses.index(each["response_id"]),
        "ids of responses": lambda each: each["response_id"],
    }
    return {
        name: [each["text"] for each in sorted(written, key=key)]
        for name, key in by.items()
    }


def linked(group, rounds: int) -> Counter[str]:
    """How many people each way of looking names correctly, over so many forms."""
    hits: Counter[str] = Counter()
    for _ in range(rounds):
        with recorded() as journal:
            said = whole_form(group)
        for name, found in attack(journal).items():
            hits[name] += sum(said[each] == words for each, words in found.items())
    return hits


def test_the_journal_of_a_whole_form_links_nobody(group, rounds, figure, monkeypatch):
    hits = linked(group, rounds)

    # chance is one of eight, give or take one: four standard errors above it
    best = max(hits.values()) / rounds
    figure(f"journal replayed, {connection.vendor}: linked of 8", best)
    assert hits.pop("words in the commit of the mark") == 0
    assert len(hits) == 4
    assert best <= 1 + 4 / rounds**0.5

    # the control: the same attack where answers are not encrypted
    monkeypatch.setattr(encryption, "AESGCM", PlainText)
    naive = linked(group, 2)

    figure(f"journal replayed, {connection.vendor}, not encrypted: linked of 8", 8)
    assert naive["words in the commit of the mark"] == 2 * PEOPLE


def test_the_journal_links_everybody_where_answers_keep_their_order(group, monkeypatch):
    monkeypatch.setattr(randomness, "shuffle", lambda rows: None)

    hits = linked(group, 2)

    assert hits["answers as written"] == 2 * PEOPLE
    assert hits["responses as written"] == 2 * PEOPLE


class PlainText:
    """The fault that the control plants: a cipher that leaves everything as it is."""

    def __init__(self, key: bytes) -> None:
        pass

    def encrypt(self, nonce: bytes, text: bytes, about: bytes) -> bytes:
        return text

    decrypt = encrypt
