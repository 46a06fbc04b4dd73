"""A hub's notes about schools and training providers, and its contacts there."""

import pytest
from django.db import IntegrityError, transaction

from recruitment.actions.contact_notes import write_contact_note
from recruitment.models import ContactNote
from tests import factories
from tests.factories import FRIDAY_5PM
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.models import AuditEntry, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def a_school():
    return factories.make_school("Rose Hill")


def a_provider():
    return Provider.objects.create(name="Hill SCITT", kind="scitt")


MAKERS = pytest.mark.parametrize("make", [a_school, a_provider])


@pytest.fixture
def staff():
    return factories.make_staff("hub_administrator")


def tab_of(row):
    return f"/admin/workgroups/{row._meta.model_name}/{row.pk}/notes/"


def write(row, text, hub=None, kind="call"):
    hub = hub or factories.make_hub()
    by = factories.make_staff("hub_lead", hub=hub)
    return write_contact_note(
        row, hub_id=hub.pk, kind=kind, text=text, by=by, at=FRIDAY_5PM
    )


@MAKERS
def test_a_note_is_kept_once_for_the_hub_of_the_account(staff, make):
    row, client = make(), client_of(staff)
    typed = {"kind": "meeting", "text": " Wants four places. "}

    page = client.post(tab_of(row), typed, follow=True)
    client.post(tab_of(row), typed)

    note = ContactNote.objects.get()
    assert (note.school or note.provider, note.participant) == (row, None)
    assert (note.text, note.written_by, note.hub) == (
        "Wants four places.",
        staff,
        factories.make_hub(),
    )
    assert page.redirect_chain == [(tab_of(row), 302)]
    assert "The note is kept." in page.content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_type, entry.hub) == (
        "added",
        "recruitment.contactnote",
        note.hub,
    )


@MAKERS
def test_only_the_own_hubs_notes_are_read(staff, make):
    row = make()
    write(row, "<b>Ours</b>")
    write(row, "Ring Ms Oak", kind="contact")
    write(row, "Theirs", factories.make_hub("Bexley Hub"))
    write(a_school(), "Another school")

    page = client_of(staff).get(tab_of(row))
    text = one_line(page.content.decode())

    assert [note.text for note in page.context["notes"]] == ["<b>Ours</b>"]
    assert [note.text for note in page.context["contacts"]] == ["Ring Ms Oak"]
    assert "&lt;b&gt;Ours&lt;/b&gt;" in text
    assert "Theirs" not in text
    assert "Only your hub reads this." in text


def test_staff_of_two_hubs_write_for_the_hub_in_the_address(staff):
    bexley, school = factories.make_hub("Bexley Hub"), a_school()
    factories.give_role(staff, "hub_lead", hub=bexley)

    client_of(staff).post(
        f"{tab_of(school)}?hub={bexley.pk}", {"kind": "call", "text": "For Bexley"}
    )

    assert ContactNote.objects.get().hub == bexley


@MAKERS
def test_staff_of_two_hubs_read_the_notes_of_the_hub_in_the_address(staff, make):
    row, bexley = make(), factories.make_hub("Bexley Hub")
    factories.give_role(staff, "hub_lead", hub=bexley)
    write(row, "Ours")
    write(row, "Theirs", bexley)

    page = client_of(staff).get(f"{tab_of(row)}?hub={bexley.pk}")

    assert [note.text for note in page.context["notes"]] == ["Theirs"]


@MAKERS
def test_an_empty_note_is_not_kept(staff, make):
    page = client_of(staff).post(tab_of(make()), {"kind": "call", "text": " "})

    assert page.context["form"].errors == {"text": ["Please fill this in."]}
    assert ContactNote.objects.count() == 0


@MAKERS
def test_the_home_leads_to_the_notes_in_one_press(staff, make):
    row = make()

    page = client_of(staff).get(f"/admin/workgroups/{row._meta.model_name}/{row.pk}/")

    links = {link.words: link.url for link in page.context["tabs"]}
    assert links["Notes and contacts"] == tab_of(row)


@MAKERS
@pytest.mark.parametrize("kind", ["national", "evaluator", "work_group_lead"])
def test_nobody_else_reads_or_writes_them(make, kind):
    row, client = make(), client_of(factories.make_staff(kind))

    assert client.get(tab_of(row)).status_code in (403, 404)
    client.post(tab_of(row), {"kind": "call", "text": "x"})
    assert ContactNote.objects.count() == 0


def test_a_person_has_no_contact_to_write_down(staff):
    person = factories.make_participant()
    path = f"/admin/recruitment/participant/{person.pk}/notes/"

    page = client_of(staff).post(path, {"kind": "contact", "text": "x"})

    assert "kind" in page.context["form"].errors
    assert ContactNote.objects.count() == 0


def test_a_note_is_about_one_thing():
    note = write(a_school(), "x")

    for also in ({"provider": a_provider()}, {"school": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactNote.objects.filter(pk=note.pk).update(**also)


def test_the_audit_log_names_what_a_note_is_about(staff):
    write(a_school(), "x")
    write(a_provider(), "x")

    text = one_line(
        client_of(staff).get("/admin/workgroups/auditentry/").content.decode()
    )

    assert "note about Rose Hill" in text
    assert "note about Hill SCITT" in text
