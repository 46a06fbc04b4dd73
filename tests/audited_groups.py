"""Acts about groups and their catalogue that the audit log names."""

from datetime import timedelta

from django.db.models import Model

from recruitment.actions import completing, group_messages, lead_feeds
from recruitment.models import GroupMessage
from recruitment.queries import completion
from tests.audited_world import AT, World
from tests.factories import make_session, mark_present
from workgroups.actions import retiring


def retire_a_project(w: World) -> Model:
    project = w.group.project
    retiring.retire(project, by=w.by, at=AT)
    return project


def bring_a_project_back(w: World) -> Model:
    project = retire_a_project(w)
    retiring.bring_back(project, by=w.by, at=AT)
    return project


def complete_group(w: World) -> Model:
    session = make_session(w.group, on=AT.date() - timedelta(days=7))
    w.group.sessions.exclude(pk=session.pk).delete()
    mark_present(w.place(), session)
    seen = completion.completion_of(w.group, at=AT).fingerprint
    completing.complete_group(w.group, seen=seen, by=w.by, at=AT)
    return w.group


def take_back_completion(w: World) -> Model:
    complete_group(w)
    completing.take_back_completion(w.group, by=w.by, at=AT)
    return w.group


def write_to_group(w: World) -> GroupMessage:
    place = w.place()
    return group_messages.write_to_group(
        w.group,
        audience="with-place",
        seen=[place.pk],
        subject="Next time",
        body="Bring counters.",
        by=w.by,
        at=AT,
    )


def make_calendar_address(w: World) -> Model:
    return lead_feeds.make_calendar_address(w.by, at=AT)


def let_message_go(w: World) -> Model:
    message = write_to_group(w)
    group_messages.let_go(message, by=w.by, at=AT)
    return message


def take_message_back(w: World) -> Model:
    message = write_to_group(w)
    group_messages.take_back(message, by=w.by, at=AT)
    return message


#: By the name of the act: what does it, in which role, and the fields that it names.
DONE = {
    "complete_group": (complete_group, "work_group_lead", "state"),
    "take_back_completion": (take_back_completion, "work_group_lead", "state"),
    "retired": (retire_a_project, "hub_lead", "retired_on"),
    "brought_back": (bring_a_project_back, "hub_lead", "retired_on"),
}
