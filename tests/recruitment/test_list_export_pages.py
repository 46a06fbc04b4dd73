"""The page of a file that the worker makes, and lists that are too large for a page."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from recruitment.admin.list_exports import make_list_export
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    give_role,
    make_hub,
    make_school,
    make_staff,
)
from tests.hubsite.test_group_home import client_of
from tests.saved_lists import (
    NAMES,
    file_of,
    fill_two_hubs,
    make_export,
    page_of,
    parts_of,
)
from workgroups import export_files
from workgroups.admin_base import exported_lists
from workgroups.models import AuditEntry, ListExport

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def hub():
    return fill_two_hubs()


@pytest.fixture
def staff(hub):
    return make_staff("hub_lead", hub=hub, name="Robin Marsh")


def test_a_file_is_downloaded_by_a_press_and_that_is_logged(hub, staff):
    export = make_export(staff, hub=hub, columns=NAMES, as_at=date(2026, 10, 2))
    make_list_export(export.pk, at=FRIDAY_5PM)
    client = client_of(staff)

    page = client.get(page_of(export)).content.decode()
    answer = client.post(page_of(export))

    assert "<strong>The file is ready</strong>: 2\nrows" in page
    content = b"".join(answer.streaming_content)
    assert len(parts_of(content)[0]) == 3
    assert answer["Content-Disposition"] == (
        'attachment; filename="secured-places-as-at-2026-10-02.xlsx"'
    )
    assert answer["Cache-Control"].startswith("no-store")
    entry = AuditEntry.objects.get(action="download_list")
    assert (entry.actor, entry.hub, entry.object_id) == (staff, hub, str(export.pk))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "queued"}, "Waiting for its turn"),
        ({"state": "running", "total": 9000, "done": 2000}, "2000 of 9000 rows"),
        ({"state": "failed", "problem": "It <b>broke</b>."}, "It &lt;b&gt;broke"),
        ({"state": "expired"}, "deleted after its week"),
    ],
)
def test_the_page_says_how_far_the_file_is(hub, staff, fields, said):
    export = make_export(staff, hub=hub, **fields)

    answer = client_of(staff).get(page_of(export))

    assert said in answer.content.decode()
    is_under_way = fields["state"] in {"queued", "running"}
    assert answer.get("Refresh") == ("3" if is_under_way else None)
    assert "Download the workbook" not in answer.content.decode()


@pytest.mark.parametrize("change", ["contents", "missing", "expired", "state"])
def test_a_file_that_is_not_as_it_was_put_away_is_not_handed_out(hub, staff, change):
    export = make_export(staff, hub=hub)
    make_list_export(export.pk, at=FRIDAY_5PM)
    export.refresh_from_db()
    path = export_files.path_of(export.stored_as)
    if change == "contents":
        path.write_bytes(b"other")
    elif change == "missing":
        path.unlink()
    elif change == "expired":
        ListExport.objects.update(expires_at=FRIDAY_5PM)
    else:
        ListExport.objects.update(state="running")

    answer = client_of(staff).post(page_of(export), follow=True)

    assert "it is not handed out" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="download_list").exists()


def test_a_file_is_not_found_by_anybody_else(hub, staff):
    export = make_export(staff, hub=hub)
    make_list_export(export.pk, at=FRIDAY_5PM)
    others = [
        make_staff("hub_lead", hub=hub),
        make_staff("hub_lead", hub=make_hub("Wolds")),
        make_staff("national"),
    ]

    found = [client_of(each).get(page_of(export)).status_code for each in others]
    posted = [client_of(each).post(page_of(export)).status_code for each in others]
    give_role(staff, "hub_lead", hub=make_hub("Wolds"))
    staff.roles.filter(hub=hub).update(until_on=FRIDAY - timedelta(days=1))

    assert (found, posted) == ([404] * 3, [404] * 3)
    assert client_of(staff).post(page_of(export)).status_code == 404


# --- large workbooks of any list


def test_a_large_workbook_is_left_to_the_worker(hub, staff, monkeypatch):
    monkeypatch.setattr(exported_lists, "MOST_AT_ONCE", 1)
    client = client_of(staff)
    url = reverse("admin:recruitment_place_export") + "?q=Londo&p=1"

    answer = client.post(url, {"format": "xlsx"})

    export = ListExport.objects.get()
    assert answer["Location"] == page_of(export)
    assert (export.asked_by, export.hub, export.state) == (staff, hub, "queued")
    assert (export.name, export.list_of) == ("Places", "recruitment.place")
    assert (export.query, export.columns, export.as_at) == ("q=Londo", [], None)
    assert not AuditEntry.objects.filter(action="exported as xlsx").exists()
    make_list_export(export.pk, at=FRIDAY_5PM)
    assert len(file_of(export)[0]) == 3

    text = client.post(url, {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 3


def test_five_thousand_rows_are_made_at_once():
    assert exported_lists.MOST_AT_ONCE == 5000


def test_a_workbook_of_so_many_rows_is_made_at_once(hub, staff, monkeypatch):
    monkeypatch.setattr(exported_lists, "MOST_AT_ONCE", 2)
    url = reverse("admin:recruitment_place_export")

    answer = client_of(staff).post(url, {"format": "xlsx"})

    assert answer.status_code == 200
    assert ListExport.objects.count() == 0


def test_every_row_ticked_is_left_to_the_worker_as_well(hub, staff, monkeypatch):
    monkeypatch.setattr(exported_lists, "MOST_AT_ONCE", 1)
    url = reverse("admin:recruitment_place_changelist") + "?q=Londo"
    data = {"action": "export_selected_as_xlsx", "select_across": "on"}

    client_of(staff).post(url, data)

    assert ListExport.objects.get().query == "q=Londo"


def test_who_waits_for_three_files_is_told(hub, staff, monkeypatch):
    monkeypatch.setattr(exported_lists, "MOST_AT_ONCE", 1)
    for _ in range(3):
        make_export(staff, hub=hub)
    url = reverse("admin:recruitment_place_export")

    answer = client_of(staff).post(url, {"format": "xlsx"}, follow=True)

    assert "Three files are being made for you already" in answer.content.decode()
    assert ListExport.objects.count() == 3


def test_the_national_team_gets_large_files_of_lists_without_a_hub(monkeypatch):
    monkeypatch.setattr(exported_lists, "MOST_AT_ONCE", 1)
    make_school(), make_school("Hill Top")
    user = make_staff("national")
    url = reverse("admin:workgroups_school_export")

    answer = client_of(user).post(url, {"format": "xlsx"})

    export = ListExport.objects.get()
    assert (export.hub, answer["Location"]) == (None, page_of(export))
    assert make_list_export(export.pk, at=FRIDAY_5PM)
    assert client_of(user).post(page_of(export)).status_code == 200
