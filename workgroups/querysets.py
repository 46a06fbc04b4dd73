"""Querysets of the catalogue; accounts read rows through `visible_to` only."""

from collections.abc import Callable, Hashable, Iterable, Set
from datetime import date
from functools import cache, wraps
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.lookups import IsNull

from workgroups import permissions, rules
from workgroups.choices import HUB_STAFF, PlanState, RoleKind
from workgroups.plan_words import NEEDED_FIELDS, PLAN_FIELDS


def prepared(
    build: Callable[..., "models.QuerySet[Any]"],
) -> Callable[..., "models.QuerySet[Any]"]:
    """Build a query once for the process, and hand out a copy of it each time.

    Building joins and annotations costs more than running them on every request. What
    is kept holds no rows: `build` takes nothing that is a person's, a hub's or a time.
    """
    kept = cache(build)

    @wraps(build)
    def copied(*args: Hashable) -> "models.QuerySet[Any]":
        return kept(*args).all()

    return copied


def only_row(rows: "models.QuerySet[Any]") -> Any:
    """The row of a query that finds one or none; `first` would sort them."""
    return next(iter(rows.order_by()[:1]), None)


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that a user may reach, as the permission policy says for the model.

    Subclasses name the paths that lead from a row to what a reach is about.
    """

    hub_path = "hub"
    group_path = ""  # to the work group, for reach w
    authority_path = ""  # to the local authority, for reach l
    owner_path = ""  # to the account, for reach s

    def visible_to(self, user: Any) -> Self:
        """Rows that the user may read."""
        return self.reached_by(permissions.scope_of(user), "read")

    def changeable_by(self, user: Any) -> Self:
        """Rows that the user may change."""
        return self.reached_by(permissions.scope_of(user), "change")

    def reached_by(self, scope: permissions.Scope, act: str) -> Self:
        reaches = permissions.reaches(scope, self.model._meta.label, act)
        if not reaches:
            return self.none()
        if "A" in reaches:
            return self.all()
        rows = Q()
        for reach, kinds in sorted(reaches.items()):
            rows |= self.rows_within(reach, scope, sorted(kinds))
        return self.filter(rows)

    def rows_within(self, reach: str, scope: permissions.Scope, kinds: Any) -> Q:
        """A filter for one reach of the policy, held by these kinds of role."""
        own = Q(**{f"{self.hub_path}__in": scope.hubs(*kinds)})
        if reach == "h":
            return own
        if reach == "m":
            return own | Q(hub=None)
        if reach == "N":
            return Q(hub=None)
        if reach == "w":
            return self.led_rows(scope, kinds)
        if reach == "l":
            return permissions.recruited_in(scope, self.hub_path, self.authority_path)
        return Q(**{self.owner_path: scope.user_id})  # "s"

    def led_rows(self, scope: permissions.Scope, kinds: Any) -> Q:
        return permissions.led_by(
            scope, self.group_path, hub=self.hub_path, kinds=kinds
        )


class HubQuerySet(ScopedQuerySet):
    hub_path = "pk"


class UserQuerySet(ScopedQuerySet):
    """The user's own account and accounts with a role at the user's hubs."""

    owner_path = "pk"

    def rows_within(self, reach: str, scope: permissions.Scope, kinds: Any) -> Q:
        if reach != "h":
            return super().rows_within(reach, scope, kinds)
        roles = self.model._meta.get_field("roles").related_model.objects.all()
        colleagues = roles.filter(hub__in=scope.hubs(*kinds))
        return Q(pk__in=colleagues.values("user"))

    def with_role_at(self, hub_ids: Any, kinds: Any, today: date) -> Self:
        """Accounts that may be chosen as leads: a role of these kinds on a day."""
        roles = self.model._meta.get_field("roles").related_model.objects.all()
        held = roles.in_force(today).filter(hub__in=hub_ids, kind__in=kinds)
        return self.filter(is_active=True, pk__in=held.values("user"))


class RoleQuerySet(ScopedQuerySet):
    owner_path = "user"

    def in_force(self, today: date) -> Self:
        return self.filter(permissions.in_force(today))


class FrameworkQuerySet(ScopedQuerySet):
    def in_force(self, first: date, last: date) -> Self:
        """Frameworks that hold on one of the days from `first` to `last`."""
        ends = Q(until_on=None) | Q(until_on__gte=first)
        return self.filter(ends, from_on__lte=last)


class WordingQuerySet(ScopedQuerySet):
    def of(self, hub_id: int | None, name: str) -> Any:
        """The newest version of one hub's text; None where it never wrote one."""
        return self.filter(hub=hub_id, name=name).order_by("-pk").first()

    def newest_of(self, hubs: Any, names: Any) -> dict[tuple[int, str], Any]:
        """The newest version of each text by the hub's key and name.

        It takes one statement.
        """
        own = self.filter(hub__in=hubs, name__in=names).order_by().values("hub", "name")
        newest = own.annotate(newest=Max("pk")).values("newest")
        rows = self.filter(pk__in=newest).select_related("saved_by")
        return {(row.hub_id, row.name): row for row in rows}


