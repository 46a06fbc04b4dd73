"""The questions that are asked again for next year, with last year's answers."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict

from recruitment.models import Place
from recruitment.queries.details import mentor_of
from recruitment.registration import asking, keeping
from recruitment.registration.forms import StepForm, was_asked
from recruitment.registration.group_choices import GroupChoices
from recruitment.registration.question_types import (
    NO_SCHOOL,
    NOT_LISTED,
    FormQuestion,
    Keep,
    Source,
    asking_of,
)

LOOK_UP = "school_query"
#: The steps of registering whose questions are asked again.
ASKED_AGAIN = ("school", "institution", "classes", "mentor")


def form_of(
    place: Place,
    posted: QueryDict | None,
    *,
    looked_up: str | None,
    questions: list[FormQuestion] | None = None,
) -> StepForm:
    """The questions with what was posted, or else with last year's answers.

    `looked_up` are the words by which a school is looked for before posting;
    `questions` are other ones than those of next year, with the place's own answers.
    """
    group: Any = place.work_group or place.registration.work_group
    asks = asking_of(group)
    if questions is None:
        asked = asking.asked_of(asks)
        questions = [each for each in asked if each.step in ASKED_AGAIN]
    shown = posted if posted is not None else _last_years(place, questions)
    if posted is None and looked_up is not None:
        shown[LOOK_UP] = looked_up
    form = StepForm(
        shown,
        asked=questions,
        group_choices=GroupChoices(group, themes=asks.themes),
        held={"email": [place.participant.email]},
    )
    if posted is None:
        form.full_clean()
        form.errors.clear()
    return form


def _last_years(place: Place, questions: list[FormQuestion]) -> QueryDict:
    """The answers of a place, and the mentor, as a page posts them.

    Until the person has looked at them, those of the year before fill what is empty.
    """
    data = QueryDict(mutable=True)
    before = None if place.answers_checked_at else _before(place)
    for question in questions:
        if question.keep == Keep.PLACE:
            said = _as_posted(place, question)
            if before is not None and not any(said):
                said = _as_posted(before, question)
            data.setlist(question.key, said)
    mentor = mentor_of(place)
    if mentor is not None:
        data["mentor_name"], data["mentor_email"] = mentor.name, mentor.email
    return data


def _before(place: Place) -> Place | None:
    """The newest place of an earlier year that the same registration led to."""
    rows = Place.objects.filter(
        registration=place.registration_id, start_year__lt=place.start_year
    )
    return rows.select_related("school").order_by("-start_year", "-pk").first()


def _as_posted(place: Place, question: FormQuestion) -> list[str]:
    value = getattr(place, question.name)
    if question.is_list:
        return list(value)
    if question.source == Source.SCHOOLS:
        return [str(place.school.urn)] if place.school else _without_school(place)
    if question.source == Source.PROVIDERS:
        other = NOT_LISTED if place.provider_name else ""
        return [str(place.provider_id or other)]
    if question.is_row:
        return [str(getattr(place, question.attribute) or "")]
    if question.yes:
        no = next(code for code, _ in question.choices if code != question.yes)
        return [] if value is None else [question.yes if value else no]
    return [str(value or "")]


def _without_school(place: Place) -> list[str]:
    if place.school_name:
        return [NOT_LISTED]
    return [] if place.works_in_school else [NO_SCHOOL]


def answers_of(form: StepForm, posted: Any) -> keeping.Answers:
    """What a valid form says; answers that no longer matter are emptied."""
    shown = [each for each in form.asked if was_asked(each, posted)]
    answers = keeping.answers_kept(shown, form.cleaned_data, form.ids)
    return replace(answers, place={**_emptied(form), **answers.place})


def _emptied(form: StepForm) -> dict[str, str]:
    """Follow-ups of another answer than the one given, such as a school's name."""
    given = form.cleaned_data
    return {
        each.attribute: ""
        for each in form.asked
        if each.follows and each.keep == Keep.PLACE and not asking.matters(each, given)
    }
