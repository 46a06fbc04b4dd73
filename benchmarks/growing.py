"""Visit every GET address as each role while the hubs and the groups grow.

    python -m benchmarks.growing     prints the costs in three sizes as JSON

It runs in one process on an empty migrated database, with Django's test client. The
sizes are 1 hub of 3 groups, 40 hubs of 3 groups, and 40 hubs of which the one that is
visited has 60 groups. CPU is that of this process and of its database process.
"""

import json
import logging
import time
from collections import defaultdict
from datetime import timedelta
from typing import Any

from benchmarks import filling  # it sets Django up

# isort: split
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from benchmarks.counting import Statements
from benchmarks.processes import own_seconds
from evaluation.models import Evaluation, Evidence, FeedbackForm, Response
from recruitment import participant_sessions
from recruitment.models import Email, PlaceEvent
from tests.factories import make_form
from tests.hubsite.addresses import Address, addresses, url_of
from tests.hubsite.year import COLUMNS, Year, account_for, make_year
from workgroups.models import Hub, User, WorkGroup

HOST = settings.SITE_URL.partition("://")[2]
MORE_HUBS, MORE_GROUPS = 39, 57
PEOPLE = 20  # of a group
ANSWERS = 6  # to each form
REPEATS = 2  # requests; the cheaper counts, because other work only adds
REFUSED = 400


def grow(hub: Hub, evaluation: Evaluation, groups: int, *, lead: User) -> None:
    """Add groups with sessions, people, marks, emails, answers and comments."""
    opened = [filling.open_group(hub, f"Group {each}") for each in range(groups)]
    today = timezone.localdate()
    sessions = [
        session
        for group in opened
        for session in filling.add_sessions(group, 6, last_on=today)
    ]
    places = filling.add_places(opened, PEOPLE * groups, ["confirmed", "offered"])
    filling.add_marks(places, sessions)
    for group in opened:
        group.leads.add(lead)
    evaluation.work_groups.add(*opened)
    _add_history(hub, places)
    for group in opened:
        _add_answers(group, evaluation)


def _add_history(hub: Hub, places: list[Any]) -> None:
    now = timezone.now()
    events = PlaceEvent.objects.bulk_create(
        PlaceEvent(hub=hub, place=place, to_state=place.state, at=now)
        for place in places
    )
    Email.objects.bulk_create(
        Email(
            hub=hub,
            kind="place_confirmed",
            about_type="recruitment.place",
            about_id=event.place_id,
            recipient_type="recruitment.participant",
            recipient_id=event.place.participant_id,
            occasion=str(event.pk),
            message_id=f"<event-{event.pk}@example.org>",
            state="sent",
            written_at=now,
        )
        for event in events
    )


def _add_answers(group: WorkGroup, evaluation: Evaluation) -> None:
    """A form that is closed with its answers, and as many comments."""
    now = timezone.now()
    form: FeedbackForm = make_form(
        group,
        session=group.sessions.first(),
        closes_at=now - timedelta(days=1),
        closed_at=now,
    )
    common = {"hub_id": group.hub_id, "form": form, "work_group": group}
    Response.objects.bulk_create(
        Response(
            question_set=form.question_set,
            session=form.session,
            batch_on=timezone.localdate(),
            **common,
        )
        for _ in range(ANSWERS)
    )
    first = evaluation.evidence.count() + 1
    Evidence.objects.bulk_create(
        Evidence(
            hub_id=group.hub_id,
            evaluation=evaluation,
            work_group=group,
            number=first + each,
            kind="spoken",
            text="More time to talk, please.",
            redacted="More time to talk, please.",
        )
        for each in range(ANSWERS)
    )


class Visitor:
    """One role's browser, which forgets what an address changed in its session."""

    def __init__(self, role: str, key: str) -> None:
        self.role, self.key = role, key

    def client(self, opened: str) -> Client:
        """A client that has opened this link before, where there is one."""
        client = Client(headers={"host": HOST})
        if self.key:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.key
        if opened:
            ask(client, opened)
        return client

    def cost(self, url: str, backend: int, opened: str = "") -> dict[str, Any]:
        """Status and statements, and CPU seconds of the cheaper of two requests."""
        spent, statements, status = [], Statements(), 0
        for _ in range(REPEATS):
            client, statements = self.client(opened), Statements()
            began = time.process_time() + own_seconds(backend)
            with connection.execute_wrapper(statements):
                status = ask(client, url)
            spent.append(time.process_time() + own_seconds(backend) - began)
            if status >= REFUSED:
                break
        cpu = min(spent) if status < REFUSED else 0
        return {"status": status, "sql": statements.number, "cpu": cpu}


def ask(client: Client, url: str) -> int:
    answer: Any = client.get(url, secure=True, REMOTE_ADDR="10.9.8.7")
    b"".join(answer) if answer.streaming else answer.content
    return int(answer.status_code)


def visitors(year: Year) -> list[Visitor]:
    found = [Visitor("visitor", ""), Visitor("participant", participant_key(year))]
    for column in COLUMNS:
        key = filling.cookie_of(account_for(year, column))
        found.append(Visitor(column, key))
    return found


def participant_key(year: Year) -> str:
    request = RequestFactory().get("/")
    request.session, request.user = Client().session, AnonymousUser()
    participant_sessions.open_session(request, [year.participant.pk])
    request.session.save()
    return str(request.session.session_key)


def visited() -> list[Address]:
    """The addresses that answer GET."""
    found = [each for each in addresses() if each.line]
    return [
        each
        for each in found
        if not each.line.get("post_only") and each.line.get("page") != "export"
    ]


def link_of(address: Address, year: Year) -> str:
    """The link that leads to this page, where a page is reached by a link."""
    purpose = getattr(address.view, "link_purpose", "")
    if not purpose or "token" in address.takes:
        return ""
    links = [
        each
        for each in addresses()
        if each.view is address.view and "token" in each.takes
    ]
    return url_of(links[0], year) if links else ""


def main() -> None:
    logging.disable()  # refusals are expected here
    filling.add_schools()
    year = make_year("a")
    lead = year.staff["work_group_lead"]
    grow(year.hub, year.evaluation, 3, lead=lead)
    people = visitors(year)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    note_costs(found, people, year)
    for number in range(MORE_HUBS):
        other = make_year(f"{chr(98 + number % 24)}{number}")
        leads = other.staff["work_group_lead"]
        grow(other.hub, other.evaluation, 3, lead=leads)
    note_costs(found, people, year)
    grow(year.hub, year.evaluation, MORE_GROUPS, lead=lead)
    note_costs(found, people, year)
    print(json.dumps(found))


def note_costs(
    found: dict[str, list[dict[str, Any]]], people: list[Visitor], year: Year
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # autovacuum is switched off here
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    for visitor in people:
        for address in visited():
            opened = link_of(address, year) if visitor.role == "visitor" else ""
            cost = visitor.cost(url_of(address, year), backend, opened)
            takes = ",".join(sorted(address.takes))
            found[f"{address.name}({takes}) as {visitor.role}"].append(cost)


if __name__ == "__main__":
    main()
