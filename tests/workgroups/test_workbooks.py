"""Exported workbooks: typed cells, widths, filters, and what they say of themselves."""

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.factories import FRIDAY_5PM
from tests.workbook_cells import NS, cells
from workgroups import exports
from workgroups.models import AuditEntry

PLACES = reverse("admin:recruitment_place_export")


def parts_of(content: bytes) -> dict[str, ElementTree.Element]:
    with ZipFile(io.BytesIO(content)) as book:
        return {
            name.rpartition("/")[2]: ElementTree.fromstring(book.read(name))
            for name in book.namelist()
            if name.endswith(".xml")
        }


def made(headings, rows, about=()) -> dict[str, ElementTree.Element]:
    answer = exports.xlsx_response("list", headings, rows, about)
    return parts_of(b"".join(answer.streaming_content))


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (datetime(2026, 7, 1, 15, 30, tzinfo=UTC), datetime(2026, 7, 1, 16, 30)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 2, 30)),
        (date(2026, 10, 16), date(2026, 10, 16)),
        (date(1900, 1, 1), date(1900, 1, 1)),
        (date(206, 10, 16), "0206-10-16"),
        (datetime(1850, 7, 1, 12, tzinfo=UTC), "1850-07-01 12:00"),
        (time(16), time(16)),
        (Decimal("0.25"), 0.25),
        (7, 7),
        (True, "yes"),
        (None, ""),
        (["R", "1"], "R, 1"),
    ],
)
def test_values_of_a_workbook_keep_their_type(value, kept):
    assert (exports.cell_value(value), type(exports.cell_value(value))) == (
        kept,
        type(kept),
    )


def test_dates_times_and_numbers_are_no_text():
    day, moment = date(2026, 10, 16), datetime(2026, 10, 16, 18)
    sheet = made(["A", "B", "C", "D", "E"], [[day, moment, time(6), 3, "=1"]])[
        "sheet1.xml"
    ]

    (_, row) = cells(sheet)
    formats = {kind for kind, _ in row[:3]}

    assert [value for _, value in row] == ["46311", "46311.75", "0.25", "3", "=1"]
    assert len(formats) == 3
    assert formats.isdisjoint({"text", "plain"})
    assert [kind for kind, _ in row[3:]] == ["plain", "text"]


def test_nothing_leaves_a_cell_blank():
    """Text of no letters in a column of dates stops sorting, counts and sums."""
    sheet = made(["A", "B", "C"], [["", date(2026, 10, 16), ""], ["", "", 0]])

    (_, first, second) = cells(sheet["sheet1.xml"])

    assert [kind for kind, _ in first] == ["blank", "2"]
    assert second == [("blank", ""), ("blank", ""), ("plain", "0")]


def test_columns_are_as_wide_as_their_texts_and_can_be_filtered():
    parts = made(["Name", "Long"], [["Ada Brook-Marsh", "x" * 90], ["Bo", ""]])

    sheet = parts["sheet1.xml"]
    widths = [float(each.get("width")) for each in sheet.findall(".//x:col", NS)]
    assert [round(width) for width in widths] == [18, 51]
    assert sheet.find("x:autoFilter", NS).get("ref") == "A1:B3"
    assert sheet.find(".//x:pane", NS).get("ySplit") == "1"


@pytest.mark.django_db
@time_machine.travel(FRIDAY_5PM, tick=False)
def test_a_workbook_says_what_it_is_when_by_whom_and_which_filter(signed_in):
    hub, other = factories.make_hub("Wolds"), factories.make_hub("Dales")
    for each in (hub, other):
        group = factories.make_work_group(hub=each)
        factories.make_place("waiting", work_group=group)
        factories.make_place("waiting", work_group=group)
        factories.make_place("confirmed", work_group=group)
    client = signed_in(factories.make_staff("hub_lead", hub=hub, name="=Robin Marsh"))

    query = "?state__exact=waiting&q=2026/27"
    answer = client.post(PLACES + query, {"format": "xlsx"})

    parts = parts_of(b"".join(answer.streaming_content))
    said = [[value for _, value in row] for row in cells(parts["sheet2.xml"])]
    names = [
        each.get("name") for each in parts["workbook.xml"].findall(".//x:sheet", NS)
    ]
    assert names == ["List", "About this list"]
    assert said == [
        ["List", "Places"],
        ["Hub", "Wolds"],
        ["Exported on", "46311.70833333334"],
        ["Exported by", "=Robin Marsh"],
        ["Filter: Search", "2026/27"],
        ["Filter: state", "on the waiting list"],
        ["Rows", "2"],
    ]
    assert len(cells(parts["sheet1.xml"])) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("across", "said"),
    [({}, "rows ticked in the list"), ({"select_across": "on"}, "none")],
)
def test_an_export_of_ticked_rows_says_so(signed_in, across, said):
    group = factories.make_work_group()
    chosen, _ = factories.make_place(work_group=group), factories.make_place()
    client = signed_in(factories.make_staff("hub_lead", hub=group.hub))
    posted = {"action": "export_selected_as_xlsx", "_selected_action": [chosen.pk]}

    url = reverse("admin:recruitment_place_changelist")
    answer = client.post(url, {**posted, **across})

    parts = parts_of(b"".join(answer.streaming_content))
    about = [[value for _, value in row] for row in cells(parts["sheet2.xml"])]
    assert ["Filter", said] in about


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "of", "number", "entries"),
    [
        ("", "Dales and Wolds", "3", ["Dales", "Wolds"]),
        ("?hub=", "Dales", "2", ["Dales"]),
    ],
)
def test_a_workbook_names_the_hubs_of_its_rows(signed_in, query, of, number, entries):
    """Staff of two hubs export both, or the one that the address names."""
    wolds, dales = factories.make_hub("Wolds"), factories.make_hub("Dales")
    for hub in (wolds, dales, dales):
        factories.make_place(work_group=factories.make_work_group(hub=hub))
    both = factories.make_staff("hub_lead", hub=wolds)
    factories.give_role(both, "hub_lead", hub=dales)

    address = PLACES + (f"{query}{dales.pk}" if query else "")
    answer = signed_in(both).post(address, {"format": "xlsx"})

    parts = parts_of(b"".join(answer.streaming_content))
    said = dict([value for _, value in row] for row in cells(parts["sheet2.xml"]))
    audited = AuditEntry.objects.filter(action="exported as xlsx")
    assert (said["Hub"], said["Rows"]) == (of, number)
    assert len(cells(parts["sheet1.xml"])) == int(number) + 1
    assert sorted(each.hub.name for each in audited) == entries


@pytest.mark.django_db
@time_machine.travel(FRIDAY_5PM, tick=False)
def test_nobody_who_came_is_a_zero_and_not_an_empty_cell(signed_in):
    group = factories.make_work_group()
    factories.make_session(group)
    factories.make_place(work_group=group)
    client = signed_in(factories.make_staff("hub_lead", hub=group.hub))

    answer = client.post(PLACES, {"format": "xlsx"})

    parts = parts_of(b"".join(answer.streaming_content))
    headings, row = cells(parts["sheet1.xml"])
    said = dict(zip([value for _, value in headings], row, strict=True))
    assert said["Sessions held"] == ("plain", "1")
    assert said["Sessions attended"] == ("plain", "0")
    registered = said["Registered at"]  # a moment, in a format of its own
    assert registered[0] not in {"text", "plain", "blank"}
    assert float(registered[1]) > 46_000
