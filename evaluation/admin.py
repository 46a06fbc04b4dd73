"""Admin pages of question sets, forms, evaluations and reports."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from evaluation.actions import feedback, questions
from evaluation.errors import KeyMissing
from evaluation.models import (
    Evaluation,
    FeedbackForm,
    Implication,
    Question,
    QuestionSet,
    Report,
    ResearchQuestion,
    Theme,
)
from workgroups import academic_years, words
from workgroups.admin_base import (
    AskFirst,
    RetiresRows,
    ScopedForm,
    ScopedModelAdmin,
    ScopedTabularInline,
    current_hub,
    homes,
)
from workgroups.form_fields import clean_text


class LinesField(forms.CharField):
    """A list of texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 20})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = value if isinstance(value, str) else "\n".join(value or [])
        text = clean_text(text)
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class QuestionForm(ScopedForm):
    options = LinesField(required=False, help_text="One a line, for a choice.")


class QuestionInline(ScopedTabularInline):
    model = Question
    form = QuestionForm
    extra = 1
    fields = (
        "number",
        "key",
        "kind",
        "text",
        "hint",
        "low_label",
        "high_label",
        "options",
    )


@admin.action(description="Copy to my hub", permissions=["add"])
def copy_sets(
    model_admin: Any, request: HttpRequest, sets: QuerySet[QuestionSet]
) -> None:
    hub = current_hub(request)
    masters = sets.filter(hub=None, retired_on=None)
    for master in masters:
        if hub is not None:
            questions.copy_question_set(master, hub=hub)
    model_admin.message_user(request, f"National sets copied: {len(masters)}.")


@dataclass(frozen=True)
class Rewording:
    """What a page changes in questions that were asked, by their keys."""

    keys: tuple[str, ...]
    texts: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]  # the questions of the new version

    @property
    def key(self) -> str:
        """The same for the same change, so that it is confirmed by saving it again."""
        return " | ".join(f"{row['key']}: {row['text']}" for row in self.rows)


def rewording_of(formset: Any) -> Rewording | None:
    """None where every question that was asked keeps its meaning."""
    gone = {form for form in formset.deleted_forms if form.instance.pk}
    kept = [form for form in formset.forms if form not in formset.deleted_forms]
    written = [form for form in kept if form.instance.pk or form.has_changed()]
    changed = [
        form
        for form in written
        if form.instance.pk and questions.MEANING & set(form.changed_data)
    ]
    if not gone and not changed:
        return None
    return Rewording(
        tuple(form.cleaned_data["key"] for form in changed),
        tuple(str(form.initial["text"]) for form in [*changed, *gone]),
        tuple(
            {name: form.cleaned_data[name] for name in questions.COPIED}
            for form in written
        ),
    )


def said_of(rewording: Rewording) -> str:
    listed = words.listed([f"“{text}”" for text in rewording.texts])
    was = words.plural(len(rewording.texts), "was", "were")
    return (
        f"Nothing is saved yet. {listed} {was} asked already: reworded or taken out, "
        "the answers cannot be compared with earlier ones. Save again to write a new "
        "version. What was asked stays as it was, and open forms keep it."
    )


@admin.register(QuestionSet)
class QuestionSetAdmin(RetiresRows):
    """National sets are read-only here; a hub copies one before changing it.

    A set that was asked is not reworded: its changes become a new version.
    """

    actions = (copy_sets,)
    list_display = ("title", "kind", "version", "question_count", "whose")
    list_select_related = ("hub",)
    list_filter = ("kind",)
    search_fields = ("title",)
    inlines = (QuestionInline,)
    fields = ("kind", "title", "version")

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionSet]:
        return super().get_queryset(request).annotate(question_count=Count("questions"))

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        asked = change and questions.was_asked(form.instance)
        rewording = rewording_of(formset) if asked else None
        if rewording is None:
            super().save_formset(request, form, formset, change)
            return
        if request.POST.get(AskFirst.field) != rewording.key:
            raise AskFirst(said_of(rewording), key=rewording.key, sample=None)
        by: Any = request.user
        new = questions.write_version(
            form.instance,
            rewording.rows,
            reworded=rewording.keys,
            by=by,
            at=timezone.now(),
        )
        messages.info(request, f"Version {new.version} is asked from now on.")

    @admin.display(description="questions")
    def question_count(self, question_set: Any) -> int:
        return question_set.question_count

    @admin.display(description="whose")
    def whose(self, question_set: QuestionSet) -> str:
        return str(question_set.hub) if question_set.hub else "national"


