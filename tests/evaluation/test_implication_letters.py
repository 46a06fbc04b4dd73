"""The letter to an owner when an implication falls due."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from evaluation import tasks
from evaluation.actions import implications
from evaluation.models import Implication
from recruitment import delivery, outbox
from recruitment.models import Email
from tests import factories as make
from tests.evaluation.test_implications import browser_of, make_implication, page_of
from tests.factories import FRIDAY

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NOON = datetime(2026, 10, 16, 11, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def owner():
    return make.make_staff("work_group_lead", name="Ada Low")


def due(owner, on=FRIDAY, **fields) -> Implication:
    return make_implication(owner_account=owner, due_on=on, **fields)


def written(at=NOON) -> list[str]:
    implications.write_to_owners(at=at)
    return [email.occasion for email in Email.objects.order_by("pk")]


def test_an_owner_has_one_letter_on_the_due_day(owner, settings):
    row = due(owner)

    assert written(NOON - DAY) == []
    assert [written(NOON + n * DAY) for n in range(4)] == [["2026-10-16"]] * 4
    assert delivery.deliver(Email.objects.get().pk, at=NOON) == "sent"

    (letter,) = mail.outbox
    assert (letter.to, Email.objects.get().hub) == ([owner.email], row.hub)
    assert letter.subject == "Due by 16 October 2026: what the evaluation asked for"
    assert letter.body.split("\n\n")[:5] == [
        "Hello Ada Low,",
        "This is due by 16 October 2026, and you see to it:",
        "Work with providers.",
        f"It was asked for by the evaluation {row.evaluation}. Please say on this page "
        "how it stands, in one line.",
        f"{settings.SITE_URL}{page_of(row)}",
    ]
    assert browser_of(owner).get(page_of(row)).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "done"},
        {"state": "dropped"},
        {"on": FRIDAY + DAY},
        {"on": FRIDAY - 61 * DAY},
        {"on": None},
    ],
)
def test_nothing_is_written_of_what_is_over_or_not_due(owner, fields):
    due(owner, **fields)

    assert written() == []


def test_nothing_is_written_without_an_account_or_outside_office_hours(owner):
    make_implication(owner="Kim", due_on=FRIDAY)
    due(owner)

    assert written(NOON + timedelta(hours=8)) == []
    assert written(NOON + DAY) == []  # a Saturday
    assert written(NOON + 3 * DAY) == ["2026-10-16"]


def another_day(row, owner) -> None:
    row.due_on = FRIDAY + DAY


def done(row, owner) -> None:
    row.state = "done"


def another_owner(row, owner) -> None:
    row.owner_account = make.make_staff("hub_lead")


def role_ended(row, owner) -> None:
    owner.roles.update(until_on=FRIDAY - DAY)


def role_elsewhere(row, owner) -> None:
    owner.roles.update(hub=make.make_hub("Dales"))


@pytest.mark.parametrize(
    "change", [another_day, done, another_owner, role_ended, role_elsewhere]
)
def test_a_letter_that_does_not_hold_any_more_is_cancelled(owner, change):
    row = due(owner)
    written()

    change(row, owner)
    row.save()

    assert delivery.deliver(Email.objects.get().pk, at=NOON) == "cancelled"
    assert mail.outbox == []


def test_another_day_brings_another_letter(owner):
    row = due(owner)
    written()
    row.due_on = FRIDAY + 3 * DAY
    row.save()

    assert written(NOON + 3 * DAY) == ["2026-10-16", "2026-10-19"]


def test_a_hub_tries_its_wording_with_its_own_implications(owner):
    due(owner)
    other = make.make_hub("Dales")
    theirs = due(make.make_staff("hub_lead", hub=other), evaluation=None, hub=other)
    due(None)
    kind = outbox.kind_named("implication_due")

    assert kind.examples(other.pk) == [(theirs, theirs.owner_account)]
    browser = browser_of(make.make_staff("hub_lead", hub=other))
    url = reverse("admin:wordings_edit", args=[other.slug, "implication_due"])
    typed = {
        "subject": "Due {due on}",
        "body": "{hello}, {implication}\n\n{due on}\n\n{link}",
    }
    page = browser.post(url, {**typed, "preview": ""}).content.decode()

    assert "Due 16 October 2026" in page.partition('id="tried"')[2]


def test_the_task_runs_each_hour(owner, settings, monkeypatch):
    due(owner)
    monkeypatch.setattr("evaluation.tasks.timezone.now", lambda: NOON)

    tasks.write_to_owners()

    assert Email.objects.count() == 1
    assert settings.CELERY_BEAT_SCHEDULE["implications"] == {
        "task": "evaluation.tasks.write_to_owners",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    }
