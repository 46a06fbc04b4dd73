"""Two hubs, and one who acts in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from evaluation.actions import (
    feedback,
)
from recruitment.models import Place
from tests import factories as make

AT = make.FRIDAY_5PM


class World:
    """Two hubs, and one who acts: with a role at the first, and another elsewhere."""

    def __init__(self, kind: str) -> None:
        self.hub, self.other = make.make_hub(), make.make_hub("Wolds and Dales")
        self.by = make.make_staff(kind, hub=self.hub)
        other_kind = "evaluator" if kind != "evaluator" else "hub_lead"
        if kind != "national":
            make.give_role(self.by, other_kind, hub=self.other)
        self.group = make.make_work_group(hub=self.hub)
        self.session = make.make_session(self.group)
        self.evaluation = make.make_evaluation(self.hub, work_groups=[self.group])

    @property
    def client(self) -> Client:
        client = Client()
        client.force_login(self.by, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def post(self, url_name: str, *args: Any, **data: Any) -> None:
        answer = self.client.post(reverse(url_name, args=args), data)
        assert answer.status_code in (200, 302), answer

    def place(self, state: str = "confirmed") -> Place:
        return make.make_place(state, work_group=self.group)

    def themes(self) -> tuple[Any, Any]:
        return tuple(
            make.make_theme(self.evaluation, name, order=order)
            for order, name in enumerate(("Mentors", "Materials"), start=1)
        )

    def passages(self, count: int = 6) -> list[Any]:
        return [
            make.make_evidence(self.evaluation, f"My mentor knew the task {number}.")
            for number in range(count)
        ]

    def closed_form(self) -> None:
        form = make.make_form(self.group, session=self.session)
        for _ in range(5):
            make.make_response(form, words="More time to talk.")
        feedback.close_form(form, at=AT)


@dataclass(frozen=True)
class Act:
    """What an act's entry says: the role, and the fields changed, as stored."""

    do: Callable[[World], Any]
    role: str
    fields: str = ""
