"""The scope of an account, and what each letter of the policy makes of it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from workgroups import permissions
from workgroups.models import Role, Session, User, WorkGroup
from workgroups.permissions import Scope

pytestmark = pytest.mark.friday
DAY = timedelta(days=1)
LEAD = frozenset({"work_group_lead"})


def scope(*kinds: str, recruits=(), **hub_ids) -> Scope:
    given = {kind: frozenset(ids) for kind, ids in hub_ids.items()}
    return Scope(1, frozenset(kinds) | set(given), given, frozenset(recruits))


# --- plain values


def test_the_hubs_of_some_kinds_of_role():
    mine = scope(hub_lead={1, 2}, evaluator={2, 3}, la_partner={4})

    assert mine.hubs("hub_lead") == {1, 2}
    assert mine.hubs("hub_lead", "evaluator") == {1, 2, 3}
    assert mine.hubs("national") == mine.hubs() == frozenset()


@pytest.mark.parametrize(
    "kind", ["hub_lead", "assistant_hub_lead", "hub_administrator"]
)
def test_three_kinds_of_role_are_hub_staff(kind):
    mine = scope(**{kind: {1}, "evaluator": {2}, "work_group_lead": {3}})

    assert mine.staff_hubs == {1}


def test_only_the_national_role_is_national():
    assert scope("national").national is True
    assert scope(hub_lead={1}, evaluator={1}).national is False


def test_as_staff_one_keeps_all_roles_at_the_hubs_where_one_is_staff():
    mine = scope(
        hub_lead={1},
        evaluator={1, 2},
        la_partner={2},
        recruits={(1, 11), (2, 21)},
    ).as_staff

    assert mine.hub_ids == {
        "hub_lead": frozenset({1}),
        "evaluator": frozenset({1}),
        "la_partner": frozenset(),
    }
    assert mine.recruits == {(1, 11)}
    assert (mine.user_id, mine.kinds) == (1, {"hub_lead", "evaluator", "la_partner"})


@pytest.mark.parametrize(
    ("entry", "act", "letters"),
    [
        ("", "read", ""),
        ("r:h", "read", "h"),
        ("r:h", "create", ""),
        ("rcu:h", "change", "h"),
        ("rcu:h", "delete", ""),
        ("r:m cu:h", "read", "m"),
        ("r:m cu:h", "create", "h"),
        ("r:m rd:ws", "read", "mws"),
        ("r:m rd:ws", "delete", "ws"),
        ("r:k", "read", ""),
        ("r:P", "read", ""),
        ("r:ng", "read", ""),
        ("r:AhmwlsN", "read", "AhmwlsN"),
    ],
)
def test_the_letters_that_an_entry_grants(entry, act, letters):
    assert permissions.reach_of(entry, act) == letters


@pytest.fixture
def policy(monkeypatch):
    entries = {
        "hub_staff": "rcu:h",
        "work_group_lead": "r:w",
        "evaluator": "r:hw",
        "national": "r:k",
    }
    found = {"objects": {"a.Row": entries}}
    monkeypatch.setattr(permissions, "policy", lambda: found)


@pytest.mark.parametrize(
    ("kinds", "act", "found"),
    [
        (["hub_lead"], "read", {"h": {"hub_lead"}}),
        (["hub_administrator"], "change", {"h": {"hub_administrator"}}),
        (["work_group_lead"], "change", {}),
        (["national"], "read", {}),
        (["la_partner"], "read", {}),
        ([], "read", {}),
        (
            ["work_group_lead", "evaluator", "hub_lead"],
            "read",
            {"w": {"work_group_lead", "evaluator"}, "h": {"evaluator", "hub_lead"}},
        ),
    ],
)
def test_how_far_the_roles_reach(policy, kinds, act, found):
    assert permissions.reaches(scope(*kinds), "a.Row", act) == found
    assert permissions.allows(scope(*kinds), "a.Row", act) is bool(found)


def test_a_model_without_an_entry_is_closed(policy):
    assert permissions.reaches(scope("hub_lead", "national"), "a.Other", "read") == {}


def test_the_columns_of_the_policy():
    kinds = ("hub_lead", "assistant_hub_lead", "hub_administrator", "evaluator")

    assert [permissions.column(kind) for kind in (*kinds, "national")] == [
        *("hub_staff", "hub_staff", "hub_staff", "evaluator", "national")
    ]


def test_any_of_some_kinds():
    mine = scope("evaluator", "la_partner")

    assert permissions.any_of(mine, ["national", "evaluator"]) is True
    assert permissions.any_of(mine, ["national"]) is False
    assert permissions.any_of(mine, []) is False


@pytest.mark.parametrize(
    ("mine", "kinds"),
    [
        (
            scope("national"),
            [
                *("hub_lead", "assistant_hub_lead", "hub_administrator"),
                *("work_group_lead", "la_partner", "evaluator"),
            ],
        ),
        (
            scope(hub_lead={7}),
            [
                *("assistant_hub_lead", "hub_administrator"),
                *("work_group_lead", "la_partner", "evaluator"),
            ],
        ),
        (scope(hub_lead={8}), []),
        (scope(hub_administrator={7}, evaluator={7}, work_group_lead={7}), []),
    ],
)
def test_whom_one_may_invite_to_a_hub(mine, kinds):
    assert permissions.may_invite(mine, 7) == kinds


def test_fields_of_the_policy_and_of_the_apps_are_read(monkeypatch):
    first = {"fields": {"a.Row": {"evaluator": ["one"]}}}
    monkeypatch.setattr(permissions, "policy", lambda: first)
    monkeypatch.setattr(permissions, "_declared_fields", [])

    permissions.declare_fields({"a.Row": {"evaluator": ["two"], "national": ["six"]}})
    permissions.declare_fields({"a.Other": {"evaluator": ["three"]}})

    assert permissions.fields_read("a.Row", "evaluator") == {"one", "two"}
    assert permissions.fields_read("a.Row", "national") == {"six"}
    assert permissions.fields_read("a.Other", "hub_staff") == frozenset()
    assert permissions.fields_read("a.None", "evaluator") == frozenset()


def test_a_role_is_in_force_from_its_first_day_to_its_last():
    assert permissions.in_force(FRIDAY) == Q(from_on__lte=FRIDAY) & (
        Q(until_on=None) | Q(until_on__gte=FRIDAY)
    )


def test_the_conditions_of_those_who_recruit():
    mine = scope(recruits={(2, 21), (1, 11)})

    found = permissions.recruited_in(mine, "hub", "area")
    nobody = permissions.recruited_in(scope(), "hub", "area")

    assert found == Q(pk__in=[]) | Q(hub=1, area=11) | Q(hub=2, area=21)
    assert nobody == Q(pk__in=[])


# --- accounts


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [None, {"is_active": False}])
def test_a_stranger_and_a_closed_account_have_no_scope(fields):
    user = AnonymousUser()
    if fields is not None:
        user = make.make_staff("hub_lead")
        user.is_active = False

    assert permissions.scope_of(user) == Scope()
    assert permissions.scope_of(None) == Scope()


@pytest.mark.django_db
def test_the_scope_of_an_account_is_read_once(django_assert_num_queries):
    hub, other = make.make_hub(), make.make_hub("Wolds")
    lewisham, kent = make.make_authority(), make.make_authority("Kent")
    user = make.make_user()
    make.give_role(user, "evaluator", hub=hub, from_on=FRIDAY)
    make.give_role(user, "evaluator", hub=other, until_on=FRIDAY)
    make.give_role(user, "la_partner", hub=hub, local_authority=lewisham)
    make.give_role(user, "la_partner", hub=other, local_authority=kent)
    make.give_role(user, "national")
    make.give_role(user, "hub_lead", hub=hub, from_on=FRIDAY + DAY)
    make.give_role(user, "hub_lead", hub=other, until_on=FRIDAY - DAY)
    make.make_staff("hub_lead", hub=hub)

    with django_assert_num_queries(1):
        found = [permissions.scope_of(user) for _ in range(2)][1]
        names = {pk: each.name for pk, each in found.hubs_read.items()}

    both = frozenset({hub.pk, other.pk})
    assert found == Scope(
        user.pk,
        frozenset({"evaluator", "la_partner", "national"}),
        {"evaluator": both, "la_partner": both},
        frozenset({(hub.pk, lewisham.pk), (other.pk, kent.pk)}),
    )
    assert names == {hub.pk: "London South East+", other.pk: "Wolds"}


@pytest.mark.django_db
def test_only_partners_recruit_in_the_local_authority_of_their_role():
    user = make.make_user()
    make.give_role(
        user, "evaluator", hub=make.make_hub(), local_authority=make.make_authority()
    )

    assert permissions.scope_of(user).recruits == frozenset()


@pytest.mark.django_db
def test_groups_are_led_by_who_is_named_and_has_a_role_at_their_hub():
    hub, other = make.make_hub(), make.make_hub("Wolds")
    user = make.make_user()
    groups = [make.make_work_group(hub=each) for each in (hub, hub, other)]
    for group in (groups[0], groups[2]):
        group.leads.add(user)
    groups[1].leads.add(make.make_user())

    def led(kind, **kinds):
        mine = Scope(user.pk, frozenset({kind}), {kind: frozenset({hub.pk})})
        return list(WorkGroup.objects.filter(permissions.led_by(mine, **kinds)))

    assert led("work_group_lead") == [groups[0]]
    assert led("evaluator") == []
    assert led("evaluator", kinds=["evaluator"]) == [groups[0]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "led"),
    [
        ("work_group_lead", True),
        ("hub_lead", True),
        ("hub_administrator", True),
        ("evaluator", False),
    ],
)
def test_a_group_is_led_by_a_lead_or_by_hub_staff(kind, led):
    user = make.make_staff(kind)
    group, _ = make.make_work_group(), make.make_work_group()
    group.leads.add(user)

    assert list(WorkGroup.objects.led_by(user)) == ([group] if led else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "managed"),
    [
        ("hub_lead", [0, 1]),
        ("hub_administrator", [0, 1]),
        ("work_group_lead", [0]),
        ("evaluator", []),
    ],
)
def test_people_are_managed_by_hub_staff_and_by_the_leads_of_their_group(kind, managed):
    hub, other = make.make_hub(), make.make_hub("Wolds")
    groups = [make.make_work_group(hub=each) for each in (hub, hub, other)]
    user = make.make_staff(kind)
    groups[0].leads.add(user)
    groups[2].leads.add(user)

    found = WorkGroup.objects.managed_by(user).order_by("pk")

    assert list(found) == [groups[at] for at in managed]


# --- sessions


@pytest.mark.django_db
def test_the_last_day_and_the_next_session_of_each_group():
    group, other = make.make_work_group(), make.make_work_group()
    days = [FRIDAY - DAY, FRIDAY, FRIDAY + 9 * DAY, FRIDAY + 20 * DAY]
    for day in days:
        make.make_session(group, on=day)
    make.make_session(group, on=FRIDAY + 30 * DAY, called_off_at=FRIDAY_5PM)

    last = dict(
        WorkGroup.objects.with_session_days().values_list("pk", "last_session_on")
    )
    coming = {
        today: dict(
            WorkGroup.objects.with_next_session(today).values_list("pk", "next_on")
        )
        for today in (FRIDAY, FRIDAY + DAY, FRIDAY + 21 * DAY)
    }

    assert last == {group.pk: date(2026, 11, 5), other.pk: None}
    assert {today: found[group.pk] for today, found in coming.items()} == {
        FRIDAY: FRIDAY,
        FRIDAY + DAY: date(2026, 10, 25),
        FRIDAY + 21 * DAY: None,
    }
    assert {found[other.pk] for found in coming.values()} == {None}


@pytest.mark.django_db
def test_a_session_was_held_once_it_began_unless_it_was_called_off():
    group = make.make_work_group()
    first = make.make_session(group, on=FRIDAY - DAY)
    today = make.make_session(group, on=FRIDAY)
    make.make_session(group, on=FRIDAY + DAY)
    make.make_session(group, on=FRIDAY - DAY, called_off_at=FRIDAY_5PM)

    assert list(Session.objects.held(today.starts_at)) == [first, today]
    assert list(Session.objects.held(today.starts_at - timedelta(seconds=1))) == [first]


@pytest.mark.django_db
def test_roles_in_force_on_a_day():
    user = make.make_user()
    kept = make.give_role(user, "evaluator", hub=make.make_hub(), from_on=FRIDAY)
    make.give_role(user, "national", from_on=FRIDAY + DAY)

    assert list(Role.objects.in_force(FRIDAY)) == [kept]


@pytest.mark.django_db
def test_leads_may_be_chosen_from_accounts_of_these_hubs():
    here, there = make.make_hub(), make.make_hub("Wolds")
    lead = make.make_staff("work_group_lead", hub=here)
    make.make_staff("work_group_lead", hub=there)
    make.make_staff("evaluator", hub=here)
    make.make_staff("work_group_lead", hub=here, is_active=False)

    assert list(User.objects.with_role_at([here.pk], LEAD, FRIDAY)) == [lead]
