"""A change of who is answerable, or of how long data is kept, renews the notice."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.admin_forms import shown_on
from tests.factories import FRIDAY_5PM, make_hub, make_staff
from tests.hubsite.test_group_home import client_of
from workgroups import public_texts
from workgroups.actions.public_texts import save_public_text
from workgroups.models import AuditEntry, Hub
from workgroups.public_texts import TEXTS

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def hub():
    return make_hub(notice_version="3", notice_read="3", controller="The Trust")


@pytest.fixture
def lead(hub):
    return client_of(make_staff("hub_lead", hub=hub, name="Sam Lead"))


def change(lead, hub, **values):
    url = reverse("admin:workgroups_hub_change", args=[hub.pk])
    typed = {**shown_on(lead, url), **values}
    answer = lead.post(url, typed)
    assert answer.status_code == 302
    hub.refresh_from_db()
    return hub.notice_version, hub.notice_read


@pytest.mark.parametrize(
    "values", [{"controller": "The New Trust"}, {"retention_months": "24"}]
)
def test_another_controller_or_time_makes_a_new_version(hub, lead, values):
    assert change(lead, hub, **values) == ("4", "3")

    (field,) = values
    assert str(getattr(hub, field)) == values[field]
    assert public_texts.notice(hub)[1] == FRIDAY_5PM
    entries = AuditEntry.objects.filter(action="renew_notice")
    (entry,) = entries.values_list("hub", "actor__name", "fields")
    assert entry == (hub.pk, "Sam Lead", "notice_version")


def test_both_at_once_make_one_version(hub, lead):
    values = {"controller": "The New Trust", "retention_months": "24"}

    assert change(lead, hub, **values) == ("4", "3")


@pytest.mark.parametrize("values", [{}, {"contact_name": "Ola Berg"}])
def test_other_changes_keep_the_version(hub, lead, values):
    assert change(lead, hub, **values) == ("3", "3")

    assert public_texts.notice(hub)[1] is None
    assert not AuditEntry.objects.filter(action="renew_notice").exists()


def test_another_hubs_notice_stays(hub, lead):
    other = make_hub("Wolds and Dales", notice_version="3")

    change(lead, hub, controller="The New Trust")

    other.refresh_from_db()
    assert (other.notice_version, other.notice_facts_changed_at) == ("3", None)


@pytest.mark.parametrize(("days", "newest"), [(-1, 0), (2, 2)])
def test_the_notice_says_when_its_newest_change_was(hub, lead, days, newest):
    by, at = make_staff("hub_lead", hub=hub), FRIDAY_5PM + timedelta(days=days)
    text = TEXTS["privacy_how_long"]
    save_public_text(hub, text, body="For {months}.", seen=None, by=by, at=at)
    Hub.objects.filter(pk=hub.pk).update(notice_facts_changed_at=FRIDAY_5PM)
    hub.refresh_from_db()

    changed_at = public_texts.notice(hub)[1]

    assert changed_at == FRIDAY_5PM + timedelta(days=newest)


def test_hubs_are_added_on_the_page_that_invites_their_lead(hub, lead):
    url = reverse("admin:workgroups_hub_add")
    national = client_of(make_staff("national", hub=None))

    answer = national.get(url)

    assert (answer.status_code, answer["Location"]) == (302, "/national/add-hub/")
    assert national.post(url, {"name": "New"}).status_code == 302
    assert lead.get(url).status_code == 403
    assert Hub.objects.count() == 1
