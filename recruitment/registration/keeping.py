"""From answers to the fields of rows, and from one place to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recruitment.registration.asking import kept_on, matters
from recruitment.registration.question_types import Answered, FormQuestion, Keep, Kind
from recruitment.registration.questions import QUESTIONS


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
    rows: dict[Keep, dict[str, Any]] = {keep: {} for keep in Keep}
    for question in asked:
        if matters(question, answers):
            value = _kept(question, answers.get(question.key), ids)
            rows[question.keep][question.attribute] = value
    for question in QUESTIONS:
        if question.worked_out is not None:
            rows[question.keep][question.attribute] = question.worked_out(answers)
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
        return answer == question.yes if answer else None
    return bool(answer) if question.kind == Kind.TICK else answer or ""


def moved_along(place: Any) -> dict[str, Any]:
    """The answers that a place takes along to another group."""
    return _copied(place, (each for each in kept_on(Keep.PLACE) if each.moves_along))


def next_year_too(place: Any) -> dict[str, Any]:
    """The answers that next year's place begins with."""
    return _copied(place, (each for each in kept_on(Keep.PLACE) if each.next_year_too))


def _copied(place: Any, questions: Iterable[FormQuestion]) -> dict[str, Any]:
    return {each.attribute: getattr(place, each.attribute) for each in questions}
