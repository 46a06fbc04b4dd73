"""The policy and the querysets agree, for every model and every role."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from tests import factories
from tests.hubsite.year import COLUMNS, account_for, make_year, our_models, rows_of
from workgroups import permissions
from workgroups.choices import RoleKind
from workgroups.models import Hub, User, WorkGroup

pytestmark = pytest.mark.django_db


def reach_of(label: str, column: str) -> str:
    """The letters after the colon where a column reads rows, else ""."""
    entry = permissions.policy()["objects"][label].get(column, "")
    return permissions.reach_of(entry, "read")


def read_by(user, model):
    """The rows that a user reads, with a fresh account as in a request."""
    fresh = User.objects.get(pk=user.pk)
    return model._default_manager.all().visible_to(fresh)


def wrong_rows(model, column, reach, mine, theirs, user) -> list[str]:
    """Differences between what an account reads and the policy, as sentences."""
    seen = set(read_by(user, model).values_list("pk", flat=True))
    own = set(rows_of(model, mine.hub).values_list("pk", flat=True))
    foreign = set(rows_of(model, theirs.hub).values_list("pk", flat=True))
    label = f"{model._meta.label} as {column}"
    if reach == "":
        return [f"{label}: reads rows"] if seen else []
    if reach == "A":
        return [f"{label}: does not read all"] if not own | foreign <= seen else []
    found = [f"{label}: reads another hub's"] if seen & foreign - {user.pk} else []
    if reach in {"h", "m"} and not own <= seen:
        found.append(f"{label}: misses rows of its own hub")
    if reach in {"w", "l"} and not seen:
        found.append(f"{label}: sees nothing")
    return found


def test_every_model_has_an_entry_in_the_policy():
    ours = {model._meta.label for model in our_models()}

    assert set(permissions.policy()["objects"]) == ours


def test_every_model_has_a_scoped_queryset():
    without = [
        model._meta.label
        for model in our_models()
        if not hasattr(model._default_manager.all(), "visible_to")
    ]

    assert without == []


def test_each_role_reads_the_rows_that_the_policy_grants():
    mine, theirs = make_year("a"), make_year("b")
    accounts = {column: account_for(mine, column) for column in COLUMNS}

    wrong = [
        sentence
        for model in our_models()
        for column, user in accounts.items()
        for sentence in wrong_rows(
            model, column, reach_of(model._meta.label, column), mine, theirs, user
        )
    ]

    assert wrong == []


def test_a_queryset_that_is_not_scoped_is_found(monkeypatch):
    mine, theirs = make_year("a"), make_year("b")
    rows = type(WorkGroup.objects.all())
    monkeypatch.setattr(rows, "rows_within", lambda *args: permissions.Q())

    found = wrong_rows(
        WorkGroup, "hub_staff", "h", mine, theirs, account_for(mine, "hub_staff")
    )

    assert found == ["workgroups.WorkGroup as hub_staff: reads another hub's"]


def test_nobody_without_a_role_reads_anything():
    make_year("a")
    nobody = factories.make_user()

    seen = {
        model._meta.label: model._default_manager.all().visible_to(nobody).count()
        for model in our_models()
    }

    assert set(seen.values()) == {0}


def test_what_staff_may_change_is_only_their_hubs():
    mine, theirs = make_year("a"), make_year("b")
    lead = account_for(mine, "hub_staff")

    foreign = [
        model._meta.label
        for model in our_models()
        if model._default_manager.all()
        .changeable_by(lead)
        .filter(pk__in=rows_of(model, theirs.hub).values("pk"))
        .exists()
    ]

    assert foreign == []


@pytest.mark.parametrize(
    ("column", "act", "label", "allowed"),
    [
        ("hub_staff", "create", "workgroups.WorkGroup", True),
        ("hub_staff", "delete", "workgroups.WorkGroup", True),
        ("hub_staff", "create", "recruitment.Place", False),
        ("work_group_lead", "change", "workgroups.WorkGroup", False),
        ("la_partner", "read", "recruitment.Place", False),  # names on a page, no row
        ("evaluator", "read", "recruitment.Place", False),  # counts
        ("evaluator", "create", "evaluation.Evidence", True),
        ("national", "read", "recruitment.Participant", False),  # after a reason
        ("national", "create", "workgroups.Hub", True),
        ("hub_staff", "read", "workgroups.Nothing", False),
    ],
)
def test_allows(column, act, label, allowed):
    kind = "hub_lead" if column == "hub_staff" else column
    scope = permissions.Scope(user_id=1, kinds=frozenset({kind}))

    assert permissions.allows(scope, label, act) is allowed


def test_a_role_counts_from_its_first_day_to_its_last():
    hub = factories.make_hub()
    today = timezone.localdate()
    day = timedelta(days=1)

    def sees(from_on, until_on):
        user = factories.make_user()
        factories.give_role(
            user, RoleKind.EVALUATOR, hub=hub, from_on=from_on, until_on=until_on
        )
        return Hub.objects.visible_to(user).exists()

    assert [
        sees(today, None),
        sees(today - day, today),
        sees(today + day, None),
        sees(today - 2 * day, today - day),
    ] == [True, True, False, False]


def test_a_moved_account_sees_only_the_new_hub():
    old, new = make_year("a"), make_year("b")
    user = old.staff["evaluator"]
    yesterday = timezone.localdate() - timedelta(days=1)
    user.roles.update(until_on=yesterday)
    factories.give_role(user, RoleKind.EVALUATOR, hub=new.hub)

    fresh = User.objects.get(pk=user.pk)

    assert [row.hub for row in read_by(fresh, apps.get_model("evaluation.Theme"))] == [
        new.hub
    ]


def test_who_may_invite_whom():
    hub, other = factories.make_hub(), factories.make_hub("Other")
    lead = permissions.scope_of(factories.make_staff("hub_lead", hub=hub))
    helper = permissions.scope_of(factories.make_staff("hub_administrator", hub=hub))

    assert permissions.may_invite(lead, hub.pk) == [
        "assistant_hub_lead",
        "hub_administrator",
        "work_group_lead",
        "la_partner",
        "evaluator",
    ]
    assert permissions.may_invite(lead, other.pk) == []
    assert permissions.may_invite(helper, hub.pk) == []
