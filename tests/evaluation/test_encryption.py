"""Answers of an open form: what a copy of the database holds of them."""

import os
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from evaluation import encryption
from evaluation.actions import feedback, form_keys
from evaluation.errors import AnswersTooLong, KeyMissing
from evaluation.models import Answer, EncryptedAnswers, Response
from tests.evaluation.test_feedback import LATER, answer, asked_group

KEY = bytes(range(32))
ONE_SIZE = 32_796  # bytes: 32 KiB, a nonce of 12 and a tag of 16


@pytest.mark.parametrize(
    "answers", [{}, {"useful": 4}, {"words": "x" * 4000}, {"words": "é" * 4000}]
)
def test_whatever_was_answered_has_one_size(answers):
    ciphertext = encryption.encrypt({"answers": answers}, key=KEY, about="form 1")

    assert len(ciphertext) == ONE_SIZE
    read = encryption.decrypt(ciphertext, key=KEY, about="form 1")
    assert read == {"answers": answers}


def test_the_same_answers_never_look_the_same():
    first, second = (encryption.encrypt({}, key=KEY, about="1") for _ in range(2))

    assert first != second


@pytest.mark.parametrize(("key", "about"), [(KEY, "form 2"), (bytes(32), "form 1")])
def test_another_key_or_another_row_reads_nothing(key, about):
    ciphertext = encryption.encrypt({"answers": {}}, key=KEY, about="form 1")

    with pytest.raises(InvalidTag):
        encryption.decrypt(ciphertext, key=key, about=about)


@pytest.mark.parametrize(
    ("texts", "limit"), [(0, 4000), (1, 4000), (7, 4000), (8, 3840), (12, 2560)]
)
def test_texts_are_limited_to_fit(texts, limit):
    assert encryption.text_limit(texts) == limit
    filled = {f"question-{number}": "x" * limit for number in range(texts)}
    encryption.encrypt({"answers": filled}, key=KEY, about="form 1")


def test_letters_of_several_bytes_that_do_not_fit_are_refused():
    with pytest.raises(AnswersTooLong):
        encryption.encrypt({"words": "語" * 11_000}, key=KEY, about="form 1")


@pytest.mark.django_db
def test_drafts_and_sent_answers_have_one_size():
    form, requests = asked_group(people=3)
    feedback.save_draft(requests[0], {}, at=LATER)
    feedback.save_draft(requests[1], {"words": "x" * 4000}, at=LATER)
    answer(requests[2], words="Short.")

    rows = EncryptedAnswers.objects.values_list("ciphertext", flat=True)

    assert {len(bytes(row)) for row in rows} == {ONE_SIZE}
    assert rows.count() == 3


@pytest.mark.django_db
def test_the_key_is_a_file_that_only_the_site_reads():
    form, (request, *_) = asked_group()
    answer(request)

    path = form_keys.key_file(form.pk)

    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert len(path.read_bytes()) == 32


@pytest.mark.django_db
def test_reading_a_page_makes_no_key():
    form, (request, *_) = asked_group()

    assert feedback.draft_of(request) == {}
    assert not form_keys.key_file(form.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_without_the_keys_reads_nothing(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("copies the database with VACUUM INTO")
    form, requests = asked_group(people=6)
    for number, request in enumerate(requests):
        answer(request, words=f"Comment {number}")
    backup = tmp_path / "backup.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(backup)])

    feedback.close_form(form, at=LATER)

    assert b"Comment" not in backup.read_bytes()
    assert not form_keys.key_file(form.pk).exists()
    assert sorted(Answer.objects.values_list("text", flat=True)) == [
        f"Comment {number}" for number in range(6)
    ]


@pytest.mark.django_db
def test_without_its_key_a_form_neither_closes_nor_takes_answers(caplog):
    form, requests = asked_group(people=6)
    for request in requests[:5]:
        answer(request)
    key = form_keys.key_file(form.pk)
    key.rename(key.with_suffix(".away"))

    with pytest.raises(KeyMissing):
        answer(requests[5])
    assert feedback.close_expired_forms(at=form.closes_at) == 0
    key.write_bytes(b"0" * 32)
    assert feedback.close_expired_forms(at=form.closes_at) == 0
    key.with_suffix(".away").rename(key)
    closed = feedback.close_expired_forms(at=form.closes_at)

    assert closed == 1
    assert Response.objects.count() == 5
    assert f"form {form.pk} cannot close: its key file is missing" in caplog.messages


@pytest.mark.django_db
def test_the_keys_of_closed_forms_are_destroyed_and_no_others():
    form, (request, *_) = asked_group()
    answer(request)
    other, (asked, *_) = asked_group()
    answer(asked)
    left_over = form_keys.key_file(form.pk + 1000)
    left_over.write_bytes(b"0" * 32)
    young = form_keys.key_file(form.pk + 1001)
    young.write_bytes(b"0" * 32)
    for path, days in [(left_over, 2), (young, 0)]:
        changed = LATER.timestamp() - days * 86_400
        os.utime(path, (changed, changed))
    feedback.close_form(form, at=LATER)  # its commit is rolled back with the test

    destroyed = form_keys.destroy_old_keys(at=LATER)

    assert destroyed == 2
    assert sorted(form_keys.key_file(form.pk).parent.iterdir()) == sorted(
        [form_keys.key_file(other.pk), young]
    )


@pytest.mark.django_db
def test_a_key_that_another_worker_destroys_meanwhile_is_passed_over(monkeypatch):
    left_over = form_keys.key_file(1000)
    left_over.parent.mkdir(parents=True)
    left_over.write_bytes(b"0" * 32)
    os.utime(left_over, (0, 0))
    gone = form_keys.key_file(1001)
    listed = SimpleNamespace(glob=lambda pattern: [gone, left_over])
    monkeypatch.setattr(form_keys.key_files, "folder", lambda name: listed)

    destroyed = form_keys.destroy_old_keys(at=LATER)

    assert (destroyed, left_over.exists()) == (1, False)
