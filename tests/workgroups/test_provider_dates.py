"""Training days of lead providers, about which the form of a session warns."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import shown_on
from tests.plan_rows import make_provider, make_training_day
from tests.recruitment.test_changed_sessions import save_group
from workgroups import rules
from workgroups.models import ProviderDate, Session

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NOVEMBER = date(2026, 11, 5)
DATES = {"on": "2026-11-05"}


@pytest.fixture
def office(signed_in):
    return signed_in(make.make_staff("hub_lead"))


@pytest.fixture
def group():
    group = make.make_work_group()
    make.make_session(group)
    return group


def train(group, number, provider, state="confirmed"):
    for _ in range(number):
        make.make_place(state, work_group=group, lead_provider=provider)


@pytest.mark.parametrize(
    ("name", "people", "said"),
    [
        ("", 1, "is on a training day of UCL: 1 person of this group trains there"),
        (
            "Module 3",
            4,
            "is on a training day of UCL (Module 3): 4 people of this group train "
            "there",
        ),
    ],
)
def test_a_training_day_in_words(name, people, said):
    assert rules.on_training_day("UCL", name, people) == said


def test_a_session_on_a_training_day_warns_before_it_is_saved(office, group):
    ucl, ambition = make_provider(), make_provider("Ambition Institute")
    make_training_day(ucl, NOVEMBER, name="Module <3>")
    make_training_day(ambition, NOVEMBER)
    train(group, 2, ucl)
    train(group, 1, ucl, "offered")
    train(group, 1, ucl, "withdrawn")
    train(make.make_work_group(project=group.project), 2, ucl)
    train(group, 1, None)

    warned = save_group(office, group, changed={1: DATES})

    said = (
        "Session 1, Thursday 5 November 2026, is on a training day of UCL (Module "
        "&lt;3&gt;): 3 people of this group train there."
    )
    assert said in warned.text
    assert "Ambition Institute" not in warned.text  # nobody here trains with it
    assert Session.objects.get().on == date(2026, 10, 16)

    ticked = save_group(office, group, changed={1: DATES}, save_anyway="on")
    assert ticked.status_code == 302
    assert Session.objects.get().on == NOVEMBER


def test_the_page_of_a_session_warns_too(office, group):
    ucl = make_provider()
    make_training_day(ucl, NOVEMBER)
    train(group, 1, ucl)
    url = reverse("admin:workgroups_session_change", args=[group.sessions.get().pk])

    answer = office.post(url, shown_on(office, url) | DATES)

    assert "is on a training day of UCL: 1 person of this group trains" in answer.text


@pytest.mark.parametrize(
    ("first", "last", "warns"),
    [
        (date(2026, 11, 5), date(2026, 11, 6), True),
        (date(2026, 11, 3), date(2026, 11, 5), True),
        (date(2026, 11, 6), date(2026, 11, 6), False),
        (date(2026, 11, 1), date(2026, 11, 4), False),
    ],
)
def test_every_day_of_the_training_counts(office, group, first, last, warns):
    ucl = make_provider()
    make_training_day(ucl, first, until_on=last)
    train(group, 1, ucl)

    answer = save_group(office, group, changed={1: DATES})

    assert ("is on a training day" in answer.text) is warns


def test_training_days_that_another_hub_noted_do_not_warn(office, group):
    ucl = make_provider()
    make_training_day(ucl, NOVEMBER, hub=make.make_hub("Wolds and Dales"))
    train(group, 1, ucl)

    assert save_group(office, group, changed={1: DATES}).status_code == 302


def test_a_training_day_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_training_day(make_provider(), NOVEMBER, until_on=date(2026, 11, 4))


def test_the_hub_notes_training_days(office):
    provider = make_provider()
    days = {"from_on": "2026-11-05", "until_on": "2026-11-06"}
    url = reverse("admin:workgroups_providerdate_add")

    answer = office.post(url, {"provider": provider.pk, "name": "Module 3", **days})

    assert answer.status_code == 302
    row = ProviderDate.objects.get()
    assert row.hub == make.make_hub()
    assert str(row) == "UCL, Module 3, 5 November 2026 to 6 November 2026"


def test_another_hubs_training_days_are_not_found(office):
    hub = make.make_hub("Wolds and Dales")
    row = make_training_day(make_provider(), NOVEMBER, hub=hub)
    url = reverse("admin:workgroups_providerdate_change", args=[row.pk])

    assert office.get(url).status_code == 404
