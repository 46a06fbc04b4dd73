"""What each reach of the permission policy opens, row by row.

Two hubs, with two groups in each; the first hub's groups are in two local
authorities. The user leads Lewisham ECT, recruits in Lewisham and is an evaluator
and hub lead of the first hub, one role at a time.
"""

import copy
from types import SimpleNamespace

import pytest

from evaluation.models import Evidence, FeedbackForm
from recruitment.models import Attendance, Mentor, Participant, Place
from tests import factories as make
from workgroups import permissions
from workgroups.models import Hub, Programme, Project, Role, Session, User, WorkGroup

pytestmark = pytest.mark.django_db
TITLES = ["Bromley ECT", "Lewisham ECT", "Tarn ECT", "Wharfe ECT"]


@pytest.fixture
def hubs():
    """Four groups, each with one person, one mark, one form and one comment."""
    first, second = make.make_hub(), make.make_hub("Wolds and Dales")
    groups = {}
    for hub, title in zip([first, first, second, second], TITLES, strict=True):
        area = make.make_authority(title.split()[0])
        groups[title] = make.make_work_group(title, hub=hub, local_authority=area)
    for group in groups.values():
        place = make.make_place(work_group=group)
        session = make.make_session(group)
        make.mark_present(place, session)
        make.make_form(group)
    return SimpleNamespace(first=first, second=second, groups=groups)


def account(hubs, kind):
    group = hubs.groups["Lewisham ECT"]
    user = make.make_user()
    area = group.local_authority if kind == "la_partner" else None
    hub = None if kind == "national" else hubs.first
    make.give_role(user, kind, hub=hub, local_authority=area)
    if kind == "work_group_lead":
        group.leads.add(user)
    return User.objects.get(pk=user.pk)


def groups_read(model, user, path):
    """Titles of the groups whose rows of a model the user reads."""
    rows = model.objects.visible_to(user)
    return sorted(set(rows.values_list(f"{path}title", flat=True)))


PATHS = [
    (WorkGroup, ""),
    (Session, "work_group__"),
    (Place, "work_group__"),
    (Participant, "places__work_group__"),
    (Attendance, "place__work_group__"),
    (FeedbackForm, "work_group__"),
]


@pytest.mark.parametrize(("model", "path"), PATHS, ids=lambda each: str(each)[-25:])
def test_a_lead_reads_rows_of_the_groups_they_lead_only(hubs, model, path):
    lead = account(hubs, "work_group_lead")

    assert groups_read(model, lead, path) == ["Lewisham ECT"]


@pytest.mark.parametrize(("model", "path"), PATHS, ids=lambda each: str(each)[-25:])
def test_a_lead_whose_role_ended_reads_nothing(hubs, model, path):
    lead = account(hubs, "work_group_lead")
    lead.roles.update(until_on="2020-01-01")

    assert groups_read(model, User.objects.get(pk=lead.pk), path) == []


@pytest.mark.parametrize(("model", "path"), PATHS, ids=lambda each: str(each)[-25:])
def test_hub_staff_read_rows_of_their_hub_only(hubs, model, path):
    staff = account(hubs, "hub_administrator")

    assert groups_read(model, staff, path) == ["Bromley ECT", "Lewisham ECT"]


@pytest.mark.parametrize(
    ("model", "path", "titles"),
    [
        (WorkGroup, "", ["Lewisham ECT"]),
        (Session, "work_group__", ["Lewisham ECT"]),
        (Place, "work_group__", []),
        (Participant, "places__work_group__", []),
        (Attendance, "place__work_group__", []),
        (FeedbackForm, "work_group__", []),
    ],
    ids=lambda each: str(each)[-25:],
)
def test_a_partner_reads_groups_of_their_local_authority_and_no_people(
    hubs, model, path, titles
):
    partner = account(hubs, "la_partner")

    assert groups_read(model, partner, path) == titles


def test_an_evaluator_reads_no_people_and_no_mentors(hubs):
    evaluator = account(hubs, "evaluator")
    make.make_mentor(hubs.first)

    assert groups_read(WorkGroup, evaluator, "") == ["Bromley ECT", "Lewisham ECT"]
    for model in (Place, Participant, Attendance, Mentor):
        assert model.objects.visible_to(evaluator).count() == 0


@pytest.mark.parametrize(
    ("reach", "titles"),
    [
        ("h", ["Bromley ECT", "Lewisham ECT"]),
        ("m", ["Bromley ECT", "Lewisham ECT"]),
        ("w", ["Lewisham ECT"]),
        ("l", ["Lewisham ECT"]),
        ("A", ["Bromley ECT", "Lewisham ECT", "Tarn ECT", "Wharfe ECT"]),
        ("N", []),
        ("k", []),
        ("P", []),
        ("n", []),
        ("g", []),
    ],
)
@pytest.mark.parametrize("act", ["read", "change"])
def test_a_letter_of_the_policy_decides_what_is_read_and_changed(
    hubs, monkeypatch, reach, titles, act
):
    kind = "la_partner" if reach == "l" else "work_group_lead"
    user = account(hubs, kind)
    change_policy(monkeypatch, "workgroups.WorkGroup", kind, f"ru:{reach}")

    groups = WorkGroup.objects
    rows = groups.visible_to(user) if act == "read" else groups.changeable_by(user)

    assert sorted(rows.values_list("title", flat=True)) == titles


def test_one_s_own_reaches_one_s_own_account_only(hubs, monkeypatch):
    lead, colleague = account(hubs, "work_group_lead"), account(hubs, "evaluator")

    assert list(User.objects.visible_to(lead)) == [lead]
    assert {role.user for role in Role.objects.visible_to(lead)} == {lead}
    change_policy(monkeypatch, "workgroups.User", "work_group_lead", "r:h")
    assert set(User.objects.visible_to(lead)) == {lead, colleague}


def test_masters_are_read_by_all_and_changed_by_the_national_team(hubs):
    national, own, foreign = (
        make.make_project(
            make.make_stage(
                Programme.objects.create(name="SKTM", audience="ect", hub=hub)
            )
        )
        for hub in (None, hubs.first, hubs.second)
    )
    staff, team = account(hubs, "hub_lead"), account(hubs, "national")

    def reached(rows):
        return {national, own, foreign} & set(rows)

    assert reached(Project.objects.visible_to(staff)) == {national, own}
    assert reached(Project.objects.changeable_by(staff)) == {own}
    assert reached(Project.objects.visible_to(team)) == {national, own, foreign}
    assert reached(Project.objects.changeable_by(team)) == {national}


def test_a_grant_without_read_reads_nothing(hubs, monkeypatch):
    staff = account(hubs, "hub_lead")
    change_policy(monkeypatch, "workgroups.Hub", "hub_staff", "u:h")

    assert list(Hub.objects.visible_to(staff)) == []
    assert list(Hub.objects.changeable_by(staff)) == [hubs.first]


def test_comments_are_read_by_the_evaluators_of_their_hub_only(hubs):
    own = make.make_evidence(make.make_evaluation(hubs.first), "Ours")
    make.make_evidence(make.make_evaluation(hubs.second), "Theirs")

    assert list(Evidence.objects.visible_to(account(hubs, "evaluator"))) == [own]
    assert list(Evidence.objects.visible_to(account(hubs, "hub_lead"))) == []


def change_policy(monkeypatch, label, column, entry):
    changed = copy.deepcopy(permissions.policy())
    changed["objects"][label][column] = entry
    monkeypatch.setattr(permissions, "policy", lambda: changed)
