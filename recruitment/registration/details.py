"""What is asked again two weeks before session 1, and in the room."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from recruitment.models import Place
from recruitment.queries.details import mentor_of
from recruitment.registration import asked_again, asking, keeping
from recruitment.registration.forms import StepForm, was_asked
from recruitment.registration.question_types import (
    FormQuestion,
    Keep,
    asking_of,
    works_in_school,
)

#: Questions of the later page whose answer a lead needs in the room.
ASKED_TOO = ("lead_provider",)
#: Steps whose questions are one family: none is kept without the others.
FAMILIES = ("school", "mentor")


def form_of(
    place: Place,
    posted: QueryDict | None,
    *,
    looked_up: str | None,
    first: Iterable[FormQuestion],
) -> StepForm:
    """Every question with its answer, or with what was posted.

    Those that nobody has answered come `first`, each with what follows it.
    """
    missing = {family_of(each) for each in first}
    questions = sorted(_asked(place), key=lambda each: family_of(each) not in missing)
    return asked_again.form_of(place, posted, looked_up=looked_up, questions=questions)


def form_of_unknown(
    place: Place,
    posted: QueryDict | None,
    *,
    looked_up: str | None,
    unknown: Iterable[FormQuestion],
) -> StepForm:
    """What nobody has answered yet, as it is asked in the room."""
    missing = {family_of(each) for each in unknown}
    asked = [each for each in _asked(place) if family_of(each) in missing]
    return asked_again.form_of(place, posted, looked_up=looked_up, questions=asked)


def _asked(place: Place) -> list[FormQuestion]:
    """The questions in their order; each may be left empty, because none blocks."""
    group: Any = place.work_group
    return [
        replace(each, required="")
        for each in asking.asked_of(asking_of(group))
        if each.step in asked_again.ASKED_AGAIN or each.key in ASKED_TOO
    ]


def family_of(question: FormQuestion) -> str:
    """What is kept together: a question and those that follow it."""
    if question.step in FAMILIES:
        return question.step
    return question.follows.key if question.follows else question.key


def answers_of(
    form: StepForm, posted: Any, place: Place, *, doubtful: Iterable[str] = ()
) -> keeping.Answers:
    """What a form says that was cleaned, without the families that have an error.

    An empty answer changes nothing, so that nothing known is lost. `doubtful` are
    questions whose answer is asked about first.
    """
    wrong = {*form.errors, *doubtful}
    left_out = {family_of(each) for each in form.asked if each.key in wrong}
    if not _is_new_mentor(form, place):
        left_out.add("mentor")
    given = form.cleaned_data
    kept = [
        each
        for each in form.asked
        if given.get(each.key)
        and was_asked(each, posted)
        and family_of(each) not in left_out
    ]
    answers = keeping.later_answers_kept(kept, given, form.ids)
    return replace(answers, place={**_emptied(form, kept), **answers.place})


def asks_more(form: StepForm, posted: Any) -> bool:
    """Whether an answer makes a follow-up that a page without script kept hidden."""
    given = form.cleaned_data
    return any(
        each.follows is not None
        and asking.matters(each, given)
        and not was_asked(each, posted)
        for each in form.asked
    )


def _is_new_mentor(form: StepForm, place: Place) -> bool:
    """Whether another mentor is named; naming the same one changes nothing."""
    mentor = mentor_of(place)
    known = mentor.email if mentor else ""
    return form.cleaned_data.get("mentor_email", "") not in ("", known)


def _emptied(form: StepForm, kept: Iterable[FormQuestion]) -> dict[str, Any]:
    """What the answers kept make untrue: the follow-ups of another answer."""
    keys, given = {each.key for each in kept}, form.cleaned_data
    found: dict[str, Any] = {
        each.attribute: ""
        for each in form.asked
        if each.follows
        and each.follows.key in keys
        and each.keep == Keep.PLACE
        and not asking.matters(each, given)
    }
    if "school" in keys:
        found["works_in_school"] = works_in_school(given)
    return found
