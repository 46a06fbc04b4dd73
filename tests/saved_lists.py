"""Saved lists and exports as rows, two hubs to export, and what a file says."""

import io
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from django.urls import reverse

from recruitment.models import PlaceEvent
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_registration,
    make_staff,
    make_work_group,
)
from tests.workbook_cells import cells
from workgroups import export_files
from workgroups.models import Hub, ListExport, SavedList, User

PLACES = "recruitment.place"
NAMES = [["participant__last_name", "Surname"], ["state", ""]]


def make_saved_list(
    owner: User | None = None, *, hub: Hub | None = None, **fields: Any
) -> SavedList:
    hub = hub or make_hub()
    fields.setdefault("name", "Secured places")
    fields.setdefault("list_of", PLACES)
    fields.setdefault("saved_at", FRIDAY_5PM)
    recipients = fields.pop("recipients", [])
    owner = owner or make_staff("hub_lead", hub=hub)
    made = SavedList.objects.create(hub=hub, owner=owner, **fields)
    made.recipients.set(recipients)
    return made


def make_export(
    asked_by: User | None = None, *, hub: Hub | None = None, **fields: Any
) -> ListExport:
    hub = hub or make_hub()
    fields.setdefault("name", "Secured places")
    fields.setdefault("list_of", PLACES)
    fields.setdefault("asked_at", FRIDAY_5PM)
    asked_by = asked_by or make_staff("hub_lead", hub=hub)
    return ListExport.objects.create(hub=hub, asked_by=asked_by, **fields)


def fill_two_hubs() -> Hub:
    """Two hubs with two groups each; each person is named by hub and group."""
    for name in ("Wolds", "London South East+"):
        for number in (1, 2):
            group = make_work_group(hub=make_hub(name))
            person = make_participant(group.hub, last_name=f"{name[:5]} {number}")
            place = make_place(registration=make_registration(group, person))
            PlaceEvent.objects.create(
                place=place,
                hub=group.hub,
                to_state="offered",
                at=datetime(2026, 10, number, 9, tzinfo=UTC),
            )
    return make_hub()


def parts_of(content: bytes) -> list[list[list[str]]]:
    """The texts of both sheets, by row."""
    with ZipFile(io.BytesIO(content)) as book:
        sheets = [
            ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            for number in (1, 2)
        ]
    return [[[text for _, text in row] for row in cells(each)] for each in sheets]


def file_of(export: ListExport) -> list[list[list[str]]]:
    export.refresh_from_db()
    return parts_of(export_files.path_of(export.stored_as).read_bytes())


def page_of(export: ListExport) -> str:
    return reverse("admin:list_export", args=[export.public_id])
