"""From answers to the fields of rows, and from one place to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recruitment.registration.asking import kept_on, matters
from recruitment.registration.question_types import Answered, FormQuestion, Keep, Kind
from recruitment.registration.questions import QUESTIONS

NOT_SURE = "Not sure"


@dataclass(frozen=True)
class Answers:
    """What an expression of interest leaves on each row, by the names of fields."""

    participant: Mapping[str, Any]
    registration: Mapping[str, Any] = field(default_factory=dict)
    place: Mapping[str, Any] = field(default_factory=dict)
    mentor: Mapping[str, Any] = field(default_factory=dict)


def answers_kept(
    asked: Iterable[FormQuestion],
    answers: Answered,
    ids: Mapping[str, Mapping[str, Any]],
) -> Answers:
    """What is kept of the answers to the questions that were asked.

    `ids` gives, by question, the keys of the rows that its choices stand for.
    """
    rows = _rows_kept(asked, answers, ids)
    for question in QUESTIONS:
        if question.worked_out is not None:
            rows[question.keep][question.attribute] = question.worked_out(answers)
    return _as_answers(rows)


def later_answers_kept(
    asked: Iterable[FormQuestion],
    answers: Answered,
    ids: Mapping[str, Mapping[str, Any]],
) -> Answers:
    """What is kept of answers given after registering: nothing that is worked out."""
    return _as_answers(_rows_kept(asked, answers, ids))


def _rows_kept(
    asked: Iterable[FormQuestion], answers: Answered, ids: Mapping[str, Any]
) -> dict[Keep, dict[str, Any]]:
    rows: dict[Keep, dict[str, Any]] = {keep: {} for keep in Keep}
    for question in asked:
        if matters(question, answers):
            value = _kept(question, answers.get(question.key), ids)
            rows[question.keep][question.attribute] = value or _not_sure(
                question, answers, value
            )
    return rows


def _not_sure(question: FormQuestion, answers: Answered, value: Any) -> Any:
    """What an empty follow-up keeps of "I'm not sure", which leaves no other trace."""
    if question.follows is None or question.kind != Kind.LINE:
        return value
    before = next(each for each in QUESTIONS if each.key == question.follows.key)
    is_unsure = before.not_sure and answers.get(before.key) == before.not_sure
    return NOT_SURE if is_unsure else value


def _as_answers(rows: Mapping[Keep, Mapping[str, Any]]) -> Answers:
    return Answers(
        participant=rows[Keep.PARTICIPANT],
        registration=rows[Keep.REGISTRATION],
        place=rows[Keep.PLACE],
        mentor=rows[Keep.MENTOR],
    )


def _kept(question: FormQuestion, answer: Any, ids: Mapping[str, Any]) -> Any:
    if question.is_row:
        return ids.get(question.key, {}).get(answer)
    if question.is_list:
        return list(answer or [])
    if question.yes:
        is_open = not answer or answer == question.not_sure
        return None if is_open else answer == question.yes
    return bool(answer) if question.kind == Kind.TICK else answer or ""


def moved_along(place: Any) -> dict[str, Any]:
    """The answers that a place takes along to another group."""
    return _copied(place, (each for each in kept_on(Keep.PLACE) if each.moves_along))


def next_year_too(place: Any) -> dict[str, Any]:
    """The answers that next year's place begins with."""
    return _copied(place, (each for each in kept_on(Keep.PLACE) if each.next_year_too))


def _copied(place: Any, questions: Iterable[FormQuestion]) -> dict[str, Any]:
    return {each.attribute: getattr(place, each.attribute) for each in questions}
