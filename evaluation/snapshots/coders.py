"""The people who gave themes to comments, by their role and never by name."""

from collections import defaultdict

from evaluation.models import Coding, Evaluation
from workgroups.choices import RoleKind
from workgroups.models import Role

WITHOUT_ROLE = "somebody without a role now"


def roles_of(evaluation: Evaluation) -> dict[int | None, str]:
    """Each coder's role at the hub by account, such as "evaluator in residence 2".

    Several of one role are numbered in the order of their accounts.
    """
    given = Coding.objects.filter(evidence__evaluation=evaluation, coder__isnull=False)
    users = sorted(given.order_by().values_list("coder", flat=True).distinct())
    kinds = _kinds(evaluation, users)
    by_role: dict[str, list[int]] = defaultdict(list)
    for user in users:
        by_role[kinds.get(user, WITHOUT_ROLE)].append(user)
    return {
        user: role if len(several) == 1 else f"{role} {number}"
        for role, several in by_role.items()
        for number, user in enumerate(several, start=1)
    }


def _kinds(evaluation: Evaluation, users: list[int]) -> dict[int, str]:
    """The role of each at the hub; evaluator where they are or were one."""
    rows = Role.objects.filter(user__in=users, hub=evaluation.hub_id).order_by("pk")
    found: dict[int, str] = {}
    for user, kind in rows.values_list("user", "kind"):
        if user not in found or kind == RoleKind.EVALUATOR:
            found[user] = str(RoleKind(kind).label)
    return found
