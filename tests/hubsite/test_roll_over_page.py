"""The page of the admin that says who goes on to next year, and going on from it."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.actions import bulk_actions
from recruitment.models import BulkAction, Email, Place
from recruitment.tasks import run_bulk_action
from tests import factories as make
from tests.factories import YEAR
from tests.hubsite.test_group_home import client_of
from tests.pages import form_on, one_line
from tests.recruitment.bulk_cases import states
from tests.recruitment.next_year_cases import NOW, TwoYears
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PAGE = "/admin/recruitment/bulkaction/roll-over/"


@pytest.fixture
def world():
    return TwoYears(capacity=1)


@pytest.fixture
def staff(world):
    return make.make_staff("hub_lead", hub=world.hub, name="Ola Price")


@pytest.fixture
def client(staff):
    return client_of(staff)


def text_of(answer):
    return one_line(answer.content.decode())


def test_the_page_counts_and_names_and_sends_nothing(world, client):
    world.person(name="<b>Ada</b>")
    world.person(name="Bea")
    world.person("not_completed", name="Cem")

    page = text_of(client.get(PAGE))

    assert "<h1>Roll over to 2027/28</h1>" in page
    assert "<div><dt>asked to confirm</dt><dd>1</dd></div>" in page
    assert "<div><dt>waits, before every newcomer</dt><dd>1</dd></div>" in page
    assert "<div><dt>do not go on</dt><dd>1</dd></div>" in page
    assert (
        "<strong>2</strong> go on: 1 asked to confirm, 1 waits, before every newcomer"
    ) in page
    assert "<li>&lt;b&gt;Ada&lt;/b&gt; Brook</li><li>Bea Brook</li>" in page
    assert (
        "<strong>1:</strong> Did not complete the year before. "
        '<span class="quiet">Cem Brook</span>'
    ) in page
    assert "<b>" not in page
    assert (BulkAction.objects.count(), Email.objects.count()) == (0, 0)


def test_next_years_groups_lead_to_the_page_and_back(world, client):
    groups = f"/admin/workgroups/workgroup/next-year/?hub={world.hub.pk}&amp;of=2026"

    there = text_of(client.get(groups.replace("&amp;", "&")))
    back = text_of(client.get(PAGE))

    assert f'href="{PAGE}?hub={world.hub.pk}&amp;of=2026/27"' in there
    assert f'href="{groups}"' in back


def test_another_year_is_asked_for_by_the_address(world, client):
    page = text_of(client.get(f"{PAGE}?of=2025/26"))

    assert "<h1>Roll over to 2026/27</h1>" in page
    assert "Nobody of 2025/26 may go on to a next year" in page


def test_going_on_keeps_the_people_in_turn_and_shows_the_letters(world, client, staff):
    _, second = world.person(name="Bea", registered_at=NOW)
    _, first = world.person(name="Ada")

    data = form_on(client.get(PAGE), having=f"to-group-{world.group.pk}")
    answer = client.post(PAGE, data, follow=True)

    bulk = BulkAction.objects.get()
    assert answer.redirect_chain == [(bulk.get_absolute_url(), 302)]
    assert (bulk.verb, bulk.state, bulk.hub, bulk.actor) == (
        "roll_over",
        "draft",
        world.hub,
        staff,
    )
    rows = list(bulk.rows.values_list("place", "work_group", "seen_state"))
    target = world.target.pk
    assert rows == [
        (first.pk, target, "provisional"),
        (second.pk, target, "provisional"),
    ]
    page = text_of(answer)
    assert "Roll over to next year: 2 people" in page
    assert "Year two, pencilled in for next year, to Lewisham 2 (2027/28)" in page
    assert "<strong>1 will wait</strong>, before every newcomer" in page
    assert "the group has no seat for them: Bea Brook." in page
    assert "Confirm your place by Friday 23 October for next year: Lewisham 2" in page
    assert f'href="{PAGE}?hub={world.hub.pk}"' in page
    assert Email.objects.count() == 0
    assert states(first, second) == ["provisional", "provisional"]


def test_one_press_on_the_preview_rolls_them_over(world, client):
    _, later = world.person()
    client.post(PAGE)
    bulk = BulkAction.objects.get()

    answer = client.post(bulk.get_absolute_url(), {"press": "begin"}, follow=True)

    assert "Done for 1 person." in text_of(answer)
    assert states(later) == ["offered"]
    assert list(Email.objects.values_list("kind", "state")) == [
        ("next_year_offered", "held")
    ]
    entry = AuditEntry.objects.get(action="bulk_roll_over")
    assert entry.object_id == str(bulk.pk)


def test_the_preview_says_who_changed_meanwhile_or_is_there_already(world, client):
    people = [world.person(name=name)[1] for name in ("Ada", "Bea", "Cem")]
    client.post(PAGE)
    Place.objects.filter(pk=people[0].pk).update(state="withdrawn")
    Place.objects.filter(pk=people[1].pk).update(work_group=world.target)
    world.target.dates_confirmed = False
    world.target.save()

    page = text_of(client.get(BulkAction.objects.get().get_absolute_url()))

    assert 'data-count="going">1<' in page
    assert "It changed meanwhile: it is now withdrawn. " in page
    assert "In that group already; its dates are not settled. " in page


def test_the_preview_says_that_a_group_was_cancelled(world, client):
    world.person()
    client.post(PAGE)
    world.target.cancelled_on = NOW.date()
    world.target.save()

    page = text_of(client.get(BulkAction.objects.get().get_absolute_url()))

    assert 'data-count="going">0<' in page
    assert "The group is cancelled. " in page


def test_a_chosen_group_counts_and_goes_on(world, client):
    _, later = world.person()
    other = world.next_group("Merged 2", local_authority=None, dates_confirmed=False)
    key = f"to-group-{world.group.pk}"

    page = text_of(client.get(PAGE, {key: other.pk}))
    client.post(PAGE, {key: other.pk})

    assert "1 pencilled in until the dates are settled" in page
    row = BulkAction.objects.get().rows.get()
    assert (row.place, row.work_group) == (later, other)


def test_a_group_of_another_hub_is_no_choice(world, client):
    world.person()
    theirs = TwoYears(make.make_hub("Another hub")).target

    client.post(PAGE, {f"to-group-{world.group.pk}": theirs.pk})

    assert BulkAction.objects.count() == 0


def test_nobody_goes_on_and_nothing_is_begun(world, client):
    answer = client.post(PAGE, follow=True)

    assert "Nobody goes on, so there is nothing to do." in text_of(answer)
    assert BulkAction.objects.count() == 0


def test_everybody_is_downloaded_with_what_becomes_of_them(world, client, staff):
    world.person(name="=Ada")
    world.person("not_completed", name="Cem")
    people = Place.objects.filter(start_year=YEAR).order_by("pk")
    ada, cem = (each.participant.email for each in people)

    answer = client.get(f"{PAGE}?people=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Name", "E-mail", "From", "To", "What becomes of it", "Why not"],
        ["'=Ada Brook", ada, "Lewisham 1", "Lewisham 2", "asked to confirm", ""],
        ["Cem Brook", cem, "Lewisham 1", "", "", "Did not complete the year before."],
    ]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.hub) == (
        "exported as csv",
        staff,
        world.hub,
    )


def test_the_download_leaves_out_what_the_page_leaves_out(world, client):
    theirs = TwoYears(make.make_hub("Another hub"))
    theirs.person(name="Eve")

    answer = client.get(f"{PAGE}?people=csv&hub={theirs.hub.pk}")

    if answer.status_code == 200:
        assert b"Eve" not in b"".join(answer.streaming_content)


@pytest.mark.parametrize("kind", ["work_group_lead", "la_partner", "evaluator"])
def test_only_staff_of_a_hub_open_the_page(world, kind):
    account = make.make_user()
    area = make.make_authority() if kind == "la_partner" else None
    make.give_role(account, kind, hub=world.hub, local_authority=area)

    answer = client_of(account).get(PAGE)

    assert answer.status_code == 403 or "/login/" in answer["Location"]


def test_the_page_stands_among_the_groups(world, client):
    page = text_of(client.get(PAGE))

    assert re.findall(r'aria-current="[a-z]+"\s*>([^<]+)</a', page)[:2] == [
        "Groups",
        "Roll people over",
    ]


def test_a_lead_of_two_hubs_rolls_over_the_hub_of_the_page(world, client, staff):
    other = TwoYears(make.make_hub("Another hub"))
    make.give_role(staff, "hub_lead", hub=other.hub)
    world.person()
    _, theirs = other.person(name="Eve")

    page = text_of(client.get(f"{PAGE}?hub={other.hub.pk}"))
    client.post(f"{PAGE}?hub={other.hub.pk}")

    assert "Eve Brook" in page
    assert "Ada Brook" not in page
    bulk = BulkAction.objects.get()
    assert (bulk.hub, [row.place for row in bulk.rows.all()]) == (other.hub, [theirs])


def test_many_people_are_rolled_over_by_a_worker(
    world, client, django_capture_on_commit_callbacks
):
    world.target.capacity = None
    world.target.save()
    people = [world.person()[1] for _ in range(51)]
    client.post(PAGE)
    bulk = BulkAction.objects.get()

    began = text_of(
        client.post(bulk.get_absolute_url(), {"press": "begin"}, follow=True)
    )
    run_bulk_action(bulk.pk)

    assert "0 of 51" in began
    assert states(*people) == ["offered"] * 51
    assert bulk_actions.due(NOW).count() == 0


def test_the_number_of_statements_does_not_grow(world, client):
    def add(number):
        for at in range(number):
            project = make.make_project(world.first)
            group = make.make_work_group(f"More {at}", project=project)
            world.person(group=group)
            world.person(group=group, later="deferred", start_year=YEAR)

    def statements():
        with CaptureQueriesContext(connection) as found:
            client.get(PAGE)
        return len(found)

    client.get(PAGE)
    add(1)
    few = statements()
    add(2)

    assert few == statements() <= 16
