"""Feedback that cannot be traced to a person once its form has closed.

Until then a person's draft or sent answers are one `EncryptedAnswers` row: personal
data, under a key that is a file outside the database. Closing the form writes them as
`Response` and `Answer` rows without a time, in random order, and destroys the key.
"""

from datetime import datetime

from django.conf import settings
from django.db import models

from evaluation.choices import QuestionSetKind
from evaluation.models.questions import Question, QuestionSet
from evaluation.querysets import FormQuerySet, RequestQuerySet
from recruitment.models import Link, Place
from workgroups import academic_years, randomness
from workgroups.models import Hub, Session, WorkGroup
from workgroups.querysets import ScopedQuerySet

#: Who is asked by a form without a work group; the academic year follows.
OF_THE_HUB = {
    QuestionSetKind.FOLLOW_UP: "Those who began in",
    QuestionSetKind.LEADS: "Work group leads of",
}
HALVES = {1: ", first half", 2: ", second half"}


class FeedbackForm(models.Model):
    """One question set asked once of one group, about a session or the year.

    A form without a work group is asked of people of the whole hub. `start_year` is
    then the year that it is about: of a follow-up the year in which its people began.
    `half` is the half of that year, and 0 where the set is asked once.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT)
    work_group = models.ForeignKey(
        WorkGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="feedback_forms",
    )
    start_year = models.PositiveSmallIntegerField(null=True, editable=False)
    half = models.PositiveSmallIntegerField(default=0, editable=False)
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="feedback_forms",
    )
    asked_on = models.DateField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    room_answers = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = FormQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "work_group", "session"],
                name="one_form_per_set_group_and_session",
            ),
            models.UniqueConstraint(
                fields=["question_set", "work_group"],
                condition=models.Q(session=None),
                name="one_form_of_the_year_per_set_and_group",
                violation_error_message=(
                    "The group has a form of the year with these questions already."
                ),
            ),
            models.UniqueConstraint(
                fields=["question_set", "start_year", "half"],
                condition=models.Q(work_group=None),
                name="one_form_of_the_whole_hub_per_set_and_year",
                violation_error_message=(
                    "The hub has a form of this year with these questions already."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(work_group=None) ^ models.Q(start_year=None),
                name="a_form_is_of_a_group_or_of_a_year",
                violation_error_message=(
                    "A form asks a group, or people of the hub about a year."
                ),
            ),
        ]

    def __str__(self) -> str:
        about = self.session or self.work_group or self.asked_of
        return f"{self.question_set.title}: {about}"

    @property
    def asked_of(self) -> str:
        """The group that is asked, or the people of the whole hub, in words."""
        if self.work_group is not None:
            return self.work_group.title
        who = OF_THE_HUB[QuestionSetKind(self.question_set.kind)]
        label = academic_years.label(self.start_year or 0)
        return f"{who} {label}{HALVES.get(self.half, '')}"

    def is_closed_at(self, at: datetime) -> bool:
        """Whether it takes no answers any more, also before its job has closed it."""
        return self.closed_at is not None or self.closes_at <= at


class FeedbackRequest(models.Model):
    """That a person was asked, and whether they answered, without a time.

    The person has a place, or an account: leads are asked by their account.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    form = models.ForeignKey(
        FeedbackForm, on_delete=models.PROTECT, related_name="requests"
    )
    place = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="feedback_requests",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    link = models.OneToOneField(
        Link, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered = models.BooleanField(default=False)
    answered_in_room = models.BooleanField(default=False)  # as the person says

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "place"], name="one_request_per_form_and_place"
            ),
            models.UniqueConstraint(
                fields=["form", "user"], name="one_request_per_form_and_user"
            ),
            models.CheckConstraint(
                condition=models.Q(place=None) ^ models.Q(user=None),
                name="a_request_asks_a_place_or_an_account",
                violation_error_message="Either a place is asked or an account.",
            ),
        ]

    def __str__(self) -> str:
        who = self.place.participant if self.place is not None else self.user
        return f"{who}, asked about {self.form}"

    @property
    def asked_place(self) -> Place:
        """The place that is asked. Raises `ValueError` where an account is asked."""
        if self.place is None:
            raise ValueError("This request asks an account.")
        return self.place


class EncryptedAnswers(models.Model):
    """What one person has answered so far, and sent where the request is answered.

    All rows have one size. Rows without a request were given in the room, by the QR
    code or on paper, or sent before answers were encrypted.
    """

    form = models.ForeignKey(
        FeedbackForm, on_delete=models.CASCADE, related_name="encrypted_answers"
    )
    request = models.OneToOneField(
        FeedbackRequest, null=True, on_delete=models.CASCADE, related_name="+"
    )
    ciphertext = models.BinaryField()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return "encrypted answers"


class Response(models.Model):
    """One person's answers to one question set, without any link to the person.

    `pseudonym` is set for baseline, final and follow-up answers only, and only where
    five people or more are paired in the same way.
    """

    id = models.UUIDField(primary_key=True, default=randomness.new_uuid, editable=False)
    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    form = models.ForeignKey(
        FeedbackForm, on_delete=models.PROTECT, related_name="responses"
    )
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT)
    work_group = models.ForeignKey(
        WorkGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="responses",
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT
    )
    batch_on = models.DateField()
    may_be_quoted = models.BooleanField(default=False)
    pseudonym = models.CharField(max_length=64, blank=True, db_index=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return "response"


class Answer(models.Model):
    id = models.UUIDField(primary_key=True, default=randomness.new_uuid, editable=False)
    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="answers"
    )
    question = models.ForeignKey(Question, on_delete=models.PROTECT)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    choice = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    fit_to_share = models.BooleanField(default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"], name="one_answer_per_question"
            ),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)),
                name="a_rating_runs_from_one_to_five",
                violation_error_message="A rating runs from 1 to 5.",
            ),
        ]

    def __str__(self) -> str:
        return "answer"