class SavedListQuerySet(ScopedQuerySet):
    def reached_by(self, scope: permissions.Scope, act: str) -> Self:
        """Of the lists of a hub, one's own and those for the whole office."""
        own = Q(owner=scope.user_id) | Q(is_shared=True)
        return super().reached_by(scope, act).filter(own)

    def of_hub(self, hub_id: int | None, user: Any) -> Self:
        return self.visible_to(user).filter(hub=hub_id)


class ListExportQuerySet(ScopedQuerySet):
    owner_path = "asked_by"


class SchoolQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(status__in=["open", "closing"])


class SchoolYearQuerySet(ScopedQuerySet):
    authority_path = "school__local_authority"


class SchoolWordQuerySet(ScopedQuerySet):
    def add_words(self, texts: Iterable[str], *, added: Set[str] = frozenset()) -> None:
        """Add the words of search texts but those `added`, in one order for all."""
        new = {word for text in texts for word in rules.words_to_compare(text)} - added
        rows = [self.model(word=word) for word in sorted(new)]
        self.bulk_create(rows, ignore_conflicts=True)


def taking_interest(today: date, *, knows_next: bool = False) -> Q:
    """A filter for groups that take interest; it needs `with_session_days`.

    It says the same as `rules.accepts_interest`. With `knows_next` it is for groups of
    `with_next_session`: a search sorts by the next session as well, and the database
    looks each of them up anew for every group.
    """
    begun = Q(cancelled_on=None, opens_on__lte=today)
    closes = Q(closes_on=None) | Q(closes_on__gte=today)
    comes = Q(next_on__isnull=False) if knows_next else Q(last_session_on__gte=today)
    coming = Q(dates_confirmed=False) | comes | Q(last_session_on=None)
    return begun & closes & coming


def session_days(group_path: str) -> dict[str, Subquery]:
    """Annotation: the last day of the group at the end of a path."""
    sessions = apps.get_model("workgroups", "Session").objects
    own = sessions.filter(work_group=OuterRef(group_path)).going_ahead()
    days = own.values("on")
    return {"last_session_on": Subquery(days.order_by("-on")[:1])}


def offered_projects() -> Q:
    """A filter for projects of which groups may be added: no part is retired."""
    return Q(retired_on=None, stage__programme__retired_on=None)


