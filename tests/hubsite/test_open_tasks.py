"""What the admin's start page counts, and the lists that its links open."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from evaluation.models import Implication
from recruitment import outbox
from recruitment.models import Email
from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


def fill(hub) -> None:
    """Two groups of a hub, with rows of every task and rows that only look like one."""
    first = make.make_work_group(hub=hub, target=20)
    second = make.make_work_group(hub=hub, target=1)
    before = make.make_work_group(hub=hub, start_year=2025, target=20)
    for _ in range(3):
        make.make_place("interested", work_group=first)
    make.make_place("interested", work_group=before)
    for days in (1, 2, 9):
        ends = FRIDAY_5PM + days * DAY
        make.make_place("offered", work_group=first, offer_ends_at=ends)
    paused = {"clock_paused_at": FRIDAY_5PM, "clock_paused_for": "bounced"}
    make.make_place(
        "offered", work_group=first, offer_ends_at=FRIDAY_5PM + DAY, **paused
    )
    place = make.make_place("confirmed", work_group=second)
    for days in (20, 10, 5, -5):
        make.make_session(second, on=FRIDAY - days * DAY)
    make.mark_present(place, second.sessions.first())
    make.make_session(first, on=FRIDAY - 3 * DAY)
    for state in ("failed", "bounced", "bounced", "sent"):
        send(place, state)
    make.make_form(second)
    make.make_form(first, closes_at=FRIDAY_5PM - DAY)
    evaluation = make.make_evaluation(hub)
    for days, state in ((3, "open"), (-3, "open"), (40, "open"), (3, "done")):
        due = {"due_on": FRIDAY + days * DAY, "state": state}
        Implication.objects.create(hub=hub, evaluation=evaluation, text="-", **due)


def send(place, state: str) -> None:
    email = outbox.queue(
        "place_confirmed",
        about=place,
        to=place.participant,
        occasion=f"{Email.objects.count()}",
        at=FRIDAY_5PM,
    )
    Email.objects.filter(pk=email.pk).update(state=state)


@pytest.fixture
def lead(signed_in):
    """A hub lead of two hubs, who works for the first one at the moment."""
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    fill(ours)
    fill(theirs)
    fill(theirs)
    user = make.make_staff("hub_lead", hub=ours)
    make.give_role(user, "hub_lead", hub=theirs)
    return signed_in(user)


def counts_of(page) -> dict[str, tuple[str, int]]:
    """By its sentence: the URL and the count of each task."""
    tasks = page.context["home"].tasks
    return {task.text: (task.url, task.number) for task in tasks}


def total_of(client, url: str) -> int:
    page = client.get(url, follow=True).content.decode()
    return int(re.search(r'data-total="(\d+)"', page)[1])


def test_each_link_of_the_start_page_opens_exactly_the_rows_that_it_counts(lead):
    counts = counts_of(lead.get("/admin/"))

    assert {text: number for text, (_, number) in counts.items()} == {
        "people have asked for a place and wait for you to look": 3,
        "people have three days or less to confirm": 2,
        "sessions were held and have no register": 2,
        "letters came back or could not be sent": 3,
        "group has fewer people than hoped for": 1,
        "feedback form is open": 1,
        "implications are due within two weeks": 2,
        "plan is not agreed, and its session is within two weeks": 1,
    }
    for text, (url, number) in counts.items():
        assert total_of(lead, url) == number, text


def test_a_task_of_the_other_hub_is_counted_after_changing_to_it(lead):
    other = make.make_hub("Dales")
    lead.post("/workspace/hub/", {"hub": other.pk})

    counts = counts_of(lead.get("/admin/"))

    assert counts["people have three days or less to confirm"][1] == 4
    for text, (url, number) in counts.items():
        assert total_of(lead, url) == number, text


def test_a_year_without_groups_leads_to_the_page_that_makes_them(signed_in):
    with time_machine.travel(date(2027, 3, 2), tick=False):
        client = signed_in(make.make_staff("hub_lead"))
        page = client.get("/admin/").content.decode()

    todo = re.search(r'<ul class="todo">(.*?)</ul>', page, re.DOTALL)[1]
    assert "2027/28, has no work group yet" in todo
    page = "/admin/workgroups/workgroup/next-year/"
    hub = make.make_hub()
    assert f'href="{page}?hub={hub.pk}&amp;of=2026"' in todo
    assert "data-count" not in todo


def test_the_start_page_of_a_hub_is_called_by_its_name_and_year(signed_in):
    hub = make.make_hub("Wolds & Dales")

    page = signed_in(make.make_staff("hub_lead", hub=hub)).get("/admin/?of=2027")

    text = page.content.decode()
    assert "<title>Wolds &amp; Dales in 2027/28 – Hub desk</title>" in one_line(text)
    assert "<h1>Wolds &amp; Dales in 2027/28</h1>" in text


def test_the_start_page_of_the_national_team_is_not_headed_as_a_hub(signed_in):
    page = signed_in(make.make_staff("national")).get("/admin/").content.decode()

    assert re.search(r"<h1>(.*?)</h1", page)[1] == "All hubs"
    assert "Your hub" not in page
