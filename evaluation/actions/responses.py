"""Encrypt the answers of an open form; write them without their people at closing.

Nothing is decrypted for storage before. Then one transaction writes all responses and
answers with random ids in random order and deletes the ciphertexts. So neither the
tables nor the database's journal lead from an answer to who sent it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag

from evaluation import encryption, rules
from evaluation.actions import form_keys, pairing
from evaluation.choices import PAIRED, QuestionKind
from evaluation.errors import KeyMissing
from evaluation.models import (
    Answer,
    EncryptedAnswers,
    FeedbackForm,
    FeedbackRequest,
    Question,
    Response,
)
from workgroups import randomness


def save_encrypted(
    form: FeedbackForm,
    request: FeedbackRequest,
    answers: Mapping[str, Any],
    *,
    may_be_quoted: bool = False,
) -> None:
    """Encrypt a person's answers in place of those saved before.

    The caller holds the form's lock. Raises AnswersTooLong, KeyMissing.
    """
    ciphertext = encryption.encrypt(
        {"answers": answers, "may_be_quoted": may_be_quoted},
        key=form_keys.key_for_writing(form),
        about=_about(form.pk, request.pk),
    )
    EncryptedAnswers.objects.bulk_create(
        [EncryptedAnswers(form=form, request=request, ciphertext=ciphertext)],
        update_conflicts=True,
        unique_fields=["request"],
        update_fields=["ciphertext"],
    )


def add_encrypted(
    form: FeedbackForm, answers: Mapping[str, Any], *, may_be_quoted: bool
) -> None:
    """Encrypt answers that were given in the room, without a request.

    The caller holds the form's lock. Raises AnswersTooLong, KeyMissing.
    """
    ciphertext = encryption.encrypt(
        {"answers": answers, "may_be_quoted": may_be_quoted},
        key=form_keys.key_for_writing(form),
        about=_about(form.pk, None),
    )
    EncryptedAnswers.objects.create(form=form, ciphertext=ciphertext)


def decrypt(saved: EncryptedAnswers) -> dict[str, Any]:
    """The answers, and whether they may be quoted.

    Raises KeyMissing, also where the file holds another key.
    """
    key = form_keys.key_for_reading(saved.form_id)
    about = _about(saved.form_id, saved.request_id)
    try:
        return encryption.decrypt(bytes(saved.ciphertext), key=key, about=about)
    except InvalidTag as error:
        raise KeyMissing from error


def _about(form_id: int, request_id: int | None) -> str:
    """The text that AES-GCM authenticates, so that no row passes for another."""
    return f"form {form_id} request {request_id or ''}"


def write_responses(form: FeedbackForm, *, on: date) -> int:
    """Write what was sent as responses and delete every ciphertext of the form.

    With fewer than MIN_ANSWERS nothing is written: the marks of the requests and the
    form's `room_answers` keep the number. The caller holds the form's lock. Raises
    KeyMissing.
    """
    saved = EncryptedAnswers.objects.filter(form=form)
    sent = [
        each
        for each in saved.select_related("request__place__participant")
        if _was_sent(each)
    ]
    if len(sent) >= rules.MIN_ANSWERS:
        _write(form, sent, on=on)
    saved.delete()
    return len(sent)


def _was_sent(saved: EncryptedAnswers) -> bool:
    request = saved.request
    if request is None:
        return True
    place = request.place
    erased = place is not None and place.participant.erased_at is not None
    return request.answered and not erased


def _write(form: FeedbackForm, sent: Sequence[EncryptedAnswers], *, on: date) -> None:
    asked = {question.key: question for question in form.question_set.questions.all()}
    responses: list[Response] = []
    answers: list[Answer] = []
    for each, pseudonym in zip(sent, _pseudonyms(form, sent), strict=True):
        content = decrypt(each)
        response = Response(
            hub_id=form.hub_id,
            form=form,
            question_set_id=form.question_set_id,
            work_group_id=form.work_group_id,
            session_id=form.session_id,
            batch_on=on,
            may_be_quoted=content["may_be_quoted"],
            pseudonym=pseudonym,
        )
        responses.append(response)
        answers += _answers(response, content["answers"], asked)
    randomness.shuffle(responses)
    randomness.shuffle(answers)
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers)


def _pseudonyms(form: FeedbackForm, sent: Sequence[EncryptedAnswers]) -> list[str]:
    """The pseudonym of each answer; "" where the set has none or it is left out."""
    if form.question_set.kind not in PAIRED:
        return [""] * len(sent)
    places = {each.pk: each.request.asked_place for each in sent if each.request}
    found = pairing.pseudonyms(places.values())
    given = [found[places[each.pk].pk] if each.pk in places else "" for each in sent]
    return rules.left_blank(given, pairing.patterns_of(form.hub_id))


def _answers(
    response: Response, given: Mapping[str, Any], asked: Mapping[str, Question]
) -> Iterator[Answer]:
    """The answers to questions that the set still has."""
    for key, value in given.items():
        if key in asked:
            field = _answer_field(asked[key].kind)
            yield Answer(
                hub_id=response.hub_id,
                response=response,
                question=asked[key],
                **{field: value},
            )


def _answer_field(kind: str) -> str:
    return {QuestionKind.RATING: "rating", QuestionKind.CHOICE: "choice"}.get(
        QuestionKind(kind), "text"
    )
