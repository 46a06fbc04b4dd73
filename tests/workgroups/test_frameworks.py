"""Frameworks of participants' training: what is shipped, when it holds, who edits."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import factories as make
from workgroups.actions.frameworks import ship_frameworks
from workgroups.models import AuditEntry, Framework, FrameworkSection

pytestmark = pytest.mark.django_db
SECTIONS = [
    "High Expectations",
    "How Pupils Learn",
    "Subject and Curriculum",
    "Classroom Practice",
    "Adaptive Teaching",
    "Assessment",
    "Managing Behaviour",
    "Professional Behaviours",
]


def test_three_frameworks_are_shipped_with_their_dates():
    found = Framework.objects.values_list("short_name", "from_on", "until_on")

    assert list(found) == [
        ("CCF", date(2020, 9, 1), date(2025, 8, 31)),
        ("ECF", date(2021, 9, 1), date(2027, 8, 31)),
        ("ECTE", date(2025, 9, 1), None),
    ]


@pytest.mark.parametrize("name", ["CCF", "ECF", "ECTE"])
def test_each_has_the_eight_sections_in_order(name):
    rows = FrameworkSection.objects.filter(framework__short_name=name)

    assert list(rows.values_list("number", "title")) == list(enumerate(SECTIONS, 1))


def test_shipping_again_leaves_what_the_national_team_changed():
    FrameworkSection.objects.filter(number=8).update(title="Conduct")
    Framework.objects.get(short_name="CCF").delete()

    ship_frameworks()

    titles = FrameworkSection.objects.filter(number=8).values_list("title", flat=True)
    assert list(titles) == ["Professional Behaviours", "Conduct", "Conduct"]
    assert FrameworkSection.objects.count() == 24


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        (date(2019, 9, 1), date(2020, 8, 31), []),
        (date(2020, 8, 1), date(2020, 9, 1), ["CCF"]),
        (date(2025, 8, 31), date(2025, 8, 31), ["CCF", "ECF"]),
        (date(2025, 9, 1), date(2026, 8, 31), ["ECF", "ECTE"]),
        (date(2027, 9, 1), date(2028, 8, 31), ["ECTE"]),
    ],
)
def test_a_year_has_the_frameworks_that_hold_on_one_of_its_days(first, last, names):
    found = Framework.objects.in_force(first, last)

    assert [each.short_name for each in found] == names


def test_a_framework_does_not_end_before_it_begins():
    days = {"from_on": date(2026, 9, 2), "until_on": date(2026, 9, 1)}

    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.create(name="New", short_name="N", **days)


def posted(**changes):
    rows = {f"sections-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    fields = {"name": "Framework", "short_name": "NF", "from_on": "2028-09-01"}
    return {**fields, "until_on": "", **rows, **changes}


def test_the_national_team_adds_a_framework(signed_in):
    url = reverse("admin:workgroups_framework_add")
    row = {"sections-TOTAL_FORMS": 1, "sections-0-number": 1, "sections-0-title": "One"}

    client = signed_in(make.make_staff("national"))
    answer = client.post(url, posted(**row))

    assert answer.status_code == 302
    added = Framework.objects.get(short_name="NF")
    assert list(added.sections.values_list("number", "title")) == [(1, "One")]
    assert AuditEntry.objects.get(action="added", object_id=added.pk).hub is None


@pytest.mark.parametrize("kind", ["hub_lead", "hub_administrator"])
def test_a_hub_reads_frameworks_and_changes_none(signed_in, kind):
    framework = Framework.objects.get(short_name="ECF")
    url = reverse("admin:workgroups_framework_change", args=[framework.pk])
    client = signed_in(make.make_staff(kind))

    page = client.get(url).text

    assert "How Pupils Learn" in page
    assert 'name="_save"' not in page
    assert client.post(url, posted()).status_code == 403
    assert client.get(reverse("admin:workgroups_framework_add")).status_code == 403
