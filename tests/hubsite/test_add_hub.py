"""A hub is added by the national team, and its lead is invited."""

import pytest
from django.utils import timezone

from recruitment.actions import accounts
from recruitment.errors import HubExists, NotAllowed
from recruitment.models import Email
from tests import factories
from tests.pages import one_line
from workgroups.models import AuditEntry, Hub, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def national():
    return factories.make_staff("national")


def add(client, name="London North+", lead="New.Lead@Example.org"):
    return client.post("/national/add-hub/", {"name": name, "lead": lead}, follow=True)


def test_the_page_leads_from_the_list_of_hubs(signed_in, national):
    client = signed_in(national)

    hubs = one_line(client.get("/national/").content.decode())
    page = one_line(client.get("/national/add-hub/").content.decode())

    assert '<a class="button" href="/national/add-hub/">Add a hub</a>' in hubs
    assert "Add the hub and invite its lead</button>" in page


def test_a_hub_is_added_and_its_lead_invited(signed_in, national):
    page = add(signed_in(national))

    hub = Hub.objects.get()
    assert (hub.name, hub.slug) == ("London North+", "london-north-plus")
    assert hub.contact_email == "new.lead@example.org"
    assert (hub.privacy_notice, hub.notice_version) == ("", "1")  # the shipped one
    role = Role.objects.get(hub=hub)
    assert (role.kind, role.user.email, role.user.is_active) == (
        "hub_lead",
        "new.lead@example.org",
        False,
    )
    email = Email.objects.get()
    assert (email.kind, email.about_id, email.recipient_id) == (
        "account_invitation",
        role.pk,
        role.user.pk,
    )
    assert page.redirect_chain == [("/national/", 302)]
    said = "London North+ is added. The invitation to its lead is on its way to"
    assert f"{said} new.lead@example.org." in page.content.decode()


def test_both_acts_are_in_the_audit_log_under_who_did_them(signed_in, national):
    add(signed_in(national))

    hub = Hub.objects.get()
    entries = AuditEntry.objects.order_by("pk").values_list(
        "action", "actor", "hub", "role"
    )
    assert list(entries) == [
        ("create_hub", national.pk, hub.pk, "national"),
        ("invite", national.pk, hub.pk, "national"),
    ]


@pytest.mark.parametrize(
    ("name", "lead", "said"),
    [
        ("", "a@example.org", "Write the name of the hub."),
        ("+", "a@example.org", "There is a hub called + already."),
        ("!!!", "a@example.org", "The name of a hub has letters in it."),
        ("kent and medway", "a@example.org", "called kent and medway already."),
        ("Kent & Medway", "a@example.org", "called Kent &amp; Medway already."),
        ("Essex", "", "Write the e-mail address of the lead."),
        ("Essex", "nobody", "address"),
    ],
)
def test_what_cannot_be_added_is_said_beside_its_field(
    signed_in, national, name, lead, said
):
    factories.make_hub("Kent and Medway")
    factories.make_hub("Kent & Medway?", slug="kent-medway")
    factories.make_hub("Plus", slug="plus")

    page = add(signed_in(national), name, lead)

    assert page.status_code == 200
    assert said in page.content.decode()
    assert Hub.objects.count() == 3
    assert (Email.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_hub_added_meanwhile_is_said_and_writes_nothing(
    signed_in, national, monkeypatch
):
    """Two people add the same hub: the second passed the form before the first."""
    factories.make_hub("Essex")
    monkeypatch.setattr("hubsite.forms.AddHubForm.clean_name", lambda form: "Essex")

    page = add(signed_in(national), "Essex")

    assert "There is a hub called Essex already." in page.content.decode()
    assert (Hub.objects.count(), Email.objects.count()) == (1, 0)


def test_only_who_may_invite_its_lead_adds_a_hub():
    by = factories.make_staff("hub_lead")

    with pytest.raises(NotAllowed):
        accounts.create_hub(
            "Essex", slug="essex", lead="a@example.org", by=by, at=timezone.now()
        )

    assert not Hub.objects.filter(slug="essex").exists()
    assert not User.objects.filter(email="a@example.org").exists()


def test_a_second_hub_of_a_name_is_refused_by_the_action():
    factories.make_hub("Essex")

    with pytest.raises(HubExists, match="There is a hub called Essex already."):
        accounts.create_hub(
            "Essex", slug="other", lead="a@example.org", at=timezone.now()
        )

    assert Role.objects.count() == 0
