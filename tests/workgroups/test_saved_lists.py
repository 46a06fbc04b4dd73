"""Saved lists: who sees and changes them, when they are sent, and to whom."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import FRIDAY, FRIDAY_5PM, give_role, make_hub, make_staff
from tests.saved_lists import make_export, make_saved_list
from workgroups import export_files, working_days
from workgroups.actions import list_exports, saved_lists
from workgroups.errors import NameOfListTaken, SavedListChanged, TooManyExports
from workgroups.models import AuditEntry, ListExport, SavedList

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

LATER = FRIDAY_5PM + timedelta(minutes=1)
NOVEMBER = datetime(2026, 11, 2, 8, tzinfo=ZoneInfo("Europe/London"))  # a Monday


@pytest.fixture
def hub():
    make_hub("Wolds")
    return make_hub()


def names_for(user, act: str = "read") -> set[str]:
    rows = SavedList.objects
    seen = rows.visible_to(user) if act == "read" else rows.changeable_by(user)
    return {each.name for each in seen}


@pytest.mark.parametrize("act", ["read", "change"])
def test_one_reaches_ones_own_lists_and_those_for_the_office(hub, act):
    mine, colleague = (make_staff("hub_lead", hub=hub) for _ in range(2))
    stranger = make_staff("hub_lead", hub=make_hub("Wolds"))
    make_saved_list(mine, hub=hub, name="mine")
    make_saved_list(colleague, hub=hub, name="theirs")
    make_saved_list(colleague, hub=hub, name="shared", is_shared=True)
    make_saved_list(stranger, hub=make_hub("Wolds"), name="far", is_shared=True)

    assert names_for(mine, act) == {"mine", "shared"}
    assert names_for(stranger, act) == {"far"}
    assert names_for(make_staff("work_group_lead", hub=hub), act) == set()


def test_who_left_the_office_reaches_no_list_any_more(hub):
    owner = make_staff("hub_lead", hub=hub)
    make_saved_list(owner, hub=hub)
    owner.roles.update(until_on=FRIDAY - timedelta(days=1))

    assert names_for(type(owner).objects.get(pk=owner.pk)) == set()


def test_saving_says_who_and_when_and_sends_from_the_next_month(hub):
    owner = make_staff("hub_lead", hub=hub)
    row = SavedList(hub=hub, owner=owner, name="A", list_of="recruitment.place")

    saved_lists.save_list(row, recipients=[owner.pk], by=owner, at=FRIDAY_5PM)

    row.refresh_from_db()
    assert (row.saved_at, row.next_sent_on) == (FRIDAY_5PM, date(2026, 11, 2))
    assert list(row.recipients.all()) == [owner]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.hub) == ("save_list", owner, hub)


def test_a_list_goes_to_active_staff_of_its_office_alone(hub):
    owner = make_staff("hub_lead", hub=hub)
    others = [
        make_staff("work_group_lead", hub=hub),
        make_staff("hub_lead", hub=make_hub("Wolds")),
        make_staff("hub_administrator", hub=hub, is_active=False),
        make_staff("national"),
    ]
    row = make_saved_list(owner, hub=hub)

    ids = [each.pk for each in others]
    saved_lists.save_list(
        row, recipients=ids, seen=row.version, by=owner, at=FRIDAY_5PM
    )

    row.refresh_from_db()
    assert (row.recipients.count(), row.next_sent_on) == (0, None)


def test_saving_again_keeps_the_day_on_which_it_is_due(hub):
    owner = make_staff("hub_lead", hub=hub)
    row = make_saved_list(owner, hub=hub, next_sent_on=FRIDAY)

    saved_lists.save_list(
        row, recipients=[owner.pk], seen=row.version, by=owner, at=FRIDAY_5PM
    )

    assert SavedList.objects.get().next_sent_on == FRIDAY


def test_of_two_who_change_a_list_the_second_is_told(hub):
    owner = make_staff("hub_lead", hub=hub)
    row = make_saved_list(owner, hub=hub)
    seen = row.version
    saved_lists.save_list(row, seen=seen, by=owner, at=LATER)

    row.name = "Second"
    with pytest.raises(SavedListChanged, match="What you typed is still here"):
        saved_lists.save_list(row, seen=seen, by=owner, at=LATER)

    assert SavedList.objects.get().name == "Secured places"


def test_a_name_is_used_once_by_one_person_at_one_hub(hub):
    owner = make_staff("hub_lead", hub=hub)
    make_saved_list(owner, hub=hub)
    make_saved_list(make_staff("hub_lead", hub=hub), hub=hub)
    row = SavedList(hub=hub, owner=owner, name="Secured places")

    with pytest.raises(NameOfListTaken), transaction.atomic():
        saved_lists.save_list(row, by=owner, at=LATER)

    assert SavedList.objects.count() == 2


def test_deleting_a_list_keeps_the_files_made_of_it(hub):
    owner = make_staff("hub_lead", hub=hub)
    row = make_saved_list(owner, hub=hub)
    export = make_export(owner, hub=hub, saved_list=row)

    saved_lists.delete_saved_list(row, by=owner, at=LATER)

    export.refresh_from_db()
    assert (SavedList.objects.count(), export.saved_list) == (0, None)


# --- each month


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 10, 16), date(2026, 11, 2)),  # 1 November is a Sunday
        (date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 1, 4)),  # New Year's Day, then a weekend
        (date(2027, 1, 31), date(2027, 2, 1)),
        (date(2027, 4, 30), date(2027, 5, 4)),  # 3 May is a bank holiday
    ],
)
def test_a_month_begins_with_its_first_working_day(day, first):
    assert working_days.first_of_next_month(day) == first


def due_list(hub, people, **fields) -> SavedList:
    return make_saved_list(
        hub=hub, recipients=people, next_sent_on=date(2026, 11, 2), **fields
    )


def test_each_recipient_gets_a_file_of_their_own(hub):
    people = [make_staff("hub_administrator", hub=hub) for _ in range(2)]
    columns = [["state", "Where they stand"]]
    row = due_list(hub, people, query="o=1", columns=columns, is_as_at=True)

    assert saved_lists.send_due(at=NOVEMBER - timedelta(days=1)) == 0
    assert saved_lists.send_due(at=NOVEMBER) == 2

    files = ListExport.objects.order_by("asked_by_id")
    assert [each.asked_by for each in files] == people
    for each in files:
        assert (each.hub, each.saved_list, each.is_monthly) == (hub, row, True)
        assert (each.name, each.query, each.columns) == (row.name, "o=1", columns)
        assert (each.list_of, each.state) == ("recruitment.place", "queued")
        assert (each.as_at, each.asked_at) == (date(2026, 10, 31), NOVEMBER)
    row.refresh_from_db()
    assert row.next_sent_on == date(2026, 12, 1)
    assert AuditEntry.objects.get(action="send_saved_list").reason == "to 2"


def test_a_list_is_sent_once_a_month(hub):
    due_list(hub, [make_staff("hub_lead", hub=hub)])

    sent = [saved_lists.send_due(at=NOVEMBER + timedelta(days=n)) for n in (0, 0, 28)]

    assert sent == [1, 0, 0]
    assert saved_lists.send_due(at=NOVEMBER + timedelta(days=29)) == 1


def test_a_list_that_is_as_now_has_no_day(hub):
    due_list(hub, [make_staff("hub_lead", hub=hub)])

    saved_lists.send_due(at=NOVEMBER)

    assert ListExport.objects.get().as_at is None


def test_a_colleague_who_left_gets_nothing(hub):
    stays, left, locked = (make_staff("hub_lead", hub=hub) for _ in range(3))
    left.roles.update(until_on=date(2026, 11, 1))
    type(locked).objects.filter(pk=locked.pk).update(is_active=False)
    due_list(hub, [stays, left, locked])

    saved_lists.send_due(at=NOVEMBER)

    assert [each.asked_by for each in ListExport.objects.all()] == [stays]


def test_sending_locks_the_list_first(hub):
    row = due_list(hub, [make_staff("hub_lead", hub=hub)])

    with CaptureQueriesContext(connection) as done:
        saved_lists.send_saved_list(row.pk, at=NOVEMBER)

    if connection.vendor == "postgresql":
        first = next(each["sql"] for each in done if "savedlist" in each["sql"])
        assert first.endswith("FOR UPDATE")


# --- files


def ask(user, hub) -> ListExport:
    return list_exports.request_export(
        name="A",
        list_of="recruitment.place",
        query="",
        hub_id=hub.pk,
        by=user,
        at=FRIDAY_5PM,
    )


def test_an_account_waits_for_three_files_at_most(hub):
    user, other = (make_staff("hub_lead", hub=hub) for _ in range(2))
    make_export(user, hub=hub, is_monthly=True)
    make_export(user, hub=hub, state="done")
    files = [ask(user, hub) for _ in range(3)]

    with pytest.raises(TooManyExports):
        ask(user, hub)

    assert ask(other, hub)
    ListExport.objects.filter(pk=files[0].pk).update(state="failed")
    assert ask(user, hub)


def test_due_files_are_enqueued_again_until_their_tries_are_used_up(hub, monkeypatch):
    sent = []
    monkeypatch.setattr(list_exports.jobs, "enqueue", lambda task, pk: sent.append(pk))
    past, soon = FRIDAY_5PM - timedelta(seconds=1), FRIDAY_5PM + timedelta(seconds=1)
    waiting = make_export(hub=hub)
    dropped = make_export(hub=hub, state="running", lease_until=past, attempts=1)
    given_up = make_export(hub=hub, state="running", lease_until=past, attempts=3)
    make_export(hub=hub, state="running", lease_until=soon, attempts=1)
    recent = make_export(hub=hub, dispatched_at=FRIDAY_5PM - timedelta(seconds=9))
    make_export(hub=hub, state="done")
    assert set(list_exports.due(FRIDAY_5PM)) == {waiting, dropped, recent}

    assert list_exports.enqueue_due(at=FRIDAY_5PM) == 2

    given_up.refresh_from_db()
    assert sorted(sent) == [waiting.pk, dropped.pk]
    assert (given_up.state, given_up.problem) == (
        "failed",
        "Something went wrong while it was made. Ask for it once more.",
    )
    assert list_exports.enqueue_due(at=FRIDAY_5PM) == 0


def test_a_file_is_deleted_after_its_week_and_the_request_after_ninety_days(hub):
    export = make_export(hub=hub, state="done", stored_as="1-a", expires_at=LATER)
    with export_files.writing("1-a") as file:
        file.write(b"names")

    list_exports.delete_expired(at=FRIDAY_5PM)
    assert export_files.path_of("1-a").exists()

    list_exports.delete_expired(at=LATER)
    export.refresh_from_db()
    assert (export.state, export.stored_as) == ("expired", "")
    assert not export_files.path_of("1-a").exists()

    waiting = make_export(hub=hub)
    list_exports.delete_expired(at=FRIDAY_5PM + timedelta(days=90))
    assert list(ListExport.objects.all()) == [waiting]


def test_half_a_file_is_never_left():
    with pytest.raises(OSError, match="full"), export_files.writing("1-a") as file:
        file.write(b"half")
        raise OSError("full")

    assert list(export_files.folder().iterdir()) == []
    assert export_files.folder().stat().st_mode & 0o777 == 0o700


def test_a_file_is_for_who_asked_while_they_are_of_its_office(hub):
    wolds = make_hub("Wolds")
    user = make_staff("hub_lead", hub=hub)
    give_role(user, "hub_lead", hub=wolds)
    export = make_export(user, hub=hub)
    of_all = ListExport(asked_by=user)
    lead = make_staff("work_group_lead", hub=hub)

    assert export.may_be_had_by(user)
    assert of_all.may_be_had_by(user)
    assert not export.may_be_had_by(make_staff("hub_lead", hub=hub))
    assert not make_export(lead, hub=hub).may_be_had_by(lead)
    assert not ListExport(asked_by=lead).may_be_had_by(lead)

    user.roles.filter(hub=hub).update(until_on=FRIDAY - timedelta(days=1))
    again = type(user).objects.get(pk=user.pk)
    assert not export.may_be_had_by(again)
    assert of_all.may_be_had_by(again)


def test_the_national_team_has_files_of_all_hubs():
    user = make_staff("national")

    assert ListExport(asked_by=user).may_be_had_by(user)
