"""Acts about groups and their catalogue that the audit log names."""

from django.db.models import Model

from recruitment.actions import group_messages
from recruitment.models import GroupMessage
from tests.audited_world import AT, World
from workgroups.actions import retiring


def retire_a_project(w: World) -> Model:
    project = w.group.project
    retiring.retire(project, by=w.by, at=AT)
    return project


def bring_a_project_back(w: World) -> Model:
    project = retire_a_project(w)
    retiring.bring_back(project, by=w.by, at=AT)
    return project


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


def let_message_go(w: World) -> Model:
    message = write_to_group(w)
    group_messages.let_go(message, by=w.by, at=AT)
    return message


def take_message_back(w: World) -> Model:
    message = write_to_group(w)
    group_messages.take_back(message, by=w.by, at=AT)
    return message
