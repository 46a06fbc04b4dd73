"""Acts about groups and their catalogue that the audit log names."""

from django.db.models import Model

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
