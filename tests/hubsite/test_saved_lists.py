"""The pages of saved lists: what is kept, who sees it, and what its exports hold."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.conftest import counted_statements
from tests.factories import (
    FRIDAY_5PM,
    give_role,
    make_hub,
    make_staff,
)
from tests.hubsite.test_group_home import client_of
from tests.saved_lists import fill_two_hubs, make_export, make_saved_list
from workgroups.models import AuditEntry, SavedList

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

LISTS = "/admin/saved-lists/"
NEW = f"{LISTS}new/?list=recruitment.place&query="


@pytest.fixture
def hub():
    return fill_two_hubs()


@pytest.fixture
def staff(hub):
    return make_staff("hub_lead", hub=hub, name="Robin Marsh")


def page_of(row: SavedList, end: str = "") -> str:
    return f"{LISTS}{row.pk}/{end}"


def number_of(page, words: str) -> str:
    """The name of the field for the number of a column."""
    found = [e for e in page.context["form"].column_fields if e.words == words]
    (fields,) = found
    return fields.number.html_name


def columns_typed(page, *columns: tuple[str, int, str]) -> dict[str, object]:
    typed: dict[str, object] = {}
    for words, number, heading in columns:
        name = number_of(page, words)
        typed |= {name: number, name.replace("number_", "heading_"): heading}
    return typed


def groups_of(page) -> list[tuple[str, int, bool]]:
    """The title, the number of columns and whether it is open, of each group."""
    groups = page.context["form"].column_groups
    return [(each.title, len(each.columns), each.is_open) for each in groups]


# --- saving


def test_columns_are_folded_by_what_they_tell_and_each_stands_once(hub, staff):
    page = client_of(staff).get(NEW)

    form, text = page.context["form"], page.content.decode()
    shown = [e.words for group in form.column_groups for e in group.columns]
    assert [title for title, _, _ in groups_of(page)] == [
        "The person",
        "Group, state and attendance",
        "School, classes and release",
        "What they asked for",
        "The mentor whom they named",
    ]
    assert sorted(shown) == sorted(e.words for e in form.column_fields)
    assert "11 columns: Work group, Local authority, Academic year, …" in text
    assert (text.count('<details class="columns"'), " open>" in text) == (5, False)


def test_the_columns_that_a_list_has_come_first_in_their_order(hub, staff):
    row = make_saved_list(
        staff,
        hub=hub,
        columns=[["state", ""], ["participant__last_name", "Name"], ["held", ""]],
    )

    page = client_of(staff).get(page_of(row, "edit/"))

    first, second, third = page.context["form"].column_groups[:3]
    assert first.title == ""
    assert [e.words for e in first.columns] == ["State", "Last name", "Sessions held"]
    assert "Last name" not in [e.words for e in second.columns]
    assert [len(third.columns), third.title] == [9, "Group, state and attendance"]


def test_a_group_with_a_mistake_is_open_and_numbers_sort_as_numbers(hub, staff):
    client = client_of(staff)
    page = client.get(NEW)
    columns = columns_typed(page, ("State", 10, ""), ("Stage", 9, ""))
    columns |= columns_typed(page, ("Last name", "x", ""), ("Why it ended", "", "Why"))

    page = client.post(NEW, {"name": "A", **columns})

    first = page.context["form"].column_groups[0]
    assert [e.words for e in first.columns] == ["Stage", "State", "Last name"]
    assert [title for title, _, is_open in groups_of(page) if is_open and title] == [
        "Group, state and attendance"
    ]


def test_a_list_of_few_columns_has_no_groups(hub, staff):
    page = client_of(staff).get(f"{LISTS}new/?list=recruitment.mentor&query=")

    assert groups_of(page) == [("", 2, False)]
    assert "<details" not in page.content.decode().split('id="columns"')[1]


def test_a_list_is_saved_with_its_filter_its_columns_and_their_headings(hub, staff):
    client = client_of(staff)
    listed = client.get("/admin/recruitment/place/?q=Londo&o=1&p=1")
    url = listed.context["save_url"]
    page = client.get(url)
    colleague = make_staff("hub_administrator", hub=hub)

    typed = {"name": " Return  A ", "is_shared": "on", "is_as_at": "on"}
    columns = columns_typed(page, ("State", 2, "=Now"), ("Last name", 2, ""))
    columns |= columns_typed(page, ("Stage", 1, "Year"))
    answer = client.post(url, {**typed, "recipients": [colleague.pk], **columns})

    row = SavedList.objects.get()
    assert answer["Location"] == page_of(row)
    assert (row.hub, row.owner, row.name) == (hub, staff, "Return A")
    assert (row.list_of, row.query) == ("recruitment.place", "q=Londo&o=1")
    assert (row.is_shared, row.is_as_at) == (True, True)
    assert list(row.recipients.all()) == [colleague]
    assert row.columns == [
        ["stage__name", "Year"],
        ["participant__last_name", ""],
        ["state", "=Now"],
    ]
    assert f'href="{url.replace("&", "&amp;")}"' in listed.content.decode()


def test_a_list_is_saved_without_numbers_with_every_column(hub, staff):
    client_of(staff).post(NEW, {"name": "A"})

    row = SavedList.objects.get()
    assert (row.columns, row.is_shared, row.is_as_at) == ([], False, False)
    assert (row.recipients.count(), row.next_sent_on) == (0, None)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": ""}, "name", "Please fill this in."),
        ({"name": "x" * 81}, "name", "This is too long for us to keep"),
        ({"number_0": 0}, "number_0", "greater than or equal to 1"),
        ({"number_0": 1000}, "number_0", "less than or equal to 999"),
        ({"heading_0": "x"}, "number_0", "Number “First name” as well"),
        ({"recipients": ["999999"]}, "recipients", "Select a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(hub, staff, typed, field, said):
    answer = client_of(staff).post(NEW, {"name": "A", **typed})

    assert said in str(answer.context["form"].errors[field])
    assert "Nothing is saved yet" in answer.content.decode()
    assert SavedList.objects.count() == 0


def test_only_colleagues_of_the_office_are_offered(hub, staff):
    make_staff("work_group_lead", hub=hub)
    make_staff("hub_lead", hub=make_hub("Wolds"))
    colleague = make_staff("assistant_hub_lead", hub=hub, name="Ada Oak")

    form = client_of(staff).get(NEW).context["form"]

    assert form.fields["recipients"].choices == [
        (str(colleague.pk), "Ada Oak"),
        (str(staff.pk), "Robin Marsh"),
    ]


def test_a_question_about_today_cannot_be_shown_as_at_a_day(hub, staff):
    url = NEW + "task%3Dnot-confirmed"

    answer = client_of(staff).post(url, {"name": "A", "is_as_at": "on"})

    said = answer.context["form"].errors["is_as_at"][0]
    assert said.startswith("A list that asks a question, such as “no mentor”")
    assert SavedList.objects.count() == 0
    assert client_of(staff).post(url, {"name": "A"}).status_code == 302


def test_a_list_without_a_history_has_no_day(hub, staff):
    url = f"{LISTS}new/?list=recruitment.mentor&query="
    client = client_of(staff)

    assert "is_as_at" not in client.get(url).context["form"].fields
    client.post(url, {"name": "A", "is_as_at": "on"})
    assert SavedList.objects.get().is_as_at is False


@pytest.mark.parametrize(
    "query",
    [
        "list=workgroups.rolex",
        "list=recruitment.placeevent",
        "list=",
        "list=recruitment.place&query=state__exactly%3Da",
    ],
)
def test_what_is_no_list_is_not_found(hub, staff, query):
    assert client_of(staff).get(f"{LISTS}new/?{query}").status_code == 404


def test_a_name_that_is_taken_is_said(hub, staff):
    make_saved_list(staff, hub=hub, name="A")

    answer = client_of(staff).post(NEW, {"name": "A"})

    assert answer.context["form"].errors["name"] == [
        "You have a saved list of this name already."
    ]


# --- changing


def test_a_form_shows_what_was_saved_and_changes_it(hub, staff):
    columns = [["state", "=Now"], ["gone", "x"], ["stage__name", ""]]
    row = make_saved_list(
        staff, hub=hub, columns=columns, recipients=[staff], is_as_at=True
    )
    client = client_of(staff)
    page = client.get(page_of(row, "edit/"))
    form = page.context["form"]
    numbers = {
        e.words: e.number.value() for e in form.column_fields if e.number.value()
    }

    assert numbers == {"State": 1, "Stage": 2}
    assert form.initial["recipients"] == [str(staff.pk)]
    assert form["is_as_at"].value() is True
    shown = {name: value for name, value in form.initial.items() if value}
    client.post(page_of(row, "edit/"), {**shown, "name": "B", "is_as_at": ""})

    row.refresh_from_db()
    assert (row.name, row.is_as_at) == ("B", False)
    assert row.columns == [["state", "=Now"], ["stage__name", ""]]
    assert row.owner == staff


def test_the_second_of_two_keeps_what_they_typed_and_saves_it_again(hub, staff):
    row = make_saved_list(staff, hub=hub)
    client, url = client_of(staff), page_of(row, "edit/")
    seen = client.get(url).context["form"].initial["seen"]
    SavedList.objects.update(name="Theirs", saved_at=FRIDAY_5PM + timedelta(minutes=1))

    answer = client.post(url, {"name": "Mine", "seen": seen})

    page = answer.content.decode()
    assert "Somebody else changed this list while you did" in page
    assert 'value="Mine"' in page
    again = answer.context["form"]["seen"].value()
    assert client.post(url, {"name": "Mine", "seen": again}).status_code == 302
    assert SavedList.objects.get().name == "Mine"


def test_a_list_is_deleted(hub, staff):
    row = make_saved_list(staff, hub=hub)

    answer = client_of(staff).post(
        page_of(row, "edit/"), {"delete": "yes"}, follow=True
    )

    assert SavedList.objects.count() == 0
    assert "“Secured places” is deleted." in answer.content.decode()
    assert AuditEntry.objects.get(action="delete_saved_list").object_id == str(row.pk)


@pytest.mark.parametrize("end", ["", "edit/"])
def test_a_list_of_another_person_or_hub_is_not_found(hub, staff, end):
    wolds = make_hub("Wolds")
    rows = [
        make_saved_list(make_staff("hub_lead", hub=hub), hub=hub),
        make_saved_list(make_staff("hub_lead", hub=wolds), hub=wolds, is_shared=True),
    ]
    client = client_of(staff)

    got = [client.get(page_of(row, end)).status_code for row in rows]
    posted = [client.post(page_of(row, end), {"delete": 1}) for row in rows]

    assert got == [404, 404]
    assert [each.status_code for each in posted] == [404, 404]
    assert SavedList.objects.count() == 2


# --- the page of all


def test_the_lists_of_the_hub_and_ones_own_files_are_listed(hub, staff):
    wolds = make_hub("Wolds")
    give_role(staff, "hub_lead", hub=wolds)
    make_saved_list(staff, hub=hub, name="B")
    make_saved_list(staff, hub=wolds, name="C")
    make_saved_list(make_staff("hub_lead", hub=hub), hub=hub, name="D")
    make_saved_list(make_staff("hub_lead", hub=hub), hub=hub, name="A", is_shared=True)
    own = make_export(staff, hub=hub)
    make_export(hub=hub)
    client = client_of(staff)

    page = client.get(f"{LISTS}?hub={hub.pk}").context
    other = client.get(f"{LISTS}?hub={wolds.pk}").context

    assert [(row.name, words) for row, words in page["lists"]] == [
        ("A", "Places"),
        ("B", "Places"),
    ]
    assert [row.name for row, _ in other["lists"]] == ["C"]
    assert list(page["files"]) == [own]


@pytest.mark.parametrize("number", [1, 4])
def test_the_pages_take_the_same_statements_whatever_they_list(hub, staff, number):
    for name in "ABCD"[:number]:
        row = make_saved_list(staff, hub=hub, name=name, recipients=[staff])
        make_export(staff, hub=hub)
    client = client_of(staff)

    with counted_statements(at_most=6) as lists:
        client.get(LISTS)
    with counted_statements(at_most=12) as one:
        client.get(page_of(row))

    # PostgreSQL reads the rows by a cursor, which is not counted
    rows = 1 if connection.vendor == "sqlite" else 0
    assert (len(lists), len(one)) == (6, 11 + rows)


def test_an_account_without_an_office_has_no_saved_lists(hub):
    client = client_of(make_staff("national"))

    assert client.get(LISTS).status_code == 403
    assert client.get("/admin/workgroups/school/").context["save_url"] == ""
