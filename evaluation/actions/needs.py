"""What new teachers need, and what the hub offers next year because of it."""

from datetime import datetime

from django.db import transaction

from evaluation.models import Theme
from workgroups import audit
from workgroups.models import Project, Stage, User


@transaction.atomic
def mark_need(theme: Theme, *, is_need: bool, by: User, at: datetime) -> Theme:
    """Say whether a theme is something that new teachers here need help with.

    Also where its evaluation is published, because the report says nothing of it. The
    same again changes nothing.
    """
    row: Theme = Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)
    if row.is_need != is_need:
        row.is_need = is_need
        row.save(update_fields=["is_need"])
        audit.record("mark_need", row, actor=by, fields=["is_need"], at=at)
    return row


@transaction.atomic
def make_project(theme: Theme, *, stage: Stage, by: User, at: datetime) -> Project:
    """Make a need a project of the year after its evaluation, and keep the link.

    A second press returns the project of the first. Locks the theme.
    """
    row = Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)
    year = row.evaluation.start_year + 1
    found: Project | None = row.projects.filter(stage=stage, start_year=year).first()
    if found is not None:
        return found
    project = Project.objects.create(
        hub_id=row.hub_id, stage=stage, start_year=year, title=row.name
    )
    row.projects.add(project)
    audit.record("make_project", project, actor=by, fields=["title"], at=at)
    return project
