"""The groups of a report: sessions held, days, and who recruited for them."""

from datetime import date, timedelta

import pytest

from evaluation.snapshots import loading
from evaluation.snapshots.inputs import GroupInput
from recruitment.models import RecruitmentLink
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.FRIDAY_5PM
DAY = make.FRIDAY


def evaluation_of(*groups, **fields):
    return make.make_evaluation(work_groups=groups, **fields)


def rows_read(evaluation):
    return loading.load_inputs(evaluation, at=AT)


def test_groups_with_the_sessions_that_they_held():
    hub = make.make_hub()
    whole = make.make_work_group("All", local_authority=None)
    kent = make.make_work_group("K", local_authority=make.make_authority("Kent"))
    secondary = make.make_work_group("A", school_phase="secondary")
    primary = make.make_work_group("B")
    primary.leads.set([make.make_user(), make.make_user()])
    for days, used in ((-7, "planned"), (-5, "planned"), (-6, "adapted"), (-4, "")):
        on = DAY + timedelta(days=days)
        make.make_session(primary, on=on, delivered_as=used, day_share="0.5")
    make.make_session(primary, on=DAY + timedelta(days=1), day_share="0.5")
    make.make_session(
        primary, on=DAY - timedelta(days=9), called_off_at=AT, day_share="0.5"
    )

    found = rows_read(evaluation_of(whole, kent, secondary, primary, hub=hub))

    assert [(group.title, group.authority) for group in found.groups] == [
        *(("K", "Kent"), ("B", "Lewisham"), ("A", "Lewisham"), ("All", "Whole hub"))
    ]
    assert found.groups[1] == GroupInput(
        pk=primary.pk,
        title="B",
        authority="Lewisham",
        phase="primary",
        stage="Year 1",
        leads=2,
        sessions_held=4,
        first_on=date(2026, 10, 9),
        last_on=date(2026, 10, 12),
        days=2.0,
        delivered=found.groups[1].delivered,
    )
    assert sorted(found.groups[1].delivered.values()) == [1, 2]
    assert found.groups[0].first_on is found.groups[0].last_on is None
    assert (found.groups[0].sessions_held, found.groups[0].days) == (0, 0.0)
    assert found.leads == 2
    assert [each.number for each in found.attendance if each.marked] == []


@pytest.mark.parametrize(
    ("fields", "recruits"),
    [
        ({}, True),
        ({"until_on": date(2026, 9, 1)}, True),
        ({"until_on": date(2026, 8, 31)}, False),
        ({"from_on": date(2027, 8, 31)}, True),
        ({"from_on": date(2027, 9, 1)}, False),
        ({"kind": "evaluator"}, False),
    ],
)
def test_an_authority_recruits_while_its_partner_has_the_role(fields, recruits):
    group = make.make_work_group()
    values = {"kind": "la_partner", "local_authority": group.local_authority}
    make.give_role(make.make_user(), hub=group.hub, **{**values, **fields})

    found = rows_read(evaluation_of(group)).recruiting_authorities

    assert found == (["Lewisham"] if recruits else [])


def test_an_authority_whose_link_was_used_recruits_too():
    group = make.make_work_group()
    link = RecruitmentLink.objects.create(
        hub=group.hub,
        work_group=group,
        local_authority=make.make_authority("Kent"),
        code="abc",
    )
    make.make_registration(group, recruitment_link=link)
    make.make_registration(group)

    assert rows_read(evaluation_of(group)).recruiting_authorities == ["Kent"]


def test_the_evaluation_as_a_report_notes_it():
    evaluation = evaluation_of(
        case="Why.", context="Where.", activity="What.", conclusion="So."
    )

    found = rows_read(evaluation)

    assert found.as_at == DAY
    assert found.evaluation == {
        "pk": evaluation.pk,
        "title": "SKTM ECT",
        "start_year": 2026,
        "year": "2026/27",
        "strategic_goal": "",
        "case": "Why.",
        "context": "Where.",
        "activity": "What.",
        "conclusion": "So.",
    }
