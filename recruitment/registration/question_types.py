"""What a question of an expression of interest is, and what it may depend on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from recruitment.choices import OptionKind
from workgroups.choices import Audience

if TYPE_CHECKING:
    from workgroups.models import WorkGroup

NOT_LISTED, NO_SCHOOL = "not-listed", "no-school"
YES_NO = (("yes", "Yes"), ("no", "No"))
YES_NO_NOT_SURE = (*YES_NO, ("not_sure", "I'm not sure"))
DONT_KNOW, LEFT_EMPTY = "I don't know yet", "Left empty"
LEAD, PARTNER, MENTOR = "work_group_lead", "la_partner", "mentor"

Answered = Mapping[str, Any]


class Keep(StrEnum):
    """The row on which an answer is kept, by its model's label."""

    PLACE = "recruitment.Place"
    PARTICIPANT = "recruitment.Participant"
    REGISTRATION = "recruitment.Registration"
    MENTOR = "recruitment.Mentor"
    NOWHERE = ""  # it only helps to answer another question


class Kind(StrEnum):
    """How a question is answered."""

    LINE = "line"
    NAME = "name"
    ADDRESS = "address"
    WORDS = "words"
    LOOK_UP = "look_up"
    ONE_OF = "one_of"
    PICK_ONE = "pick_one"  # one of a long list: a select
    SOME_OF = "some_of"
    TICK = "tick"


class Source(StrEnum):
    """Choices that are rows, or that depend on the group asked for."""

    SCHOOLS = "schools"
    PROVIDERS = "providers"
    LEAD_PROVIDERS = "lead_providers"
    SCHEMES = OptionKind.SCHEME.value
    FIRST_YEAR_REASONS = OptionKind.FIRST_YEAR_REASON.value
    YES_REASONS = OptionKind.YES_REASON.value
    YEAR_GROUPS = "year_groups"
    THEMES = "themes"


#: Sources whose answer is kept as a foreign key, and the field that names the row.
ROWS = {
    Source.SCHOOLS: "name",
    Source.PROVIDERS: "name",
    Source.LEAD_PROVIDERS: "name",
    Source.FIRST_YEAR_REASONS: "label",
    Source.YES_REASONS: "label",
}
#: Sources whose choices are rows of AnswerOption.
OPTIONS = (Source.SCHEMES, Source.FIRST_YEAR_REASONS, Source.YES_REASONS)


@dataclass(frozen=True)
class Asking:
    """The group asked for, as far as questions depend on it."""

    audience: str
    has_later_stage: bool = False
    needs_earlier_stage: bool = False
    school_phase: str = ""
    themes: tuple[str, ...] = ()


def asking_of(work_group: "WorkGroup", *, has_later_stage: bool = False) -> Asking:
    """What the questions need to know of a group that was read with its project."""
    project = work_group.project
    lines = (line.strip() for line in project.themes.splitlines())
    return Asking(
        audience=project.stage.programme.audience,
        has_later_stage=has_later_stage,
        needs_earlier_stage=project.stage.needs_earlier_stage,
        school_phase=work_group.school_phase,
        themes=tuple(line for line in lines if line),
    )


def everybody(asking: Asking) -> bool:
    return True


def training_providers(asking: Asking) -> bool:
    return asking.audience == Audience.ITT


def teachers(asking: Asking) -> bool:
    return not training_providers(asking)


def early_career_teachers(asking: Asking) -> bool:
    return asking.audience == Audience.ECT


def two_years(asking: Asking) -> bool:
    return asking.has_later_stage


def after_an_earlier_stage(asking: Asking) -> bool:
    return asking.needs_earlier_stage


def providers_with_themes(asking: Asking) -> bool:
    return training_providers(asking) and bool(asking.themes)


@dataclass(frozen=True)
class Follows:
    """A question that is asked after one answer to the question before it.

    Where it `stands_in`, its text is printed in place of that answer.
    """

    key: str
    answer: str
    or_answer: str = ""  # another answer that it is asked after
    stands_in: bool = False
    because: str = ""  # why it is asked, above it


@dataclass(frozen=True)
class FormQuestion:
    """One question: how it is asked, kept, printed, and who may read the answer."""

    key: str
    label: str
    step: str = ""  # "" is never asked: staff enter it, or it is worked out
    kind: Kind = Kind.LINE
    hint: str = ""
    required: str = ""  # what is said where it is missing; "" may be left empty
    is_expected: bool = False  # not called optional, though it may be left empty
    choices: tuple[tuple[str, str], ...] = ()
    source: Source | None = None
    nothing: str = ""  # the first choice of a select, which stands for no answer
    max_length: int = 100
    initial: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    asked_if: Callable[[Asking], bool] = everybody
    follows: Follows | None = None
    #: Another question without which this one says nothing, and what to say then.
    together: tuple[str, str] | None = None
    #: Questions whose answer must not be given here again, and what to say then.
    unlike: tuple[tuple[str, ...], str] | None = None

    keep: Keep = Keep.PLACE
    field: str = ""  # the field of that row; "" is the key
    yes: str = ""  # kept as true for this choice and as false for the others
    not_sure: str = ""  # a choice that is kept as no answer
    worked_out: Callable[[Answered], Any] | None = None

    called: str = ""  # in a word, where it is said that nobody knows it yet
    heading: str = ""  # short, for the admin and exports; "" is the label
    section: str = ""  # of the admin's page about a place
    column: str = ""  # of the lead's list, shared by several; "" is the heading
    in_brief: bool = False  # the lead's list puts it in one cell with others in brief
    read_by: tuple[str, ...] = ()  # columns of the permissions, beside hub staff
    missing: str = DONT_KNOW  # printed for no answer
    exported: bool = True
    moves_along: bool = True  # to a group that the place is moved to
    next_year_too: bool = False  # to the place that is pencilled in for next year

    @property
    def title(self) -> str:
        return self.heading or self.label

    @property
    def column_title(self) -> str:
        return self.column or self.title

    @property
    def name(self) -> str:
        """The field of its row."""
        return self.field or self.key

    @property
    def attribute(self) -> str:
        """What holds the kept value on its row: "school_id" for a foreign key."""
        return f"{self.name}_id" if self.is_row else self.name

    @property
    def is_row(self) -> bool:
        return self.source in ROWS and self.kind != Kind.SOME_OF

    @property
    def is_list(self) -> bool:
        return self.kind == Kind.SOME_OF


@dataclass(frozen=True)
class Step:
    """One page of the form. It is left out where none of its questions is asked."""

    name: str
    title: str
    #: A question, and the title where it is asked.
    title_with: tuple[str, str] = ("", "")
    shows_dates: bool = False
    skip: str = ""  # a second button, which leaves the step unanswered
    is_later: bool = False  # asked after somebody has registered


def works_in_school(answers: Answered) -> bool:
    return answers.get("school") != NO_SCHOOL and "provider" not in answers
