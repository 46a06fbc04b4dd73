"""An attack: who wrote which answer, from a full copy of the database?

The attacker knows in which order twenty people answered. It tries every order that
the tables have (rows as they lie, ids, days) and keeps the best. With the order of
arrival left in, the same attack finds everybody: that is its control.
"""

from datetime import timedelta

import pytest
from django.db import connection

from evaluation.actions import feedback
from evaluation.models import FeedbackForm
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_session,
    make_work_group,
    mark_present,
)
from workgroups import randomness

PEOPLE = 20
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    empty_pages()
    group = make_work_group()
    session = make_session(group)
    for _ in range(PEOPLE):
        mark_present(make_place(work_group=group), session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    return form, list(form.requests.select_related("link", "form").order_by("?"))


def empty_pages() -> None:
    """Make rows lie in the order in which they are written, from the first page on.

    PostgreSQL first fills the gaps that earlier tests left in a page, so "as they lie"
    would not be the order of arrival. Every table of forms and answers is emptied.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE evaluation_feedbackform CASCADE")


def one_year(form, requests) -> list[str]:
    """All answer in the known order, and the form closes."""
    for number, request in enumerate(requests):
        at = FRIDAY_5PM + timedelta(minutes=number)
        words = {"words": f"{number}"}
        feedback.send_answers(request, words, may_be_quoted=False, at=at)
    feedback.close_form(form, at=at)
    return [str(number) for number in range(len(requests))]


def orders_in_the_dump() -> dict[str, list[str]]:
    """The texts of all answers in every order that the tables offer."""
    row = "rowid" if connection.vendor == "sqlite" else "ctid"
    by = {
        "answers as they lie": f"a.{row}",
        "responses as they lie": f"r.{row}",
        "ids of answers": "a.id",
        "ids of responses": "r.id",
        "closing days": f"r.batch_on, a.{row}",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, order in by.items():
            cursor.execute(
                "SELECT a.text FROM evaluation_answer a JOIN evaluation_response r "
                f"ON r.id = a.response_id ORDER BY {order}"
            )
            found[name] = [text for (text,) in cursor.fetchall()]
    return found


def attack(known: list[str]) -> dict[str, int]:
    """How many people each order names correctly, matched rank by rank."""
    return {
        name: sum(a == b for a, b in zip(known, texts, strict=False))
        for name, texts in orders_in_the_dump().items()
    }


def undo(form) -> None:
    with connection.cursor() as cursor:
        for table in ["answer", "response"]:
            cursor.execute(f"DELETE FROM evaluation_{table}")
    form.requests.update(answered=False)
    FeedbackForm.objects.filter(pk=form.pk).update(closed_at=None)


def test_a_copy_of_the_database_names_nobody(asked, rounds, figure):
    form, requests = asked
    rounds *= 2
    totals: dict[str, int] = {}
    for _ in range(rounds):
        known = one_year(form, requests)
        for name, hits in attack(known).items():
            totals[name] = totals.get(name, 0) + hits
        undo(form)

    # chance is one of twenty, give or take one: four standard errors above it
    best = max(totals.values()) / rounds
    figure("linking attack, a copy of the database: of 20", best)
    assert min(totals.values()) > 0
    assert best <= 1 + 4 / rounds**0.5


def test_the_attack_finds_everybody_where_the_order_is_kept(asked, monkeypatch, figure):
    form, requests = asked
    monkeypatch.setattr(randomness, "shuffle", lambda rows: None)
    known = one_year(form, requests)

    hits = attack(known)

    figure("linking attack, order of arrival kept: of 20", max(hits.values()))
    assert max(hits.values()) >= 18
