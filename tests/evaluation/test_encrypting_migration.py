"""Answers that were stored in plain text, and pseudonyms of places, are migrated."""

import hashlib
import hmac
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from evaluation import key_files
from evaluation.actions import feedback, pairing
from evaluation.models import Answer, EncryptedAnswers, Response
from tests.evaluation.test_feedback import LATER, asked_group
from tests.factories import make_form, make_place, make_response, make_work_group

PLAIN = ("evaluation", "0003_encrypted_answers")


def migrated_to(*targets):
    """Migrate the tables; the apps as the targets have them."""
    executor = MigrationExecutor(connection)
    return executor.migrate(list(targets)).apps


@pytest.fixture
def newest():
    """The newest migrations come back whatever the test does."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield leaves
    MigrationExecutor(connection).migrate(leaves)


@pytest.mark.django_db(transaction=True)
def test_open_forms_keep_what_was_sent_and_begun(newest):
    form, requests = asked_group(people=7)
    moved = make_response(form, quoted=True, words="Moved already.", useful=2)
    form.requests.filter(pk__in=[each.pk for each in requests[:6]]).update(
        answered=True
    )
    old = migrated_to(PLAIN)
    buffer = old.get_model("evaluation", "BufferedResponse").objects
    for words in ["Comment 0", "Comment 1", "Comment 2", "Comment 3", "語" * 11_000]:
        buffer.create(form_id=form.pk, answers={"words": words})
    keys = import_module(
        "evaluation.migrations.0004_encrypt_answers_of_open_forms"
    ).draft_keys
    old.get_model("evaluation", "ResponseDraft").objects.create(
        key=keys(requests[6].link_id)[0], form_id=form.pk, answers={"useful": 5}
    )

    migrated_to(*newest)

    assert not Response.objects.filter(pk=moved.pk).exists()
    assert EncryptedAnswers.objects.filter(request=None).count() == 6
    assert feedback.draft_of(requests[6]) == {"useful": 5}
    feedback.send_answers(
        requests[6], {"words": "Mine."}, may_be_quoted=False, at=LATER
    )
    feedback.close_form(form, at=LATER)
    assert sorted(Answer.objects.exclude(text="").values_list("text", flat=True)) == [
        *("Comment 0", "Comment 1", "Comment 2", "Comment 3", "Mine."),
        *("Moved already.", "語" * 1200),  # too long to be encrypted whole
    ]
    assert Response.objects.filter(may_be_quoted=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_going_back_keeps_what_was_sent_and_begun(newest):
    form, requests = asked_group(people=5)
    feedback.send_answers(requests[0], {"useful": 1}, may_be_quoted=True, at=LATER)
    feedback.save_draft(requests[1], {"useful": 2}, at=LATER)

    old = migrated_to(PLAIN)

    buffered = old.get_model("evaluation", "BufferedResponse").objects.get()
    draft = old.get_model("evaluation", "ResponseDraft").objects.get()
    assert (buffered.answers, buffered.may_be_quoted) == ({"useful": 1}, True)
    assert draft.answers == {"useful": 2}


def sign(key: bytes, about: str) -> str:
    return hmac.new(key, about.encode(), hashlib.sha256).hexdigest()


@pytest.mark.django_db
def test_old_pseudonyms_are_paired_anew_and_rare_ones_left_out():
    group = make_work_group()
    places = [make_place(work_group=group) for _ in range(12)]
    key = key_files.find_or_make(pairing.key_file(group.hub_id, group.start_year))
    for kind, people in [("baseline", places[1:]), ("final", places[:11])]:
        form = make_form(group, kind, closed_at=LATER)
        for place in people:
            response = make_response(form)
            response.pseudonym = sign(key, f"place {place.pk}")
            response.save()
    rare = import_module("evaluation.migrations.0006_pseudonyms_of_five")

    rare.rename(apps, None)
    rare.leave_out_rare_ones(apps, None)

    known = set(pairing.pseudonyms(places).values())
    patterns = pairing.patterns_of(group.hub_id)
    assert set(patterns) <= known
    counts = sorted(map(list(patterns.values()).count, set(patterns.values())))
    assert counts == [5, 6]
