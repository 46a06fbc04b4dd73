"""What an account may do, from its current roles, which are read on every request.

`permissions.toml` holds the policy: roles, objects, acts and reach. A Scope collects a
user's current roles, and querysets filter by it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from workgroups.choices import HUB_STAFF, RoleKind

if TYPE_CHECKING:
    from workgroups.models import Hub, User

POLICY_FILE = Path(__file__).with_name("permissions.toml")


@dataclass(frozen=True)
class Scope:
    """The hubs and local authorities that a user's current roles cover."""

    user_id: int | None = None
    kinds: frozenset[str] = frozenset()
    hub_ids: dict[str, frozenset[int]] = field(default_factory=dict)
    recruits: frozenset[tuple[int, int]] = frozenset()  # (hub, local authority)
    hubs_read: "dict[int, Hub]" = field(default_factory=dict, compare=False)

    @property
    def national(self) -> bool:
        return RoleKind.NATIONAL in self.kinds

    def hubs(self, *kinds: str) -> frozenset[int]:
        """Hubs at which the user has a role of any of these kinds."""
        reached: set[int] = set()
        for kind in kinds:
            reached |= self.hub_ids.get(kind, frozenset())
        return frozenset(reached)

    @property
    def staff_hubs(self) -> frozenset[int]:
        """Hubs at which the user is lead, assistant lead or administrator."""
        return self.hubs(*HUB_STAFF)

    @property
    def as_staff(self) -> "Scope":
        """The scope without the hubs where the user has only other roles.

        A lead, partner or evaluator of another hub reads some fields of its rows, on
        pages of their own. The admin shows every field.
        """
        own = self.staff_hubs
        return replace(
            self,
            hub_ids={kind: hubs & own for kind, hubs in self.hub_ids.items()},
            recruits=frozenset(each for each in self.recruits if each[0] in own),
        )


def in_force(today: date) -> Q:
    """A filter for roles that are valid on a day."""
    return Q(from_on__lte=today) & (Q(until_on=None) | Q(until_on__gte=today))


def scope_of(user: Any) -> Scope:
    """The user's scope, read once per request and cached on the user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    kept = getattr(user, "_scope", None)
    if kept is None:  # also works through the request's lazy user object
        kept = user._scope = _read_scope(user)
    return kept


def _read_scope(user: "User") -> Scope:
    role_model = apps.get_model("workgroups", "Role")
    rows = role_model.objects.filter(
        in_force(timezone.localdate()), user=user
    ).select_related("hub")
    # sorted here: Django compares every selected column for an ORDER BY
    in_order = sorted(rows.order_by(), key=lambda role: (role.kind, role.pk))
    hub_ids: dict[str, set[int]] = {}
    hubs = {}
    recruits = set()
    kinds = set()
    for role in in_order:
        kinds.add(role.kind)
        if role.hub_id is not None:
            hub_ids.setdefault(role.kind, set()).add(role.hub_id)
            hubs[role.hub_id] = role.hub
        if role.kind == RoleKind.LA_PARTNER and role.local_authority_id is not None:
            recruits.add((role.hub_id, role.local_authority_id))
    return Scope(
        user_id=user.pk,
        kinds=frozenset(kinds),
        hub_ids={kind: frozenset(ids) for kind, ids in hub_ids.items()},
        recruits=frozenset(recruits),
        hubs_read=hubs,
    )


def recruited_in(scope: Scope, hub: str = "hub", authority: str = "") -> Q:
    """A filter for rows of the local authorities that a scope recruits in."""
    found = Q(pk__in=[])
    for hub_id, authority_id in sorted(scope.recruits):
        found |= Q(**{hub: hub_id, authority: authority_id})
    return found


def led_by(
    scope: Scope,
    group: str = "pk",
    *,
    hub: str = "hub",
    kinds: Iterable[str] = (RoleKind.WORK_GROUP_LEAD,),
) -> Q:
    """A filter for rows of groups that the user leads, while the role is in force.

    `group` is the path from the row to its work group, `hub` to its hub; `kinds`
    are the roles of which one must be held at that hub.
    """
    through = apps.get_model("workgroups", "WorkGroup").leads.through
    led = through.objects.filter(user=scope.user_id).values("workgroup")
    return Q(**{f"{hub}__in": scope.hubs(*kinds), f"{group}__in": led})


@cache
def policy() -> dict[str, Any]:
    """The permission policy, parsed from its file."""
    return tomllib.loads(POLICY_FILE.read_text(encoding="utf-8"))


_declared_fields: list[Mapping[str, Mapping[str, Iterable[str]]]] = []


def declare_fields(fields: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
    """Add which role reads which fields, by model and role; called once by an app."""
    _declared_fields.append(fields)


def fields_read(model_label: str, column: str) -> frozenset[str]:
    """The fields that a role reads of rows that are not its own."""
    declared = [policy()["fields"], *_declared_fields]
    return frozenset(
        name for each in declared for name in each.get(model_label, {}).get(column, ())
    )


#: Reaches that give access to rows. Others lead to pages of their own: k counts,
#: P published rows, n a few named fields, g a record after giving a reason.
ROWS = "AhmwlsN"
ACTS = {"read": "r", "create": "c", "change": "u", "delete": "d"}


def reaches(scope: Scope, model_label: str, act: str) -> dict[str, set[str]]:
    """How far the scope's roles reach for an act: kinds of role by reach letter.

    `model_label` is "workgroups.WorkGroup"; `act` is "read", "create", "change" or
    "delete". A model without an entry is closed to everybody.
    """
    entries = policy()["objects"].get(model_label, {})
    found: dict[str, set[str]] = {}
    for kind in scope.kinds:
        for reach in reach_of(entries.get(column(kind), ""), act):
            found.setdefault(reach, set()).add(kind)
    return found


def reach_of(entry: str, act: str) -> str:
    """The reach letters that an entry such as "r:m cu:h" grants for an act."""
    grants = (grant.partition(":") for grant in entry.split())
    letters = "".join(reach for acts, _, reach in grants if ACTS[act] in acts)
    return "".join(letter for letter in letters if letter in ROWS)


def allows(scope: Scope, model_label: str, act: str) -> bool:
    """Whether one of the scope's roles permits an act on some rows of a model."""
    return bool(reaches(scope, model_label, act))


def may_invite(scope: Scope, hub_id: int) -> list[str]:
    """Kinds of role that the scope's roles at a hub may invite people to."""
    invites = policy()["invites"]
    found = {
        kind
        for own, kinds in invites.items()
        if hub_id in scope.hubs(own) or (own == "national" and scope.national)
        for kind in kinds
    }
    return [kind for kind in RoleKind.values if kind in found]


def column(kind: str) -> str:
    """The policy's name of a kind of role: the three of hub staff share one."""
    return "hub_staff" if kind in set(HUB_STAFF) else str(kind)


def leads_hub(scope: Scope, hub_id: int) -> bool:
    """Whether the user is hub lead of a hub; assistants and administrators are not."""
    return hub_id in scope.hubs(RoleKind.HUB_LEAD)


def any_of(scope: Scope, kinds: Iterable[str]) -> bool:
    return bool(scope.kinds & set(kinds))