@admin.action(description="Close these forms now", permissions=["close"])
def close_forms(
    model_admin: Any, request: HttpRequest, chosen: QuerySet[FeedbackForm]
) -> None:
    closed = 0
    for form in chosen.filter(closed_at=None).order_by("pk"):
        try:
            feedback.close_form(form, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            closed += 1
        except KeyMissing:
            model_admin.message_user(
                request,
                f"{form} stays open: the key of its answers cannot be found. Tell "
                "whoever runs this site.",
                messages.ERROR,
            )
    model_admin.message_user(request, f"Closed: {closed}. Nothing reopens them.")


@admin.register(FeedbackForm)
class FeedbackFormAdmin(ScopedModelAdmin):
    """The number of answers is shown once a form is closed and has five."""

    actions = (close_forms,)
    list_display = (
        "question_set",
        "work_group",
        "session_label",
        "asked_on",
        "closes_at",
        "closed_at",
        "asked",
        "answered",
    )
    list_select_related = ("question_set", "work_group", "session__work_group", "hub")
    list_filter = ("work_group",)
    search_fields = ("work_group__title",)
    fields = (
        "question_set",
        "work_group",
        "session_label",
        "asked_on",
        "closes_at",
        "closed_at",
        "asked",
        "answered",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeedbackForm]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                asked_count=Count("requests"),
                answered_count=F("room_answers")
                + Count("requests", filter=Q(requests__answered=True)),
            )
        )

    def has_close_permission(self, request: HttpRequest) -> bool:
        return self.granted(request, "read")

    @admin.display(description="session")
    def session_label(self, form: FeedbackForm) -> str:
        if form.session is None:
            return "the year"
        return homes.link_to(form.session, f"session {form.session.number}")

    @admin.display(description="asked")
    def asked(self, form: Any) -> str:
        return str(form.asked_count) if form.closed_at else "after it closes"

    @admin.display(description="answered")
    def answered(self, form: Any) -> str:
        if not form.closed_at:
            return "after it closes"
        if form.answered_count < form.hub.smallest_count:
            return "too few answers to show"
        return str(form.answered_count)


class ResearchQuestionInline(ScopedTabularInline):
    model = ResearchQuestion
    extra = 1
    fields = ("group_number", "group_title", "letter", "text")


@admin.register(Evaluation)
class EvaluationAdmin(ScopedModelAdmin):
    """A hub creates an evaluation; afterwards only the evaluator changes it."""

    list_display = ("title", "year", "state", "hub")
    list_select_related = ("hub",)
    list_filter = ("start_year",)
    search_fields = ("title",)
    inlines = (ResearchQuestionInline,)
    fields = ("title", "start_year", "strategic_goal", "work_groups", "case", "state")
    readonly_fields = ("state",)
    export_columns = (
        ("Evaluation", "title"),
        ("Academic year", "start_year"),
        ("State", "state"),
    )

    @admin.display(description="academic year", ordering="start_year")
    def year(self, evaluation: Evaluation) -> str:
        return academic_years.label(evaluation.start_year)


@admin.register(Theme)
class ThemeAdmin(ScopedModelAdmin):
    list_display = ("name", "evaluation", "kind", "state")
    list_select_related = ("evaluation",)
    list_filter = ("evaluation", "state")
    search_fields = ("name",)
    fields = ("evaluation", "name", "description", "finding", "kind", "state")


@admin.register(Implication)
class ImplicationAdmin(ScopedModelAdmin):
    """What the report asks of the hub, and what the hub did about it."""

    list_display = ("text", "evaluation", "owner_name", "due_on", "state", "progress")
    list_select_related = ("evaluation", "owner_account")
    list_filter = ("evaluation", "state")
    search_fields = ("text", "owner")
    fields = (
        "evaluation",
        "text",
        "addressed_to",
        "owner_account",
        "owner",
        "due_on",
        "measure",
        "state",
        "progress",
        "what_became",
        "answer",
    )
    readonly_fields = (
        *("evaluation", "text", "addressed_to", "measure", "progress"),
        "answer",
    )
    export_columns = (
        ("Implication", "text"),
        ("Evaluation", "evaluation__title"),
        ("For", "addressed_to"),
        ("Owner", "owner_shown"),
        ("Due on", "due_on"),
        ("State", "state"),
        ("What became of it", "what_became"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Implication]:
        rows: Any = super().get_queryset(request)
        return rows.with_latest_note().with_owner()

    @admin.display(description="owner", ordering="owner_shown")
    def owner_name(self, implication: Implication) -> str:
        return implication.owner_name

    @admin.display(description="what NCETM answers")
    def answer(self, implication: Implication) -> str:
        return implication.answer

    @admin.display(description="progress")
    def progress(self, implication: Any) -> str:
        url = reverse("evaluation:note_progress", args=[implication.pk])
        said = implication.latest_note or "note what has happened"
        return format_html('<a class="alone" href="{}">{}</a>', url, said)


@admin.register(Report)
class ReportAdmin(ScopedModelAdmin):
    list_display = ("evaluation", "version", "state", "requested_at", "finished_at")
    list_select_related = ("evaluation",)
    list_filter = ("state",)
    search_fields = ("evaluation__title",)
    fields = (
        "evaluation",
        "version",
        "state",
        "requested_at",
        "finished_at",
        "problem",
    )
    readonly_fields = fields
