"""Two people edit one row in the admin: the second is told what the first changed."""

from datetime import date

import pytest
from django import forms
from django.contrib import admin
from django.db import connection, models
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recruitment.models import Place
from tests import factories
from tests.admin_forms import fields_of, shown_on
from tests.hubsite.year import make_year
from workgroups import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    return make_year("a"), make_year("b")


@pytest.fixture
def lead(signed_in, years):
    return signed_in(years[0].staff["hub_lead"])


def url_of(row):
    return reverse(
        f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk]
    )


def request_of(user):
    request = RequestFactory().get("/")
    request.user, request.session = user, {}
    return request


def edited_rows(year):
    """Each row of the hub that its lead may edit in the admin, one for each model."""
    request = request_of(year.staff["hub_lead"])
    for model_admin in admin.site._registry.values():
        rows = model_admin.get_queryset(request).order_by("pk")
        for row in rows:
            if model_admin.has_change_permission(request, row):
                yield row
                break


def first_line(form):
    """The name of the first column that a form shows as a line of text."""
    columns = {
        field.name
        for field in form.instance._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    }
    for name, field in form.fields.items():
        if type(field.widget) in {*TEXTS} and name in columns and name in form.initial:
            return name
    return ""


TEXTS = (
    forms.TextInput,
    forms.Textarea,
    admin.widgets.AdminTextInputWidget,
    admin.widgets.AdminTextareaWidget,
)


def forms_of(page):
    """The form of a page and that of the first row of each of its tables."""
    formsets = [each.formset for each in page.context["inline_admin_formsets"]]
    rows = [form for each in formsets for form in each.initial_forms[:1]]
    return [page.context["adminform"].form, *rows]


def overwritten(lead, year):
    """Forms that write over what a colleague saved after the page was opened."""
    found, tried = [], []
    for row in edited_rows(year):
        url = url_of(row)
        for form in forms_of(lead.get(url)):
            name, model = first_line(form), type(form.instance)
            if not name:
                continue
            posted = shown_on(lead, url)
            colleagues = {name: f"Mine {len(tried)}"}
            tried.append(model.__name__)
            model._base_manager.filter(pk=form.instance.pk).update(**colleagues)
            answer = lead.post(url, posted)
            now = getattr(model._base_manager.get(pk=form.instance.pk), name)
            if answer.status_code != 200 or now != colleagues[name]:
                found.append(f"{url} {name}: {answer.status_code}, {now}")
    return found, tried


def test_no_form_of_the_admin_writes_over_a_colleagues_change(lead, years):
    found, tried = overwritten(lead, years[0])

    assert found == []
    assert len(tried) > 10
    assert {"Hub", "WorkGroup", "Session", "Participant", "Place"} <= {*tried}


def test_every_list_of_the_admin_whose_rows_can_be_edited_is_tried(lead, years):
    request = request_of(years[0].staff["hub_lead"])
    editable = {
        model._meta.label
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_change_permission(request)
    }

    tried = {row._meta.label for row in edited_rows(years[0])}

    assert tried == editable
    assert {"workgroups.Venue", "workgroups.DateToAvoid"} <= tried


def test_every_form_that_edits_a_row_holds_what_it_showed(lead, years):
    lacking = []
    for row in edited_rows(years[0]):
        page = lead.get(url_of(row))
        if "seen" not in page.context["adminform"].form.initial:
            lacking.append(row._meta.label)
        if 'name="seen"' not in page.content.decode():
            lacking.append(row._meta.label)

    assert lacking == []


def test_every_form_saves_twice_from_what_it_showed(lead, years):
    refused = []
    for row in edited_rows(years[0]):
        url = url_of(row)
        posted = shown_on(lead, url)
        answers = [lead.post(url, posted) for _ in range(2)]
        for answer in answers:
            text = answer.content.decode()
            if "Changed meanwhile" in text or "changed this meanwhile" in text:
                refused.append(row._meta.label)

    assert refused == []


def test_the_second_is_told_what_the_first_changed_and_keeps_what_they_typed(
    lead, years
):
    group = years[0].other_group
    url, posted = url_of(group), shown_on(lead, url_of(group))
    hall = factories.make_venue("Their hall", hub=group.hub)
    type(group).objects.filter(pk=group.pk).update(title="Theirs", venue=hall)
    colleague = factories.make_staff("administrator", hub=group.hub, name="Ola Bright")
    audit.record("changed", group, actor=colleague, fields=["title", "venue"])

    refused = lead.post(url, {**posted, "title": "Mine"})
    again = shown_again(refused)
    saved = lead.post(url, again)

    errors = refused.context["adminform"].form.errors
    group.refresh_from_db()
    assert errors["title"] == [
        "Ola Bright changed this meanwhile to “Theirs”. What you typed is kept; save "
        "again to use it."
    ]
    assert errors["venue"] == [
        "Ola Bright changed this meanwhile to “Their hall”. It is shown below."
    ]
    assert (again["title"], again["venue"]) == ("Mine", str(hall.pk))
    assert saved.status_code == 302
    assert (group.title, group.venue) == ("Mine", hall)


def shown_again(answer):
    found = fields_of(answer.context["adminform"].form)
    for each in answer.context["inline_admin_formsets"]:
        for form in (each.formset.management_form, *each.formset.forms):
            found |= fields_of(form)
    return found


def test_a_row_of_a_table_is_compared_too(lead, years):
    group = factories.make_work_group(project=years[0].project, hub=years[0].hub)
    session = factories.make_session(group, number=1, venue="Here")
    url = url_of(group)
    posted = shown_on(lead, url)
    hall = factories.make_venue("Their hall", hub=group.hub)
    type(session).objects.filter(pk=session.pk).update(venue=hall)

    answer = lead.post(url, posted)

    session.refresh_from_db()
    assert answer.status_code == 200
    assert "Somebody changed this meanwhile to “Their hall”." in answer.content.decode()
    assert session.venue == hall


def test_a_row_of_a_table_that_was_deleted_is_said(lead, years):
    group = factories.make_work_group(project=years[0].project, hub=years[0].hub)
    session = factories.make_session(group, number=1)
    url = url_of(group)
    posted = shown_on(lead, url)
    session.delete()

    answer = lead.post(url, posted)

    assert "Somebody deleted a row of this table meanwhile." in answer.content.decode()


def test_a_page_without_its_first_values_is_refused(lead, years):
    group = years[0].other_group
    posted = shown_on(lead, url_of(group))
    del posted["seen"]

    answer = lead.post(url_of(group), {**posted, "title": "Mine"})

    group.refresh_from_db()
    assert "This page is too old to be saved. Open it again." in answer.content.decode()
    assert group.title != "Mine"


def test_only_the_columns_that_changed_are_written(lead, years):
    session = years[0].session
    Place.objects.update(state="withdrawn")  # nobody gets an email about the new date
    posted = shown_on(lead, url_of(session))
    with CaptureQueriesContext(connection) as captured:
        lead.post(url_of(session), {**posted, "on": "2026-11-24"})

    update = next(
        query["sql"]
        for query in captured.captured_queries
        if query["sql"].startswith('UPDATE "workgroups_session"')
    )  # a later one gives the session what it inherits of the common plan
    session.refresh_from_db()
    assert update.count(" = ") == 3  # on, starts_at, and the id in its condition
    assert (session.on, session.starts_at.date()) == (
        date(2026, 11, 24),
        date(2026, 11, 24),
    )
