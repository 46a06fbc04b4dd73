"""The kind of email that carries a code. Hubs do not word it."""

from datetime import datetime
from typing import Any

from recruitment.models import FreshCode, Participant
from recruitment.outbox import EmailKind, add_kind


class FreshCodeEmail(EmailKind):
    """Sends six digits, which are left out of the text that is kept."""

    name = "fresh_code"
    title = "a code before a page with everything about a person"
    related = ("participant",)

    def still_holds(
        self, about: FreshCode, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.works_at(at) and recipient.erased_at is None

    def context(
        self, about: FreshCode, recipient: Participant, *, at: datetime
    ) -> dict[str, Any]:
        return {"code": about, "purpose": about.get_purpose_display()}


def add_kinds() -> None:
    add_kind(FreshCodeEmail)
