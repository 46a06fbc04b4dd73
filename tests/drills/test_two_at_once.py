"""Two people press at the same moment, on PostgreSQL: one of them wins, whole."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from recruitment.actions import taking_back
from recruitment.models import Email
from tests.admin_forms import shown_on
from tests.drills.test_races import race
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_session,
    make_staff,
    make_venue,
)
from tests.recruitment.bulk_cases import a_lead, done, states
from workgroups.models import Session

pytestmark = [
    pytest.mark.drill("postgres"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.friday,
]
NOW = FRIDAY_5PM - timedelta(hours=2)
ROUNDS = 8


def test_letting_go_and_taking_back_at_once_leave_one_whole_result():
    lead = a_lead()
    for _ in range(ROUNDS):
        Email.objects.all().delete()
        places = [make_place("confirmed") for _ in range(3)]
        bulk = done("withdraw", *places, at=NOW, actor=lead)

        def take_back(bulk=bulk):
            taking_back.begin_recall(bulk, at=NOW, actor=lead)
            taking_back.recall(bulk.pk, at=NOW)

        def let_go(bulk=bulk):
            taking_back.release(bulk.pk, at=NOW, actor=lead)

        race([take_back, let_go])

        # taken back before or after it was let go: either way nobody is withdrawn,
        # and no email about a withdrawal is left to go
        bulk.refresh_from_db()
        assert (bulk.state, states(*places)) == ("recalled", ["confirmed"] * 3)
        withdrawn = Email.objects.filter(kind="place_withdrawn")
        assert {*withdrawn.values_list("state", flat=True)} == {"cancelled"}


def test_a_form_waits_for_the_row_that_a_colleague_is_changing():
    session = make_session(venue="Here")
    client = Client()
    client.force_login(
        make_staff("hub_lead", hub=session.hub),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    url = reverse("admin:workgroups_session_change", args=[session.pk])
    posted = {**shown_on(client, url), "venue": make_venue("My hall").pk}
    theirs = make_venue("Their hall")
    answers = []

    def save() -> None:
        answers.append(client.post(url, posted))
        connection.close()

    with transaction.atomic():
        Session.objects.filter(pk=session.pk).update(venue=theirs)
        saving = threading.Thread(target=save)
        saving.start()
        saving.join(1)
        waited = saving.is_alive()
    saving.join(30)

    session.refresh_from_db()
    assert waited
    assert answers[0].status_code == 200
    assert "Somebody changed this meanwhile" in answers[0].content.decode()
    assert session.venue == theirs
