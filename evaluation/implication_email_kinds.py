"""The email that tells an owner that an implication falls due."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from evaluation.choices import ImplicationState
from evaluation.models import Implication
from recruitment.outbox import EXAMPLES, EmailKind, add_kind
from recruitment.placeholders import LINK, part
from workgroups.models import User
from workgroups.wordings import Placeholder


class ImplicationDue(EmailKind):
    """Asks the owner of an implication how it stands, once for each due day."""

    name = "implication_due"
    title = "something that an evaluation asked for is due"
    placeholders = (
        part("hello", "_hello.txt", "“Hello” and the name, where we know it"),
        Placeholder(
            "implication",
            "{{ implication.text }}",
            "what the evaluation asked for",
            required=True,
            in_subject=False,
        ),
        Placeholder("evaluation", "{{ implication.evaluation }}", "which asked for it"),
        Placeholder(
            "due on",
            '{{ implication.due_on|date:"j F Y" }}',
            "the day by which it was to be done",
            required=True,
        ),
        LINK,
        part("signature", "_from_hub.txt", "who writes, and where questions are sent"),
    )
    app = "evaluation"
    button = "Say how it stands"
    related = ("evaluation", "owner_account")

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """The newest implications that have an owner and a day."""
        rows = Implication.objects.filter(hub=hub_id, due_on__isnull=False)
        owned = rows.exclude(owner_account=None).select_related(*self.related)
        return [(row, row.owner_account) for row in owned.order_by("-pk")[:EXAMPLES]]

    def still_holds(self, about: Implication, recipient: User, *, at: datetime) -> bool:
        """Whether it is due and not over, and still this person's to see to."""
        is_over = about.state in (ImplicationState.DONE, ImplicationState.DROPPED)
        is_due = about.due_on is not None and about.due_on <= timezone.localdate(at)
        if is_over or not is_due or about.owner_account_id != recipient.pk:
            return False
        reached = Implication.objects.visible_to(recipient).changeable_by(recipient)
        return bool(reached.filter(pk=about.pk).exists())

    def context(
        self, about: Implication, recipient: User, *, at: datetime
    ) -> dict[str, object]:
        page = reverse("evaluation:note_progress", args=[about.pk])
        return {"implication": about, "link": f"{settings.SITE_URL}{page}"}


def add_kinds() -> None:
    add_kind(ImplicationDue)
