"""What is not known of a person yet, though a lead needs it in the room."""

from typing import Any

from recruitment.choices import YearGroup
from recruitment.registration.asking import asked_of
from recruitment.registration.question_types import Asking, FormQuestion, Keep, Source
from recruitment.registration.wording import standing_in


def unknown_of(place: Any, asking: Asking, *, has_mentor: bool) -> list[FormQuestion]:
    """The questions without an answer among those that a lead needs, in order.

    `asking` is that of the place's group.
    """
    needed = [each for each in asked_of(asking) if each.called]
    return [each for each in needed if _is_unknown(each, place, has_mentor)]


def _is_unknown(question: FormQuestion, place: Any, has_mentor: bool) -> bool:
    if question.keep == Keep.MENTOR:
        return not has_mentor
    if question.source == Source.SCHOOLS and not place.works_in_school:
        return False
    said = getattr(place, question.attribute)
    if question.is_list:
        said = [each for each in said if each != YearGroup.UNKNOWN]
    return not said and not any(standing_in(question, place))


def in_words(questions: list[FormQuestion]) -> str:
    """For example "class, scheme"; "" where everything is known."""
    return ", ".join(each.called for each in questions)
