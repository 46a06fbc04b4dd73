"""Rows and admin pages are called by words, never by a model's name and a number."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests import factories
from tests.hubsite.year import OURS, account_for
from workgroups import academic_years
from workgroups.admin_base import homes, visible
from workgroups.form_fields import AcademicYearField
from workgroups.models import Project, SchoolWord

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]


class FirstHeading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "h1":
            self.texts.append("")
        self.inside = tag == "h1"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.texts[-1] += data


def heading_of(page: str) -> str:
    found = FirstHeading()
    found.feed(page)
    (text,) = found.texts
    return " ".join(text.split())


def test_no_row_is_called_by_a_number(years):
    called_by_number = []
    for model in MODELS:
        row = model._default_manager.order_by("pk").last()
        if row is None or model is SchoolWord:  # its key is the word itself
            continue
        row.pk = 987_654 if isinstance(row.pk, int) else row.pk
        if str(row.pk) in str(row):
            called_by_number.append(model._meta.label)

    assert called_by_number == []


def test_the_title_of_a_page_is_the_name_of_its_row(years, lead):
    account = account_for(years[0], "hub_staff")
    other_titles = {}
    for model in REGISTERED:
        row = visible(model, account).first()
        change = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        home = [homes.url_of(row)] if homes.tabs_of(model) else []
        for url in [reverse(change, args=[row.pk]), *home]:
            title = heading_of(lead.get(url).content.decode())
            if title.casefold() != " ".join(str(row).split()).casefold():
                other_titles[url] = title

    assert other_titles == {}
    assert len(REGISTERED) >= 30


def test_people_groups_and_sessions_are_called_as_people_call_them():
    hub = factories.make_hub()
    priya = factories.make_participant(hub, first_name="Priya", last_name="Shah")
    group = factories.make_work_group("Greenwich", hub=hub)
    session = factories.make_session(group, number=3, on=date(2027, 1, 18))
    place = factories.make_place(work_group=group, participant=priya)
    mentor = factories.make_mentor(hub, name="Mia Cole")
    mentorship = factories.make_mentorship(priya, mentor)
    mentorship.from_on = date(2026, 9, 1)

    assert [str(row) for row in (priya, session, place, mentor, mentorship)] == [
        "Priya Shah",
        "Greenwich, session 3 on 18 January 2027",
        "Priya Shah in Greenwich, 2026/27",
        "Mia Cole",
        "Mia Cole, mentor since 1 September 2026",
    ]


def test_somebody_whose_name_was_removed_is_called_so():
    gone = factories.make_participant(first_name="", last_name="")

    assert str(gone) == "Name removed"


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2026/27", 2026),
        (" 2026-27 ", 2026),
        ("2026/2027", 2026),
        ("2026", 2026),
        ("2099/00", 2099),
        ("2026/28", None),
        ("26/27", None),
        ("1889", None),
        ("next", None),
    ],
)
def test_an_academic_year_is_read_as_people_type_it(typed, year):
    assert academic_years.parse(typed) == year


def test_a_year_stands_in_its_box_as_people_write_it(lead, years):
    url = reverse("admin:workgroups_project_change", args=[years[0].project.pk])

    form = lead.get(url).context["adminform"].form

    assert isinstance(form.fields["start_year"], AcademicYearField)
    assert 'value="2026/27"' in str(form["start_year"])


def test_a_year_is_saved_and_exported_as_it_was_typed(lead, years):
    project = years[0].project
    url = reverse("admin:workgroups_project_change", args=[project.pk])
    form = lead.get(url).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    rows = {
        f"{prefix}-{name}_FORMS": 0
        for prefix in ("outcomes", "common_plans")
        for name in ("TOTAL", "INITIAL")
    }

    lead.post(url, {**data, **rows, "start_year": "2031/32"})
    export = lead.post(reverse("admin:workgroups_project_export"), {"format": "csv"})

    assert Project.objects.get(pk=project.pk).start_year == 2031
    assert "2031/32" in b"".join(export.streaming_content).decode()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_no_list_shows_the_bare_number_of_a_year(model):
    assert "start_year" not in admin.site._registry[model].list_display
