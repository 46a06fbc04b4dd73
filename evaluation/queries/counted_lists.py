"""The feedback forms that the start page of the admin counts."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.models import FeedbackForm, FeedbackRequest
from workgroups import academic_years
from workgroups.counted_lists import Asked, CountedList, add_list

Rows = QuerySet[Any]


def forms_of_year(forms: Rows, asked: Asked) -> Rows:
    """The hub's forms of a year, with the number of answers in `answers`."""
    answered = (
        FeedbackRequest.objects.filter(form=OuterRef("pk"), answered=True)
        .order_by()
        .values("form")
        .annotate(n=Count("pk"))
        .values("n")
    )
    first = academic_years.first_day(asked.year)
    days = (first, academic_years.last_day(asked.year))
    of_hub = Q(work_group=None, asked_on__range=days)
    of_year = Q(work_group__start_year=asked.year) | of_hub
    return forms.filter(of_year, hub=asked.hub_id).alias(
        answers=F("room_answers")
        + Coalesce(Subquery(answered, output_field=IntegerField()), 0)
    )


def still_open(asked: Asked) -> Q:
    return Q(closed_at=None)


def with_enough_answers(asked: Asked) -> Q:
    return Q(closed_at__isnull=False, answers__gte=F("hub__smallest_count"))


def with_too_few_answers(asked: Asked) -> Q:
    return Q(closed_at__isnull=False, answers__lt=F("hub__smallest_count"))


def add_lists() -> None:
    for name, title, when, question in (
        ("forms-open", "feedback forms that are open", still_open, ""),
        (
            "forms-to-read",
            "feedback forms with answers to read",
            with_enough_answers,
            "answers to read",
        ),
        (
            "forms-too-few",
            "feedback forms with too few answers",
            with_too_few_answers,
            "too few answers",
        ),
    ):
        add_list(
            CountedList(
                name, FeedbackForm, title, when, forms_of_year, question=question
            )
        )
