"""Passages, the themes they are given, and implications of the themes."""

from django.conf import settings
from django.db import models
from django.utils.text import Truncator

from evaluation.choices import (
    AddressedTo,
    CountedMeasure,
    EvidenceKind,
    HeardFrom,
    ImplicationState,
    Origin,
    ThemeKind,
    ThemeState,
)
from evaluation.models.evaluations import Evaluation, Visit
from evaluation.models.feedback import Answer
from evaluation.querysets import (
    ImplicationQuerySet,
    ProgressNoteQuerySet,
    ThemeQuerySet,
)
from workgroups import words
from workgroups.models import Hub, Project, WorkGroup
from workgroups.querysets import ScopedQuerySet


class Evidence(models.Model):
    """A passage: the words as typed, and the same words redacted.

    Pages show `redacted` only; opening `text` is audited. A written passage refers to
    its answer, which refers to no person.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="evidence"
    )
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    text = models.TextField()
    redacted = models.TextField(blank=True)
    answer = models.OneToOneField(
        Answer,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="evidence",
    )
    visit = models.ForeignKey(
        Visit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
    )
    work_group = models.ForeignKey(
        WorkGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    heard_from = models.CharField(max_length=10, choices=HeardFrom.choices, blank=True)
    key_stage = models.CharField(max_length=20, blank=True)
    on = models.DateField("date, where it was imported", null=True, blank=True)
    source = models.CharField("where from", max_length=200, blank=True)
    writer_agreed = models.BooleanField("they agreed to be quoted", default=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    import_key = models.CharField(max_length=60, blank=True, editable=False)
    #: How unlike it is to every comment with a theme: 0.0 like one, 1.0 like none.
    novelty = models.FloatField(null=True, blank=True, editable=False)
    strong_quote = models.BooleanField(default=False)
    fit_to_publish = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    memo = models.TextField("the evaluator's own remark", blank=True)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    queue_position = models.PositiveIntegerField(
        "position among the unread", null=True, blank=True, editable=False
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "number"], name="one_evidence_number"
            ),
            models.UniqueConstraint(
                fields=["evaluation", "import_key"],
                condition=~models.Q(import_key=""),
                name="one_evidence_per_imported_comment",
                violation_error_message="This comment was imported before.",
            ),
        ]

    def __str__(self) -> str:
        return f"E{self.number}"

    @property
    def may_be_quoted(self) -> bool:
        """Whether its writer allowed quoting; a note is the evaluator's own text.

        Of an imported comment the evaluator says whether its writer agreed. Reads
        the answer and its response, so lists select both.
        """
        if not self.writer_agreed:
            return False
        return self.answer is None or self.answer.response.may_be_quoted


class Theme(models.Model):
    """A finding across work groups, proposed by the engine or written by a person."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="themes"
    )
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    not_when = models.TextField("when a comment does not belong to it", blank=True)
    finding = models.TextField("as it stands in the report", blank=True)
    kind = models.CharField(
        max_length=10, choices=ThemeKind.choices, default=ThemeKind.FINDING
    )
    order = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=ThemeState.choices, default=ThemeState.KEPT
    )
    origin = models.CharField(
        max_length=10, choices=Origin.choices, default=Origin.PERSON
    )
    words = models.JSONField(default=list, blank=True)
    is_need = models.BooleanField(
        "what new teachers here need help with", default=False
    )
    #: What the hub offers next year because of it.
    projects = models.ManyToManyField(
        Project, blank=True, editable=False, related_name="because_of"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    #: The theme that it is a part of; a part has no parts of its own.
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="parts",
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class Coding(models.Model):
    """A theme given to a passage; a suggestion counts only once it is reviewed."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="codings"
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    origin = models.CharField(
        max_length=10, choices=Origin.choices, default=Origin.PERSON
    )
    confidence = models.FloatField(null=True, blank=True)
    reason = models.CharField("why it is suggested", max_length=200, blank=True)
    reviewed = models.BooleanField(default=True)
    coded_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "theme"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "theme"], name="one_coding_per_passage_and_theme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme} for {self.evidence}"


class Implication(models.Model):
    """What somebody may do about a theme, and the measure that will show it worked."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="implications"
    )
    themes = models.ManyToManyField(Theme, related_name="implications")
    text = models.TextField()
    addressed_to = models.CharField(
        max_length=10, choices=AddressedTo.choices, default=AddressedTo.HUB
    )
    owner = models.CharField("owner without an account", max_length=150, blank=True)
    owner_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        verbose_name="owner",
        help_text="Gets a letter when it is due.",
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(null=True, blank=True)
    measure = models.TextField("the measure that would show it worked", blank=True)
    counted = models.CharField(
        "the figure that shows it",
        max_length=12,
        choices=CountedMeasure.choices,
        blank=True,
    )
    plan_check = models.CharField(
        "its line of the plan check-list", max_length=160, blank=True, editable=False
    )
    state = models.CharField(
        max_length=10,
        choices=ImplicationState.choices,
        default=ImplicationState.PROPOSED,
    )
    what_became = models.TextField("what became of it", blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    #: Annotated by with_latest_note.
    latest_note: "str | None"

    objects = ImplicationQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "order", "pk"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    @property
    def owner_name(self) -> str:
        """Who sees to it; lists select the account with the row."""
        return self.owner_account.name if self.owner_account else self.owner

    @property
    def answer(self) -> str:
        """NCETM's answer; lists select it with the row."""
        found = getattr(self, "national_answer", None)
        return found.text if found else ""


class NationalAnswer(models.Model):
    """What the national team answers to an implication for NCETM."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    implication = models.OneToOneField(
        Implication, on_delete=models.CASCADE, related_name="national_answer"
    )
    text = models.TextField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]

    def __str__(self) -> str:
        return f"answer to: {self.implication}"


class ProgressNote(models.Model):
    """How an implication stood on a day; rows are added only."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    implication = models.ForeignKey(
        Implication, on_delete=models.CASCADE, related_name="notes"
    )
    on = models.DateField("date")
    text = models.CharField(max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProgressNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["implication", "on", "text"], name="one_note_of_a_day_and_text"
            )
        ]

    def __str__(self) -> str:
        return f"{words.day(self.on)}: {self.text}"
