"""GET, HEAD and OPTIONS change no row, at every URL and for every role."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.hubsite.addresses import addresses, url_of
from tests.hubsite.year import COLUMNS, account_for, make_year
from workgroups.models import AuditEntry, Programme

pytestmark = pytest.mark.django_db

#: The tables that GET may write; no other table changes.
ALLOWED = {
    "sessions.Session": "a session row",
    "recruitment.LinkCount": "how often a recruitment link was opened",
    "workgroups.AuditEntry": "the read logs: of originals, and the national one",
}
READ_LOGS = {"open_original", "open_record"}


def snapshot() -> dict[str, list]:
    """Every row of every table, with its columns."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label not in ALLOWED
    }


def changed(before: dict[str, list]) -> list[str]:
    now = snapshot()
    return [label for label in before if before[label] != now[label]]


def look_at_everything(client: Client, year) -> None:
    for each in addresses():
        if each.line:
            url = url_of(each, year)
            client.get(url)
            if each.line.get("family") != "admin":  # one view serves them all
                client.head(url)
                client.options(url)


@pytest.mark.parametrize("column", [*COLUMNS, "visitor"])
def test_reading_pages_changes_nothing(column):
    year = make_year("a")
    client = Client()
    if column != "visitor":
        client.force_login(
            account_for(year, column),
            backend="django.contrib.auth.backends.ModelBackend",
        )
    before, acts = snapshot(), AuditEntry.objects.count()

    look_at_everything(client, year)

    assert changed(before) == []
    new = AuditEntry.objects.order_by("pk").values_list("action", flat=True)[acts:]
    assert set(new) <= READ_LOGS


def test_opening_a_link_many_times_changes_nothing():
    year = make_year("a")
    before = snapshot()

    for each in addresses():
        if each.line and each.line["access"] == "link" and "token" in each.takes:
            client = Client()
            for _ in range(5):
                client.get(url_of(each, year), follow=True)

    assert changed(before) == []


def test_a_page_that_writes_on_get_is_found(monkeypatch):
    year = make_year("a")
    client = Client()
    client.force_login(
        account_for(year, "la_partner"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    before = snapshot()

    def writes(user, *, today):
        Programme.objects.create(hub=year.hub, name="From a GET", audience="ect")
        return []

    monkeypatch.setattr("recruitment.queries.recruiting.areas_of", writes)
    client.get(reverse("hubsite:recruiting"))

    assert changed(before) == ["workgroups.Programme"]
