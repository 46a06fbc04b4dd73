"""The people of a group, with the answers that its lead may read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from recruitment import rules
from recruitment.choices import OptionCode
from recruitment.models import Mentorship, Place
from recruitment.queries.attendance_register import EXPECTED, YEAR_GROUP_LABELS
from recruitment.queries.options import option_labels
from recruitment.registration.asking import columns_for
from recruitment.registration.question_types import FormQuestion, asking_of
from recruitment.registration.wording import printed_together
from workgroups.choices import MasteryStage
from workgroups.models import WorkGroup

SCHOOL_STAGE = "School in Teaching for Mastery"  # the column of the school's stage
IN_BRIEF = "Teaching and training"  # the column of the answers in brief


@dataclass(frozen=True)
class GroupPerson:
    """What a group's lead may read of a participant; "" means not given."""

    name: str
    state: str
    answers: dict[str, str]  # by column title
    shown: dict[str, str]  # the same for the page, some in one cell
    place_id: int
    school: str
    teaches: dict[str, tuple[str, ...]]  # by "key-stage", "year-group" and "scheme"
    mentor_reachable: str  # "yes", "no" or "none named"

    @property
    def year_groups(self) -> tuple[str, ...]:
        return self.teaches["year-group"]

    @property
    def taught(self) -> tuple[str, ...]:
        """Year groups and schemes, as a sheet of paper has room for."""
        return (*self.year_groups, *self.teaches["scheme"])


@dataclass(frozen=True)
class GroupPeople:
    """A group's people, and the column titles of the answers that its lead may read."""

    columns: list[str]
    people: list[GroupPerson]

    @property
    def rows(self) -> list[tuple[GroupPerson, list[str]]]:
        """Each person with the cells under the columns."""
        return [
            (person, [person.shown[title] for title in self.columns])
            for person in self.people
        ]


def people_of(work_group: WorkGroup, *, on: date) -> GroupPeople:
    """Everybody with a secured or offered place, ordered by name, in two statements.

    Their answers are limited to the questions that this group asks and that the
    permissions let a lead read.
    """
    columns = columns_for("work_group_lead", asking_of(work_group))
    related = {
        question.name
        for questions in columns.values()
        for question in questions
        if question.is_row
    }
    places = list(
        Place.objects.filter(work_group=work_group, state__in=EXPECTED)
        .select_related("participant", *related)
        .annotate(**_mentor_annotations(on))
        .with_school_stage()
        .order_by("participant__last_name", "participant__first_name", "pk")
    )
    options = option_labels([work_group.hub_id])
    people = [_person(place, columns, options) for place in places]
    return GroupPeople(_answered(people), people)


def _answered(people: Iterable[GroupPerson]) -> list[str]:
    """The titles under which somebody answered, in the order of the questions."""
    titles = {title: None for each in people for title in each.shown}
    return [title for title in titles if any(each.shown[title] for each in people)]


def _mentor_annotations(on: date) -> dict[str, Exists]:
    """Whether a participant has a mentor on a day, and one who may be emailed."""
    running = Mentorship.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), participant=OuterRef("participant")
    )
    reachable = running.filter(mentor__objected_at=None, mentor__email_failed_at=None)
    return {"has_mentor": Exists(running), "mentor_is_reachable": Exists(reachable)}


def _person(
    place: Any,
    columns: Mapping[str, Sequence[FormQuestion]],
    options: Mapping[str, str],
) -> GroupPerson:
    answers = {
        title: printed_together(questions, place, options)
        for title, questions in columns.items()
    }
    return GroupPerson(
        name=str(place.participant),
        state=str(place.get_state_display()),
        answers=answers,
        shown={**_shown(answers, columns), SCHOOL_STAGE: _stage_of_school(place)},
        place_id=place.pk,
        school=place.school_label,
        teaches={
            "key-stage": tuple(rules.key_stages(place.year_groups)),
            "year-group": tuple(
                str(YEAR_GROUP_LABELS.get(year, year)) for year in place.year_groups
            ),
            "scheme": _schemes(place, options),
        },
        mentor_reachable=_mentor_reachable(place),
    )


def _shown(
    answers: Mapping[str, str], columns: Mapping[str, Sequence[FormQuestion]]
) -> dict[str, str]:
    """The answers by column title, those in brief joined under IN_BRIEF."""
    found: dict[str, list[str]] = {}
    for title, words in answers.items():
        shown_under = IN_BRIEF if columns[title][0].in_brief else title
        found.setdefault(shown_under, []).extend([words] if words else [])
    return {title: " · ".join(words) for title, words in found.items()}


def _stage_of_school(place: Any) -> str:
    """The stage of the school in the year of the place; "" where nobody knows it."""
    return str(dict(MasteryStage.choices).get(place.school_stage, "")).capitalize()


def _mentor_reachable(place: Any) -> str:
    if not place.has_mentor:
        return "none named"
    return "yes" if place.mentor_is_reachable else "no"


def _schemes(place: Place, options: Mapping[str, str]) -> tuple[str, ...]:
    """The schemes by name; "another" counts only under the name that was typed."""
    named = [each for each in place.schemes if each != OptionCode.OTHER_SCHEME]
    other = [place.scheme_other] if place.scheme_other else []
    return (*(options.get(each, each) for each in named), *other)
