"""The rows that a report is counted from: what is left out, and what counts once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evaluation.snapshots import loading, retention
from tests import factories as make
from tests.evaluation import small_counts
from workgroups.models import User

AT = make.FRIDAY_5PM


def inputs_of(*groups):
    evaluation = make.make_evaluation(work_groups=groups)
    return loading.load_inputs(evaluation, at=AT)


@pytest.mark.django_db
def test_a_lead_of_two_groups_counts_once():
    groups = [make.make_work_group() for _ in range(2)]
    robin, kim = make.make_user(name="Robin"), make.make_user(name="Kim")
    groups[0].leads.set([robin, kim])
    groups[1].leads.set([robin])

    found = inputs_of(*groups)

    assert found.leads == 2
    assert [group.leads for group in found.groups] == [2, 1]


@pytest.mark.django_db
def test_a_school_counts_once_whether_it_was_matched_or_written():
    group = make.make_work_group()
    school = make.make_school()
    fields = [
        *({"school": school}, {"school": school}),
        *({"school_name": "Elm Primary"}, {"school_name": "ELM PRIMARY"}, {}),
    ]
    for each in fields:
        make.make_place("confirmed", work_group=group, **each)
    make.make_place("waiting", work_group=group, school_name="Not secured")

    assert inputs_of(group).schools == 2


@pytest.mark.django_db
def test_sessions_to_come_are_not_held():
    group = make.make_work_group()
    make.make_session(group, on=AT.date() - timedelta(days=7), day_share=0.5)
    make.make_session(group, on=AT.date() + timedelta(days=7), day_share=0.5)

    (found,) = inputs_of(group).groups

    assert (found.sessions_held, found.days) == (1, 0.5)
    assert found.last_on == AT.date() - timedelta(days=7)


def recruit(user: User, hub, kind: str, authority) -> None:
    make.give_role(user, kind, hub=hub, local_authority=authority)


@pytest.mark.django_db
def test_authorities_recruit_where_this_hub_has_a_partner_of_theirs():
    names = ("Bexley", "Bromley", "Croydon")
    here, there = make.make_hub(), make.make_hub("Wolds and Dales")
    bexley, bromley, croydon = (make.make_authority(name) for name in names)
    groups = [
        make.make_work_group(hub=here, local_authority=authority)
        for authority in (bexley, bromley, croydon)
    ]
    recruit(make.make_user(), here, "la_partner", bexley)
    recruit(make.make_user(), there, "la_partner", bromley)
    recruit(make.make_user(), here, "evaluator", croydon)

    assert inputs_of(*groups).recruiting_authorities == ["Bexley"]


@pytest.mark.parametrize(
    ("on", "frozen"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)]
)
def test_who_went_on_is_settled_after_october(on, frozen):
    given = replace(small_counts.inputs(), as_at=on)

    assert retention.retention(given)["frozen"] is frozen


@pytest.mark.parametrize(
    ("on", "early"), [(date(2026, 8, 31), True), (date(2026, 9, 1), False)]
)
def test_it_is_too_early_to_say_before_the_second_year(on, early):
    given = replace(small_counts.inputs(), as_at=on)
    given.cohort[:] = [one for one in given.cohort if one.outcome == "lost"]

    assert retention.retention(given)["too_early"] is early


@pytest.mark.django_db
def test_a_response_has_words_if_something_was_written():
    group = make.make_work_group()
    form = make.make_form(group, closed_at=AT)
    key = form.question_set.questions.filter(kind="text").first().key
    for text in ("Cubes", "", "Time", "", ""):
        make.make_response(form, **{key: text})

    found = [(one.has_words, one.is_known) for one in inputs_of(group).responses]

    assert sorted(found) == [(False, True)] * 3 + [(True, False)] * 2
