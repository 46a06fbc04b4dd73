"""The scoped admin: look-ups, deletes, histories and added actions."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from tests import factories
from tests.admin_forms import shown_on
from tests.hubsite.year import account_for
from workgroups.admin_base import ScopedModelAdmin, add_actions, added_actions
from workgroups.models import AuditEntry, HubArea, Programme, Project, WorkGroup

pytestmark = pytest.mark.django_db


# --- every ModelAdmin is scoped


def test_every_registered_admin_is_scoped():
    bare = [
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, ScopedModelAdmin) or model_admin.raw_id_fields
    ]

    assert bare == []


def test_an_unscoped_admin_fails_the_checks():
    with pytest.raises(ImproperlyConfigured):
        type(admin.site._wrapped)("admin").register(Programme, admin.ModelAdmin)


def test_other_apps_pages_are_not_in_the_admin():
    apps = {model._meta.app_label for model in admin.site._registry}

    assert apps == {"workgroups", "recruitment", "evaluation"}


# --- look-ups, deletes, histories


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?state__exact=confirmed", 200),
        ("?participant__email__startswith=a", 400),
        ("?hub__name__startswith=a", 400),
        ("?work_group__hub__exact=1", 400),
        ("?participant__hub__id__exact=1", 400),
    ],
)
def test_only_filters_of_the_side_bar_are_accepted(lead, query, status):
    answer = lead.get(reverse("admin:recruitment_place_changelist") + query)

    assert answer.status_code == status


def test_a_delete_page_counts_and_names_nobody(lead, years):
    mine, _ = years

    page = lead.get(reverse("admin:workgroups_session_delete", args=[mine.session.pk]))
    refused = lead.post(
        reverse("admin:workgroups_session_delete", args=[mine.session.pk]),
        {"post": "yes"},
    )

    said = "Session 1 has a register, so it cannot be deleted. Call it off instead."
    assert said in page.content.decode()
    assert mine.session.lead_note not in page.content.decode()
    assert said in refused.content.decode()
    assert type(mine.session).objects.filter(pk=mine.session.pk).exists()


def test_an_unreferenced_row_is_deleted_and_logged(lead, years):
    session = factories.make_session(years[0].other_group)
    url = reverse("admin:workgroups_session_delete", args=[session.pk])

    lead.post(url, {"post": "yes"})

    assert not type(session).objects.filter(pk=session.pk).exists()
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.object_id) == ("deleted", str(session.pk))


def test_a_history_holds_no_names(lead, years):
    person = years[0].participant
    url = reverse("admin:recruitment_participant_change", args=[person.pk])
    changed = {
        "first_name": "Zora",
        "last_name": "Quill",
        "phone": "",
        "second_email": "",
    }

    lead.post(url, {**shown_on(lead, url), **changed})
    history = lead.get(
        reverse("admin:recruitment_participant_history", args=[person.pk])
    )

    person.refresh_from_db()
    assert person.first_name == "Zora"
    entry = AuditEntry.objects.first()
    assert entry.fields == "first_name, last_name, phone, second_email"
    assert "Zora" not in str(list(AuditEntry.objects.values()))
    assert "first name, last name, phone and address for the holidays" in (
        history.content.decode()
    )
    assert LogEntry.objects.count() == 0


def test_audit_entries_are_append_only(years):
    entry = years[0].entry

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(reason="another")

    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry.objects.filter(pk=entry.pk).delete()


def test_a_violated_constraint_shows_one_neutral_sentence(lead, years):
    mine, _ = years
    area = {"areas-TOTAL_FORMS": 1, "areas-INITIAL_FORMS": 0}
    twice = {"areas-0-local_authority": mine.authority.pk, "areas-0-start_year": 2026}
    hub = {
        name: getattr(mine.hub, name)
        for name in (
            *("name", "contact_name", "contact_email", "controller", "privacy_notice"),
            *("notice_version", "retention_months", "smallest_count"),
            *("offer_working_days", "register_days"),
        )
    }
    url = reverse("admin:workgroups_hub_change", args=[mine.hub.pk])

    hub["seen"] = shown_on(lead, url)["seen"]
    answer = lead.post(url, {**hub, **area, **twice, "closed_weeks": ""}, follow=True)

    assert "clashes with a row" in answer.content.decode()
    assert HubArea.objects.filter(hub=mine.hub).count() == 1


# --- actions of other apps


def promote(model_admin, request, rows):
    """Stand in for an action of an upper app."""


promote.allowed_permissions = ["change"]


def offered_actions(years, model, kind="hub_staff"):
    request = RequestFactory().get("/admin/")
    request.user = account_for(years[0], kind)
    return admin.site.get_model_admin(model).get_actions(request)


def test_an_added_action_is_offered_in_the_list_of_its_model_alone(years, monkeypatch):
    monkeypatch.setattr(added_actions, "_added", {})
    assert "promote" not in offered_actions(years, WorkGroup)

    add_actions(WorkGroup, promote)

    assert offered_actions(years, WorkGroup)["promote"][0] is promote
    assert "promote" not in offered_actions(years, Project)


def test_an_added_action_asks_for_its_permission(years):
    assert "cancel_work_groups" in offered_actions(years, WorkGroup, "hub_staff")
    assert "cancel_work_groups" not in offered_actions(years, WorkGroup, "evaluator")


def test_the_form_beside_added_actions_asks_for_the_reason(lead, years):
    page = lead.get(reverse("admin:workgroups_workgroup_changelist")).content.decode()
    other = lead.get(reverse("admin:workgroups_session_changelist")).content.decode()

    assert 'name="reason"' in page
    assert 'name="reason"' not in other
