"""Forms for feedback without an account and for the evaluator's pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from evaluation import encryption
from evaluation.choices import (
    OF_A_GROUP,
    HeardFrom,
    QuestionKind,
    ThemeKind,
)
from evaluation.models import (
    Evaluation,
    Question,
    ResearchQuestion,
)
from workgroups import words
from workgroups.form_fields import LineField, WordsField
from workgroups.models import Hub, Session, StrategicGoal, WorkGroup

MAX_NOTE_LENGTH = 20_000
YEAR_SETS = [(kind.value, kind.label) for kind in OF_A_GROUP]
NAME_NOBODY = "Please don’t name children, colleagues or your school."
KEY_STAGES = ["", "EYFS", "KS1", "KS2", "KS3", "KS4", "KS5", "mixed"]


class VerbatimField(forms.CharField):
    """Text exactly as typed; only characters that no database can store are removed."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_NOTE_LENGTH)
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(strip=False, widget=widget, **kwargs)
        self.error_messages["max_length"] = (
            f"This is more than {self.max_length} characters, which is too long for "
            "one note. What you typed is still here: save it as two."
        )

    def to_python(self, value: Any) -> str:
        text = super().to_python((value or "").replace("\x00", "")) or ""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else ""


class FeedbackStepForm(forms.Form):
    """A few questions of a set; each may be left blank."""

    def __init__(
        self, questions: Iterable[Question], *, text_limit: int, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        for question in questions:
            self.fields[question.key] = _field_of(question, text_limit)

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RatingField(forms.TypedChoiceField):
    """A rating from 1 to 5, drawn as five choices in a row."""

    is_rating = True

    def __init__(self, question: Question) -> None:
        super().__init__(
            choices=[(number, str(number)) for number in range(1, 6)],
            coerce=int,
            empty_value=None,
            label=question.text,
            help_text=question.hint,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose a number from 1 to 5."},
        )
        self.low_label, self.high_label = question.low_label, question.high_label


def hint_beside(hint: str) -> str:
    """The hint of a box for words, which always asks to name nobody."""
    own = hint.replace("Please name nobody and no school.", "").strip()
    return f"{own} {NAME_NOBODY}".strip()


def _field_of(question: Question, text_limit: int) -> forms.Field:
    if question.kind == QuestionKind.RATING:
        return RatingField(question)
    if question.kind == QuestionKind.CHOICE:
        return forms.ChoiceField(
            choices=[(option, option) for option in question.options],
            label=question.text,
            help_text=question.hint,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose one of the answers below."},
        )
    return WordsField(
        label=question.text,
        help_text=hint_beside(question.hint),
        required=False,
        max_length=text_limit,
        rows=5,
    )


def text_limit_of(questions: Iterable[Question]) -> int:
    """How many characters each text of these questions may have."""
    return encryption.text_limit(
        sum(question.kind == QuestionKind.TEXT for question in questions)
    )


class QuotingForm(forms.Form):
    may_be_quoted = forms.BooleanField(
        label="My words may be quoted, without my name", required=False
    )


class AskGroupForm(forms.Form):
    """Which group to ask about its year; sessions are asked after by the register."""

    work_group = forms.ModelChoiceField(
        WorkGroup.objects.none(), label="Work group", empty_label="choose a group"
    )
    kind = forms.ChoiceField(
        label="Questions", choices=YEAR_SETS, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_group"].queryset = groups  # type: ignore[attr-defined]


class AskCohortForm(forms.Form):
    """Which cohort to ask what came of it; one whose people all have finished."""

    cohort = forms.ChoiceField(label="Whom to ask", widget=forms.RadioSelect)

    def __init__(self, *args: Any, cohorts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = list(cohorts.items())  # type: ignore[attr-defined]


class EvaluationForm(forms.Form):
    hub = forms.ModelChoiceField(Hub.objects.none(), empty_label=None)
    title = LineField(label="What is evaluated?", max_length=200)
    start_year = forms.TypedChoiceField(label="Academic year", coerce=int)
    strategic_goal = forms.ModelChoiceField(
        StrategicGoal.objects.all(), required=False, empty_label="none"
    )
    work_groups = forms.ModelMultipleChoiceField(
        WorkGroup.objects.none(),
        label="Work groups",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        hubs: Any,
        groups: Any,
        years: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]
        self.fields["work_groups"].queryset = groups  # type: ignore[attr-defined]
        self.fields["start_year"].choices = list(years)  # type: ignore[attr-defined]
        if hubs.count() == 1:
            self.fields["hub"].widget = forms.HiddenInput()
            self.initial.setdefault("hub", hubs[0].pk)


class TextsForm(forms.Form):
    case = WordsField(
        label="What is the case?", required=False, max_length=20_000, rows=8
    )
    context = WordsField(required=False, max_length=20_000, rows=10)
    activity = WordsField(
        label="Activity and data collection", required=False, max_length=20_000, rows=8
    )
    conclusion = WordsField(required=False, max_length=20_000, rows=10)


class ResearchQuestionForm(forms.Form):
    group_number = forms.IntegerField(label="Group", min_value=1, max_value=20)
    group_title = LineField(label="Heading of the group", max_length=120)
    text = WordsField(label="Question", max_length=1000, rows=3)
    asked_by = forms.ModelMultipleChoiceField(
        Question.objects.none(),
        label="Asked of people by",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, questions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asked_by"]
        field.queryset = questions  # type: ignore[attr-defined]
        field.label_from_instance = _question_label  # type: ignore[attr-defined]


def _question_label(question: Question) -> str:
    return f"{question.question_set.title}: {question.text}"


class VisitForm(forms.Form):
    session = forms.ModelChoiceField(
        Session.objects.none(), required=False, empty_label="a meeting, no session"
    )
    meeting = LineField(
        label="Which meeting, where it was not a session?",
        required=False,
        max_length=200,
    )
    on = forms.DateField(
        label="Date, where it was not a session",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a date, such as 3 November 2026."},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"],
    )
    who_went = LineField(
        label="Who went?",
        required=False,
        max_length=200,
        help_text="Evaluator, hub lead",
    )

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        field.queryset = sessions  # type: ignore[attr-defined]
        field.label_from_instance = _session_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        session = found.get("session")
        if session is not None:
            found["on"] = session.on
            return found
        if not found.get("meeting"):
            self.add_error("meeting", "Choose a session, or say which meeting it was.")
        if not found.get("on") and "on" not in self.errors:
            self.add_error("on", "Say on which day it was.")
        return found


def _session_label(session: Session) -> str:
    group = session.work_group.title
    return f"{words.day(session.on)}: {group}, session {session.number}"


class NoteForm(forms.Form):
    """One note; each button says where it was heard, and saves it."""

    text = VerbatimField(
        label="What was said or seen?",
        error_messages={
            "required": "Type the note first, then say where it was heard."
        },
    )
    key_stage = forms.ChoiceField(
        label="Key stage",
        choices=[(stage, stage or "not said") for stage in KEY_STAGES],
        required=False,
    )
    heard_from = forms.ChoiceField(
        choices=[*HeardFrom.choices, ("seen", "seen")],
        error_messages={"required": "Say where it was heard by one of the buttons."},
    )


class SeenForm(forms.Form):
    seen = WordsField(label="What was seen", required=False, max_length=20_000, rows=6)


class NewThemeForm(forms.Form):
    name = LineField(label="Name of a new theme", max_length=200)


class ThemeForm(forms.Form):
    name = LineField(max_length=200)
    kind = forms.ChoiceField(choices=ThemeKind.choices, widget=forms.RadioSelect)
    description = WordsField(
        label="When a comment belongs to it",
        required=False,
        max_length=4000,
        help_text="In your own words. Suggestions read this too.",
    )
    not_when = WordsField(
        label="When it does not",
        required=False,
        max_length=4000,
        rows=2,
        help_text="What looks like it, and belongs elsewhere.",
    )
    finding = WordsField(
        label="The finding, as it stands in the report",
        required=False,
        max_length=10_000,
        rows=6,
    )
    answers = forms.ModelMultipleChoiceField(
        ResearchQuestion.objects.none(),
        label="Research questions that it answers",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answers"]
        field.queryset = evaluation.research_questions.all()  # type: ignore[attr-defined]
        field.label_from_instance = _numbered_label  # type: ignore[attr-defined]


def _numbered_label(question: ResearchQuestion) -> str:
    return f"{question}: {question.text}"
