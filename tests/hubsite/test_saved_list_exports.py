"""The page of a saved list and its exports: whose rows, as at which day."""

import csv
import io
from datetime import date

import pytest
from django.contrib import admin

from hubsite import tasks
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    give_role,
    make_hub,
    make_mentor,
    make_staff,
)
from tests.hubsite.test_group_home import client_of
from tests.saved_lists import NAMES, fill_two_hubs, make_export, make_saved_list
from workgroups import permissions
from workgroups.models import AuditEntry, ListExport, SavedList

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

LISTS = "/admin/saved-lists/"


@pytest.fixture
def hub():
    return fill_two_hubs()


@pytest.fixture
def staff(hub):
    return make_staff("hub_lead", hub=hub, name="Robin Marsh")


def page_of(row: SavedList, end: str = "") -> str:
    return f"{LISTS}{row.pk}/{end}"


def csv_of(answer) -> list[list[str]]:
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_page_shows_the_first_rows_and_which_rows_they_are(hub, staff):
    row = make_saved_list(
        staff, hub=hub, name="<b>A</b>", query="q=Londo&o=-1", columns=NAMES
    )

    page = client_of(staff).get(page_of(row))

    text = page.content.decode()
    assert page.context["first"] == [["Londo 2", "secured"], ["Londo 1", "secured"]]
    assert page.context["made"].headings == ["Surname", "State"]
    assert dict(page.context["made"].about)["Filter: Search"] == "Londo"
    assert page.context["list_url"] == (
        f"/admin/recruitment/place/?hub={hub.pk}&q=Londo&o=-1"
    )
    assert "&lt;b&gt;A&lt;/b&gt;" in text
    assert "<b>A" not in text
    assert "It is sent to nobody." in text
    assert page.context["hub"] == hub


def test_an_export_has_the_rows_of_the_lists_hub_alone(hub, staff):
    wolds = make_hub("Wolds")
    give_role(staff, "hub_lead", hub=wolds)
    columns = [["participant__last_name", "=HYPERLINK(1)"]]
    row = make_saved_list(staff, hub=hub, columns=columns, query="o=1")

    answer = client_of(staff).post(page_of(row) + f"?hub={wolds.pk}", {"format": "csv"})

    assert csv_of(answer) == [["'=HYPERLINK(1)"], ["Londo 1"], ["Londo 2"]]
    assert 'filename="secured-places.csv"' in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(action="exported as csv")
    assert (entry.actor, entry.hub, entry.reason) == (staff, hub, "2 rows")
    assert entry.fields == "participant__last_name"


def test_a_shared_list_never_shows_more_than_one_may_read(hub, staff):
    """A saved query cannot reach another hub's rows, whoever saved it."""
    row = make_saved_list(staff, hub=hub, is_shared=True, query="hub=2", columns=NAMES)
    stranger = make_staff("hub_lead", hub=make_hub("Wolds"))
    give_role(stranger, "work_group_lead", hub=hub)
    colleague = make_staff("hub_administrator", hub=hub)

    assert client_of(stranger).get(page_of(row)).status_code == 404
    answer = client_of(colleague).post(page_of(row), {"format": "csv"})
    names = [row[0] for row in csv_of(answer)]
    assert sorted(names) == ["Londo 1", "Londo 2", "Surname"]


def test_an_export_is_as_at_the_day_that_is_chosen(hub, staff):
    row = make_saved_list(staff, hub=hub, columns=NAMES, query="o=1", is_as_at=True)
    client = client_of(staff)

    first = client.post(page_of(row), {"format": "csv", "as_at": "2026-10-01"})
    second = client.post(page_of(row), {"format": "csv", "as_at": "2026-10-02"})

    assert csv_of(first) == [
        ["Surname (now)", "State"],
        ["Londo 1", "asked to confirm"],
    ]
    assert len(csv_of(second)) == 3
    assert "secured-places-as-at-2026-10-01.csv" in first["Content-Disposition"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-10-17", "This day is still to come."),
        ("", "Choose a day."),
        ("x", "Choose"),
    ],
)
def test_a_day_that_is_none_is_refused(hub, staff, day, said):
    row = make_saved_list(staff, hub=hub, is_as_at=True)

    answer = client_of(staff).post(page_of(row), {"format": "csv", "as_at": day})

    assert said in str(answer.context["form"].errors["as_at"])
    assert not AuditEntry.objects.filter(action="exported as csv").exists()


def test_the_day_is_today_at_first(hub, staff):
    row = make_saved_list(staff, hub=hub, is_as_at=True, columns=NAMES)

    page = client_of(staff).get(page_of(row))

    assert 'value="2026-10-16"' in page.content.decode()
    assert page.context["made"].headings == ["Surname (now)", "State"]


def test_a_list_whose_filter_is_gone_says_so(hub, staff):
    row = make_saved_list(staff, hub=hub, query="gone__exact=1")
    client = client_of(staff)

    for answer in (client.get(page_of(row)), client.post(page_of(row))):
        assert "its filter no longer fits" in answer.content.decode()


def test_a_page_says_to_whom_it_goes_and_when(hub, staff):
    row = make_saved_list(
        staff,
        hub=hub,
        recipients=[staff, make_staff("hub_lead", hub=hub, name="Ada Oak")],
        next_sent_on=date(2026, 11, 2),
    )

    text = " ".join(client_of(staff).get(page_of(row)).content.decode().split())

    said = "On Monday 2 November 2026 it goes to Ada Oak, Robin Marsh: a letter with"
    assert said in text


# --- every list


def exported_admins() -> list:
    return [each for each in admin.site._registry.values() if each.export_columns]


def test_no_list_exports_a_column_twice():
    """A saved list names a column by its look-up."""
    for each in exported_admins():
        lookups = [lookup for _, lookup in each.export_columns]
        assert len(set(lookups)) == len(lookups), each


def test_every_exported_list_can_be_saved_and_exported(hub, staff):
    make_mentor(hub)
    client, scope = client_of(staff), permissions.scope_of(staff)
    saved = 0
    for each in exported_admins():
        if not permissions.allows(scope, each.opts.label, "read"):
            continue
        url = f"{LISTS}new/?list={each.opts.label_lower}"
        answer = client.post(url, {"name": each.opts.label_lower})
        assert answer.status_code == 302, each
        files = client.post(answer["Location"], {"format": "xlsx"})
        assert files.status_code == 200, each
        saved += 1

    assert saved > 8


def test_the_columns_with_a_history_are_exported_columns():
    for each in exported_admins():
        assert set(each.as_at_columns) <= {lookup for _, lookup in each.export_columns}


# --- each month


def test_the_beat_sends_lists_and_deletes_old_files(hub, staff):
    make_saved_list(staff, hub=hub, recipients=[staff], next_sent_on=FRIDAY)
    old = make_export(staff, hub=hub, state="done", expires_at=FRIDAY_5PM)

    tasks.send_saved_lists()

    old.refresh_from_db()
    assert old.state == "expired"
    assert ListExport.objects.get(is_monthly=True).asked_by == staff
