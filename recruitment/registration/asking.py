"""Which questions are asked of whom, which matter, and which a role may read."""

from recruitment.registration.question_types import Answered, Asking, FormQuestion, Keep
from recruitment.registration.questions import QUESTIONS, STEPS


def kept_on(keep: Keep) -> tuple[FormQuestion, ...]:
    return tuple(each for each in QUESTIONS if each.keep == keep)


def question_of(key: str) -> FormQuestion:
    return next(each for each in QUESTIONS if each.key == key)


def asked_of(asking: Asking) -> list[FormQuestion]:
    """The questions asked where somebody registers for such a group, in order."""
    asked = [each for each in QUESTIONS if each.step and each.asked_if(asking)]
    order = [step.name for step in STEPS]
    return sorted(asked, key=lambda each: order.index(each.step))


def matters(question: FormQuestion, answers: Answered) -> bool:
    """Whether a question is to be read beside the other answers.

    What does not matter is neither shown back nor kept.
    """
    if question.follows is None:
        return True
    before = answers.get(question.follows.key)
    given = before if isinstance(before, list) else [before]
    return question.follows.answer in given


def fields_read() -> dict[str, dict[str, list[str]]]:
    """By model and column of the permissions: the fields of answers it may read."""
    found: dict[str, dict[str, list[str]]] = {}
    for question in QUESTIONS:
        for column in question.read_by:
            columns = found.setdefault(str(question.keep), {})
            columns.setdefault(column, []).append(question.name)
    return found


def columns_for(column: str, asking: Asking) -> dict[str, list[FormQuestion]]:
    """A role's list of people: each title with the questions printed under it."""
    readable = [
        each
        for each in kept_on(Keep.PLACE)
        if column in each.read_by and not (each.follows and each.follows.stands_in)
    ]
    titles = dict.fromkeys(
        each.column_title for each in asked_of(asking) if each in readable
    )
    return {
        title: [each for each in readable if each.column_title == title]
        for title in titles
    }
