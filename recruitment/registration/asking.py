"""Which questions are asked of whom, which matter, and which a role may read."""

from collections.abc import Iterable

from recruitment.registration.question_types import Answered, Asking, FormQuestion, Keep
from recruitment.registration.questions import QUESTIONS
from recruitment.registration.steps import STEPS


def kept_on(keep: Keep) -> tuple[FormQuestion, ...]:
    return tuple(each for each in QUESTIONS if each.keep == keep)


def question_of(key: str) -> FormQuestion:
    return next(each for each in QUESTIONS if each.key == key)


def asked_of(asking: Asking) -> list[FormQuestion]:
    """The questions asked of somebody who registers for such a group, in order."""
    asked = [each for each in QUESTIONS if each.step and each.asked_if(asking)]
    order = [step.name for step in STEPS]
    return sorted(asked, key=lambda each: order.index(each.step))


def asked_by_step(asking: Asking, *, later: bool) -> dict[str, list[FormQuestion]]:
    """By step: the questions asked before, or after, registering.

    Steps without any are left out, but for the one that shows the dates.
    """
    asked = asked_of(asking)
    found = {
        step.name: [each for each in asked if each.step == step.name]
        for step in STEPS
        if step.is_later == later
    }
    shown = {step.name for step in STEPS if step.shows_dates}
    return {name: here for name, here in found.items() if here or name in shown}


def follow_ups(questions: Iterable[FormQuestion]) -> dict[str, list[FormQuestion]]:
    """The pages of follow-ups: those to one question share a page, named by the first.

    The name stands in an address, so it has hyphens.
    """
    pages: dict[str, list[FormQuestion]] = {}
    for question in questions:
        if question.follows is not None:
            pages.setdefault(question.follows.key, []).append(question)
    return {each[0].key.replace("_", "-"): each for each in pages.values()}


def matters(question: FormQuestion, answers: Answered) -> bool:
    """Whether the other answers call for this question.

    An answer to a question that does not matter is neither shown back nor kept.
    """
    if question.follows is None:
        return True
    before = answers.get(question.follows.key)
    given = before if isinstance(before, list) else [before]
    wanted = {question.follows.answer, question.follows.or_answer} - {""}
    return not wanted.isdisjoint(given)


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
