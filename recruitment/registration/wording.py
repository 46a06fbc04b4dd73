"""Answers in words, as the check page, the lead's list and exports print them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from recruitment.registration.question_types import OPTIONS, FormQuestion
from recruitment.registration.questions import QUESTIONS


def in_words(question: FormQuestion, value: Any, labels: Mapping[Any, Any]) -> str:
    """A value as people read it; "" for no answer. `labels` names choices."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(labels.get(each, each)) for each in value)
    return str(labels.get(value, value))


def printed(
    question: FormQuestion, row: Any, options: Mapping[str, str], *, whole: bool = True
) -> str:
    """A kept answer in words. `options` names the rows of AnswerOption by code.

    A text that stands in for "something else" is printed in its place where the
    answer is to be read `whole`, without a column of its own beside it.
    """
    labels = labels_of(question, options)
    value = getattr(row, question.name)
    for text, other in standing_in(question, row) if whole else ():
        if not isinstance(value, list):
            return in_words(question, value, labels) or text
        value = [each for each in value if each != other] + [text]
    return in_words(question, value, labels)


def standing_in(question: FormQuestion, row: Any) -> Iterator[tuple[str, str]]:
    """Texts kept in place of an answer, each with the choice that it stands for."""
    for each in QUESTIONS:
        if each.follows and each.follows.stands_in and each.follows.key == question.key:
            text = getattr(row, each.name)
            if text:
                yield text, each.follows.answer


def labels_of(question: FormQuestion, options: Mapping[str, str]) -> Mapping[Any, Any]:
    """The words of a question's kept choices."""
    if question.yes:
        return {}
    return options if question.source in OPTIONS else dict(question.choices)


def printed_together(
    questions: Sequence[FormQuestion], row: Any, options: Mapping[str, str]
) -> str:
    """The first of these that was answered, in words; "" where none was."""
    words = (printed(each, row, options) for each in questions)
    return next((each for each in words if each), "")
