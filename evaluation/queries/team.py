"""The hub's own team, each of whom is asked three questions a year."""

from datetime import date

from django.db.models import QuerySet

from evaluation.choices import TeamQuestion
from evaluation.errors import NotOfTheTeam
from evaluation.models import Evaluation
from workgroups.choices import HUB_STAFF
from workgroups.models import Role, User

TEAM = "the hub's team"


def role_in_team(evaluation: Evaluation, user: User, *, on: date) -> str:
    """The role that signs the notes of `user`, such as "hub lead".

    Raises NotOfTheTeam.
    """
    role = _roles(evaluation, user, on=on).order_by("pk").first()
    if role is None:
        raise NotOfTheTeam
    return role.get_kind_display()


def is_in_team(evaluation: Evaluation, user: User, *, on: date) -> bool:
    return _roles(evaluation, user, on=on).exists()


def _roles(evaluation: Evaluation, user: User, *, on: date) -> QuerySet[Role]:
    held = Role.objects.in_force(on).filter(user=user, hub=evaluation.hub_id)
    return held.filter(kind__in=HUB_STAFF)


def source_of(role: str, question: str) -> str:
    """Where a note comes from: who says it in answer to what."""
    return f"{TEAM}, {role}: {question}"


def open_team_questions(evaluation: Evaluation, user: User) -> list[TeamQuestion]:
    """The questions that `user` has not answered for this evaluation's year."""
    own = evaluation.evidence.filter(noted_by=user, source__startswith=f"{TEAM}, ")
    answered = {
        source.rpartition(": ")[2] for source in own.values_list("source", flat=True)
    }
    return [each for each in TeamQuestion if each.value not in answered]
