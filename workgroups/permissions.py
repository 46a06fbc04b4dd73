"""Whose rows an account may reach: its roles, read on every request.

The matrix of roles and objects is `permissions.toml` beside this file. Here it
is read, and a user's current roles are gathered into a Scope that querysets ask.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from workgroups.choices import HUB_STAFF, RoleKind

if TYPE_CHECKING:
    from workgroups.models import User

MATRIX_FILE = Path(__file__).with_name("permissions.toml")


@dataclass(frozen=True)
class Scope:
    """The hubs and local authorities that a user's current roles reach."""

    user_id: int | None = None
    kinds: frozenset[str] = frozenset()
    hub_ids: dict[str, frozenset[int]] = field(default_factory=dict)
    recruits: frozenset[tuple[int, int]] = frozenset()  # (hub, local authority)

    @property
    def national(self) -> bool:
        return RoleKind.NATIONAL in self.kinds

    def hubs(self, *kinds: str) -> frozenset[int]:
        """Hubs reached by any of these kinds of role."""
        reached: set[int] = set()
        for kind in kinds:
            reached |= self.hub_ids.get(kind, frozenset())
        return frozenset(reached)

    @property
    def staff_hubs(self) -> frozenset[int]:
        """Hubs whose lead, assistant lead or administrator this is."""
        return self.hubs(*HUB_STAFF)

    @property
    def all_hubs(self) -> frozenset[int]:
        return self.hubs(*self.hub_ids)


def in_force(today: date) -> Q:
    """Roles that hold on a day."""
    return Q(from_on__lte=today) & (Q(until_on=None) | Q(until_on__gte=today))


def scope_of(user: Any) -> Scope:
    """The user's scope, read once per request and kept on that request's user."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    kept = getattr(user, "_scope", None)
    if kept is None:  # set on the row itself, through the request's lazy user too
        kept = user._scope = _read_scope(user)
    return kept


def _read_scope(user: "User") -> Scope:
    role_model = apps.get_model("workgroups", "Role")
    rows = role_model.objects.filter(
        in_force(timezone.localdate()), user=user
    ).values_list("kind", "hub_id", "local_authority_id")
    hub_ids: dict[str, set[int]] = {}
    recruits = set()
    kinds = set()
    for kind, hub_id, authority_id in rows:
        kinds.add(kind)
        if hub_id is not None:
            hub_ids.setdefault(kind, set()).add(hub_id)
        if kind == RoleKind.LA_PARTNER and authority_id is not None:
            recruits.add((hub_id, authority_id))
    return Scope(
        user_id=user.pk,
        kinds=frozenset(kinds),
        hub_ids={kind: frozenset(ids) for kind, ids in hub_ids.items()},
        recruits=frozenset(recruits),
    )


def recruited_in(scope: Scope, hub: str = "hub", authority: str = "") -> Q:
    """Rows of the local authorities a scope recruits in; nothing for nobody."""
    found = Q(pk__in=[])
    for hub_id, authority_id in sorted(scope.recruits):
        found |= Q(**{f"{hub}_id": hub_id, f"{authority}_id": authority_id})
    return found


@cache
def matrix() -> dict[str, Any]:
    """The access matrix as it stands in its file."""
    return tomllib.loads(MATRIX_FILE.read_text(encoding="utf-8"))


#: Reaches that end at rows. The others are pages of their own: k counts, P what is
#: published, n a few named fields, g a record after giving a reason.
ROWS = frozenset("hmwlsA")


def allows(scope: Scope, model_label: str, act: str) -> bool:
    """Whether one of the scope's roles may do an act to rows of a kind.

    `model_label` is "workgroups.WorkGroup"; `act` one of "read", "create",
    "change", "delete". A model without a line is closed to everybody.
    """
    line = matrix()["objects"].get(model_label, {})
    letter = {"read": "r", "create": "c", "change": "u", "delete": "d"}[act]
    return any(grants(line.get(column(kind), ""), letter) for kind in scope.kinds)


def grants(entry: str, letter: str) -> bool:
    """Whether a matrix entry such as "ru:h" grants an act on rows."""
    acts, _, reach = entry.partition(":")
    return letter in acts and bool(ROWS & set(reach))


def may_invite(scope: Scope, hub_id: int) -> list[str]:
    """Kinds of role that the scope's own roles at a hub may give there."""
    invites = matrix()["invites"]
    found = {
        kind
        for own, kinds in invites.items()
        if hub_id in scope.hubs(own) or (own == "national" and scope.national)
        for kind in kinds
    }
    return [kind for kind in RoleKind.values if kind in found]


def column(kind: str) -> str:
    """The matrix column of a kind of role: the three of hub staff share one."""
    return "hub_staff" if kind in set(HUB_STAFF) else str(kind)


def any_of(scope: Scope, kinds: Iterable[str]) -> bool:
    return bool(scope.kinds & set(kinds))
