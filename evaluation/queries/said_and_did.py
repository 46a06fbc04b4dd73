"""What was asked for by a published evaluation, and what became of it."""

from django.db.models import QuerySet

from evaluation.choices import AddressedTo
from evaluation.models import Implication


def said_and_did(hub_id: int, year: int) -> list[Implication]:
    """The published implications of the year before, in two statements.

    Each with its themes and `latest_note`, for the public pages of a year's groups.
    """
    rows = Implication.objects.published().filter(
        hub=hub_id, evaluation__start_year=year - 1
    )
    told = rows.with_latest_note().prefetch_related("themes")
    return list(told.order_by("evaluation", "order", "pk"))


def for_ncetm() -> QuerySet[Implication]:
    """Published implications for NCETM of all hubs, the newest year first."""
    rows = Implication.objects.published().filter(addressed_to=AddressedTo.NCETM)
    told = rows.select_related("hub", "evaluation", "national_answer")
    return told.order_by(
        "-evaluation__start_year", "hub__name", "evaluation", "order", "pk"
    )