class WorkGroupQuerySet(ScopedQuerySet):
    group_path = "pk"
    authority_path = "local_authority"

    def led_by(self, user: Any) -> Self:
        """Groups that this user leads, as lead or as hub staff."""
        kinds = (RoleKind.WORK_GROUP_LEAD, *HUB_STAFF)
        return self.filter(permissions.led_by(permissions.scope_of(user), kinds=kinds))

    def managed_by(self, user: Any) -> Self:
        """Groups whose people a user manages: the hub's staff and each group's leads.

        Narrower than `visible_to`: partners and evaluators see a group but not its
        people.
        """
        scope = permissions.scope_of(user)
        return self.filter(Q(hub__in=scope.staff_hubs) | permissions.led_by(scope))

    def listed(self) -> Self:
        """Groups with everything that a list row shows."""
        return self.with_session_days().select_related(
            "hub", "local_authority", "project__stage__programme", "venue"
        )

    def with_session_days(self) -> Self:
        """Each group with `last_session_on`; None without sessions."""
        return self.annotate(**session_days("pk"))

    def with_next_session(self, today: date) -> Self:
        """Each group with `next_on`, `next_starts` and `next_ends`; None without one.

        A session of today counts as the next one until the day is over.
        """
        sessions = apps.get_model("workgroups", "Session").objects
        own = sessions.filter(work_group=OuterRef("pk")).going_ahead()
        coming = own.filter(on__gte=today)
        first = coming.order_by("on", "number")
        return self.annotate(
            next_on=Subquery(first.values("on")[:1]),
            next_starts=Subquery(first.values("starts")[:1]),
            next_ends=Subquery(first.values("ends")[:1]),
        )

    def open_for_interest(self, today: date) -> Self:
        return self.with_session_days().filter(taking_interest(today))


class CommonPlanQuerySet(ScopedQuerySet):
    """Rows about a project's plans; leads reach those of the groups they lead."""

    def led_rows(self, scope: permissions.Scope, kinds: Any) -> Q:
        groups = apps.get_model("workgroups", "WorkGroup").objects
        led = groups.filter(permissions.led_by(scope, kinds=kinds))
        return Q(project__in=led.order_by().values("project"))


class PlanReviewQuerySet(ScopedQuerySet):
    def led_rows(self, scope: permissions.Scope, kinds: Any) -> Q:
        groups = apps.get_model("workgroups", "WorkGroup").objects
        led = groups.filter(permissions.led_by(scope, kinds=kinds)).order_by()
        own = Q(session__work_group__in=led.values("pk"))
        return own | Q(plan__project__in=led.values("project"))


class SessionQuerySet(ScopedQuerySet):
    group_path = "work_group"
    authority_path = "work_group__local_authority"

    def managed_by(self, user: Any) -> Self:
        groups = self.model._meta.get_field("work_group").related_model.objects
        return self.filter(work_group__in=groups.managed_by(user))

    def going_ahead(self) -> Self:
        """Sessions that were not called off."""
        return self.filter(called_off_at=None)

    def with_plan_state(self) -> Self:
        """Each session with `plan_is`: a PlanState, or "" for an incomplete plan.

        A session that keeps to the common plan shares its agreement.
        """
        own = Q(plan_state__in=[PlanState.AGREED, PlanState.SENT_BACK])
        lacks = Q(*[(name, "") for name in NEEDED_FIELDS], _connector=Q.OR)
        return self.with_departures().annotate(
            plan_is=Case(
                When(lacks, then=Value("")),
                When(own, then=F("plan_state")),
                When(departs=True, then=Value(str(PlanState.WAITING))),
                default=Subquery(self._same_plan().values("plan_state")[:1]),
                output_field=CharField(),
            )
        )

    def with_departures(self) -> Self:
        """Each session with `departs`: whether it has words of its own."""
        through = self.model._meta.get_field("own_sections").remote_field.through
        sections = through.objects.filter(session=OuterRef("pk"))
        keeps = Exists(self._same_plan()) & Q(departure="") & ~Exists(sections)
        return self.annotate(
            departs=Case(When(keeps, then=False), default=True),
        )

    def _same_plan(self) -> "models.QuerySet[Any]":
        """The common plan of a session with exactly its words."""
        plans = apps.get_model("workgroups", "CommonPlan").objects
        texts = [name for name in PLAN_FIELDS if name != "between_minutes"]
        minutes = Q(between_minutes=OuterRef("between_minutes"))
        none = Q(between_minutes=None) & IsNull(OuterRef("between_minutes"), True)
        return plans.filter(
            minutes | none,
            project=OuterRef("work_group__project"),
            number=OuterRef("number"),
            **{name: OuterRef(name) for name in texts},
        ).order_by()

    def with_venue(self) -> Self:
        """Sessions with their group and all that `effective_venue` reads."""
        return self.select_related("venue", "work_group__venue")

    def held(self, now: Any) -> Self:
        return self.going_ahead().filter(starts_at__lte=now)
