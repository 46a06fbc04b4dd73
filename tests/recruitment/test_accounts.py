"""Inviting to a role, accepting, ending a role, and the command create_hub."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recruitment import delivery, links
from recruitment.actions import accounts
from recruitment.errors import LinkNotUsable, NotAllowed
from recruitment.models import Email, Link
from tests import factories
from workgroups.models import AuditEntry, Hub, Role, User

pytestmark = pytest.mark.django_db


def invite(**fields) -> Role:
    values = {
        "email": "New.Lead@Example.org",
        "kind": "work_group_lead",
        "hub": factories.make_hub(),
        "at": timezone.now(),
        **fields,
    }
    return accounts.invite(**values)


def link_of(role: Role) -> Link:
    return Email.objects.get(
        kind="account_invitation", about_id=role.pk, link__superseded_at=None
    ).link


def page_of(role: Role) -> str:
    return reverse(
        "recruitment:accept_invitation", args=[links.token_of(link_of(role))]
    )


def test_an_invitation_creates_an_inactive_account_and_one_email(mailoutbox):
    role = invite()

    delivery.deliver(Email.objects.get().pk, at=timezone.now())

    assert (role.user.email, role.user.is_active) == ("new.lead@example.org", False)
    (email,) = mailoutbox
    assert email.to == ["new.lead@example.org"]
    assert "/invitation/" in email.body
    token = links.token_of(link_of(role))
    kept = Email.objects.get().body_kept
    assert (token in email.body, token in kept, "[link]" in kept) == (
        True,
        False,
        True,
    )


def test_opening_an_invitation_changes_nothing(client):
    role = invite()

    for _ in range(3):
        assert client.get(page_of(role), follow=True).status_code == 200

    role.user.refresh_from_db()
    assert not role.user.is_active


def test_accepting_activates_the_account_without_signing_in(client):
    role = invite()
    client.get(page_of(role))
    answers = {"name": "Robin Marsh", "password": "chalk-board-green-2026"}

    answer = client.post(reverse("recruitment:accept_invitation"), answers)

    user = User.objects.get(pk=role.user.pk)
    assert answer["Location"] == reverse("account_login")
    assert (user.is_active, user.name) == (True, "Robin Marsh")
    assert user.check_password("chalk-board-green-2026")
    assert "_auth_user_id" not in client.session


def test_a_short_password_is_refused_with_a_message(client):
    role = invite()
    client.get(page_of(role))

    answer = client.post(
        reverse("recruitment:accept_invitation"), {"name": "R", "password": "short"}
    )

    assert "too short" in answer.content.decode()
    assert not User.objects.get(pk=role.user.pk).is_active


def test_an_active_account_keeps_its_name_and_password():
    user = factories.make_user("robin@example.org", "Robin Marsh")
    role = invite(email="robin@example.org")

    accounts.accept_invitation(
        link_of(role),
        name="Somebody Else",
        password="another-one-1234",
        at=timezone.now(),
    )

    user.refresh_from_db()
    assert user.name == "Robin Marsh"
    assert user.check_password(factories.PASSWORD)


def test_an_invitation_is_accepted_once():
    role = invite()
    link = link_of(role)
    accounts.accept_invitation(link, name="Robin", at=timezone.now())

    with pytest.raises(LinkNotUsable):
        accounts.accept_invitation(link, name="Robin", at=timezone.now())


def test_inviting_again_sends_a_new_link_and_revokes_the_first():
    first = link_of(invite())

    role = invite()

    first.refresh_from_db()
    assert first.superseded_at is not None
    assert Role.objects.count() == 1
    assert link_of(role) != first


@pytest.mark.parametrize("kind", ["hub_lead", "national"])
def test_a_lead_cannot_give_roles_of_their_own_rank_or_higher(kind):
    hub = factories.make_hub()
    lead = factories.make_staff("hub_lead", hub=hub)

    with pytest.raises(NotAllowed):
        invite(by=lead, kind=kind, hub=hub)

    assert Email.objects.count() == 0


def test_a_lead_cannot_invite_to_another_hub():
    lead = factories.make_staff("hub_lead", hub=factories.make_hub())

    with pytest.raises(NotAllowed):
        invite(by=lead, hub=factories.make_hub("Other"))


def test_removed_access_applies_to_the_next_request(client):
    hub = factories.make_hub()
    lead = factories.make_staff("hub_lead", hub=hub)
    helper = factories.make_staff("hub_administrator", hub=hub)
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")
    before = client.get("/admin/").status_code

    accounts.end_role(helper.roles.get(), by=lead, at=timezone.now())

    assert (before, client.get("/admin/").status_code) == (200, 403)
    assert AuditEntry.objects.filter(action="end_role").count() == 1


def test_access_is_removed_with_one_button(client):
    hub = factories.make_hub()
    lead = factories.make_staff("hub_lead", hub=hub)
    role = factories.make_staff("evaluator", hub=hub).roles.get()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("admin:workgroups_role_change", args=[role.pk])

    page = client.get(url)
    client.post(url, {"_remove_access": "Remove access"})

    role.refresh_from_db()
    assert "Remove access" in page.content.decode()
    assert role.until_on == timezone.localdate() - timedelta(days=1)


def test_a_lead_cannot_end_their_own_role_or_one_of_another_hub():
    hub = factories.make_hub()
    lead = factories.make_staff("hub_lead", hub=hub)
    foreign = factories.make_staff("evaluator", hub=factories.make_hub("Other"))

    for role in (lead.roles.get(), foreign.roles.get()):
        with pytest.raises(NotAllowed):
            accounts.end_role(role, by=lead, at=timezone.now())


def test_the_invitation_form_offers_the_leads_own_hub_and_roles(client):
    hub, other = factories.make_hub(), factories.make_hub("Other")
    lead = factories.make_staff("hub_lead", hub=hub)
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("admin:workgroups_role_add")
    asked = {"email": "eve@example.org", "kind": "evaluator", "from_on": "2026-09-01"}

    refused = [
        client.post(url, {**asked, "at_hub": other.pk}).status_code,
        client.post(url, {**asked, "at_hub": hub.pk, "kind": "hub_lead"}).status_code,
        client.post(url, {**asked, "at_hub": hub.pk, "kind": "la_partner"}).status_code,
    ]
    done = client.post(url, {**asked, "at_hub": hub.pk}).status_code

    assert (refused, done) == ([200, 200, 200], 302)
    assert Role.objects.get(user__email="eve@example.org").hub == hub


def test_an_administrator_cannot_invite():
    client = Client()
    helper = factories.make_staff("hub_administrator")
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(reverse("admin:workgroups_role_add")).status_code == 403


def test_create_hub_creates_a_hub_and_invites_its_lead(capsys):
    call_command("create_hub", "London North+", "--lead", "Lead@example.org")

    hub = Hub.objects.get()
    assert (hub.name, hub.slug) == ("London North+", "london-north-plus")
    role = Role.objects.get()
    assert (role.kind, role.hub, role.user.email) == (
        "hub_lead",
        hub,
        "lead@example.org",
    )
    assert Email.objects.get().kind == "account_invitation"


@pytest.mark.parametrize(
    ("name", "lead", "why"),
    [
        ("London North+", "lead@example.org", "already"),
        ("Another", "not an address", "is not an e-mail"),
        ("+", "lead@example.org", "already|letters"),
    ],
)
def test_create_hub_refuses_with_a_message(name, lead, why):
    factories.make_hub("London North+")
    if name == "+":
        factories.make_hub("plus", slug="plus")

    with pytest.raises(CommandError, match=why):
        call_command("create_hub", name, "--lead", lead)


def test_there_is_no_superuser():
    with pytest.raises(CommandError, match="Nobody stands above"):
        call_command("createsuperuser")

    user = factories.make_user()
    assert not user.is_superuser
    assert not user.is_staff


def test_a_lead_does_not_end_another_role_of_their_own():
    """A lead may end the role of an evaluator, but not where it is theirs."""
    hub = factories.make_hub()
    lead = factories.make_staff("hub_lead", hub=hub)
    own = factories.give_role(lead, "evaluator", hub=hub)
    other = factories.make_staff("evaluator", hub=hub).roles.get()

    with pytest.raises(NotAllowed, match="your own access"):
        accounts.end_role(own, by=lead, at=timezone.now())
    accounts.end_role(other, by=lead, at=timezone.now())

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.until_on, other.until_on is None) == (None, False)


def test_ending_a_role_closes_its_invitation():
    hub = factories.make_hub()
    lead = factories.make_staff("hub_lead", hub=hub)
    role = invite(by=lead, hub=hub, kind="evaluator")
    link = link_of(role)

    accounts.end_role(role, by=lead, at=timezone.now())

    link.refresh_from_db()
    assert link.superseded_at is not None
    with pytest.raises(LinkNotUsable):
        accounts.accept_invitation(link, at=timezone.now())


def test_a_role_that_ended_is_not_revived_by_a_new_invitation():
    first = invite()
    ended = timezone.localdate() - timedelta(days=1)
    Role.objects.filter(pk=first.pk).update(until_on=ended)

    again = invite()

    assert again != first
    assert list(Role.objects.order_by("pk").values_list("until_on", flat=True)) == [
        ended,
        None,
    ]


def test_a_role_that_would_end_before_it_begins_is_refused():
    today = timezone.localdate()

    with pytest.raises(NotAllowed):
        invite(from_on=today, until_on=today - timedelta(days=1))

    assert Role.objects.count() == 0
    assert invite(from_on=today, until_on=today).until_on == today


def test_a_role_begins_on_the_day_that_was_asked_for_or_today():
    today = timezone.localdate()
    hub = factories.make_hub()

    roles = [
        invite(hub=hub, from_on=today + timedelta(days=9)),
        invite(hub=hub, email="other@example.org"),
    ]

    assert [each.from_on for each in roles] == [today + timedelta(days=9), today]
