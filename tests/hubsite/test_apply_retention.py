"""The command that says what goes, and the task that lets it go."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from recruitment.actions import retention
from recruitment.models import Participant, RetentionRun
from recruitment.tasks import apply_retention
from tests import factories as make
from tests.hubsite.kept_cases import (
    ON_THE_DAY,
    announce,
    person_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def said(*given) -> list[str]:
    out = StringIO()
    call_command("apply_retention", *given, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_says_what_goes_and_changes_nothing():
    person = person_of()
    make.make_hub("Wolds")
    announce()

    with time_machine.travel(ON_THE_DAY, tick=False):
        assert said() == [
            "London South East+",
            "  access needs over: 0",
            "  on 1 November 2026: 1 people",
            "    Participants, First name: 1",
            "    Participants, Last name: 1",
            "    Participants, Email: 1",
            "Wolds",
            "  access needs over: 0",
            "  no day is announced on which details go",
        ]
    person.refresh_from_db()
    assert person.last_name == "Shah"


def test_the_command_speaks_of_one_hub():
    make.make_hub()
    hub = make.make_hub("Wolds")

    assert said("--hub", hub.slug)[0] == "Wolds"
    with pytest.raises(CommandError, match="There is no hub called dales"):
        said("--hub", "dales")


def test_the_command_does_what_is_due_in_batches(monkeypatch):
    monkeypatch.setattr(retention.do_run, "__kwdefaults__", {"limit": 1})
    for _ in range(3):
        person_of()
    announce()

    with time_machine.travel(ON_THE_DAY, tick=False):
        assert said("--apply") == ["The details of 3 people went."]
    assert Participant.objects.filter(erased_at=None).count() == 0


def test_the_command_announces_what_was_not_announced():
    person_of()

    assert said("--apply") == ["The details of 0 people went."]
    assert RetentionRun.objects.get().on == date(2026, 11, 1)


def test_the_task_does_one_pass():
    person_of()
    apply_retention()
    assert RetentionRun.objects.count() == 1

    with time_machine.travel(ON_THE_DAY + timedelta(hours=1), tick=False):
        apply_retention()

    assert Participant.objects.get().last_name == ""
