"""Sample emails of a bulk action show what it would write, and nobody else's emails."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from recruitment import holding, outbox
from recruitment.actions import bulk_actions, rehearsals
from recruitment.models import Email, Place
from recruitment.queries.bulk_actions import preview_of
from tests.factories import FRIDAY_5PM, make_hub, make_place, make_work_group
from tests.recruitment.bulk_cases import proposed

NOW = FRIDAY_5PM - timedelta(hours=2)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def samples_of(bulk):
    preview = preview_of(bulk, at=NOW)
    return rehearsals.samples_of(bulk, preview.going, preview.next_in_turn, at=NOW)


def people_and_one_who_waits():
    group = make_work_group(capacity=5)
    people = [make_place("confirmed", work_group=group) for _ in range(5)]
    return people, make_place("waiting", work_group=group)


def test_a_sample_goes_to_one_who_leaves_and_to_one_who_is_next():
    people, waiting = people_and_one_who_waits()

    found = samples_of(proposed("withdraw", *people, at=NOW))

    assert [each.to for each in found] == [
        people[0].participant.full_name,
        waiting.participant.full_name,
    ]
    assert Email.objects.count() == 0
    assert set(Place.objects.values_list("state", flat=True)) == {
        "confirmed",
        "waiting",
    }


def test_an_email_that_somebody_else_writes_meanwhile_is_no_sample():
    people, _ = people_and_one_who_waits()
    stranger = make_place("waiting", work_group=make_work_group(hub=make_hub("Wolds")))
    withdraw = bulk_actions.VERBS["withdraw"]

    def withdraw_while_another_registers(*args):
        token = holding._current.set(None)
        outbox.queue("waiting_list", about=stranger, to=stranger.participant, at=NOW)
        holding._current.reset(token)
        withdraw(*args)

    meanwhile = {"withdraw": withdraw_while_another_registers}
    with patch.dict(bulk_actions.VERBS, meanwhile):
        found = samples_of(proposed("withdraw", *people, at=NOW))

    assert stranger.participant.full_name not in [each.to for each in found]
    assert len(found) == 2
