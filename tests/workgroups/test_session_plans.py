"""Common plans, what groups inherit of them, and where groups depart."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.plan_rows import (
    PLAN,
    make_common_plan,
    make_planned_session,
    make_two_groups,
    section,
)
from workgroups import session_plans
from workgroups.actions import session_plans as actions
from workgroups.models import AuditEntry, CommonPlan, Session
from workgroups.plan_words import check_materials, check_mentor_questions, inherited

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
BLANK = {name: None if name == "between_minutes" else "" for name in PLAN}


def plan_of(row: Session) -> dict[str, object]:
    return Session.objects.get(pk=row.pk).words_of_plan


def state_of(row: Session) -> str:
    return Session.objects.with_plan_state().get(pk=row.pk).plan_is


@pytest.fixture
def lead():
    return make.make_staff("work_group_lead", name="Lee Ash")


@pytest.fixture
def assistant():
    return make.make_staff("assistant_hub_lead", name="Ava Elm")


@pytest.mark.parametrize(
    ("own", "before", "now", "found"),
    [
        ({}, {}, {"focus": "New"}, {"focus": "New"}),
        ({"focus": "Old"}, {"focus": "Old"}, {"focus": "New"}, {"focus": "New"}),
        ({"focus": "Mine"}, {"focus": "Old"}, {"focus": "New"}, {}),
        ({"focus": "New"}, {"focus": "Old"}, {"focus": "New"}, {}),
        ({"focus": "Old"}, {"focus": "Old"}, {"focus": ""}, {"focus": ""}),
        ({}, {}, {"between_minutes": 0}, {"between_minutes": 0}),
        ({"between_minutes": 0}, {}, {"between_minutes": 30}, {}),
        (
            {"between_minutes": 45},
            {"between_minutes": 45},
            {"between_minutes": 30, "focus": "New"},
            {"between_minutes": 30, "focus": "New"},
        ),
    ],
)
def test_a_field_is_inherited_until_it_departs(own, before, now, found):
    assert inherited(BLANK | own, BLANK | before, BLANK | now) == found


def test_groups_get_the_words_of_a_common_plan_where_they_have_none():
    first, second = make_two_groups()
    blank = make.make_session(first)
    own = make.make_session(second, focus="Our own")
    plan = make_common_plan(first.project)

    actions.hand_down([plan], at=FRIDAY_5PM - DAY)

    assert plan_of(blank) == PLAN
    assert plan_of(own) == {**PLAN, "focus": "Our own"}
    assert CommonPlan.objects.get().handed_down == PLAN


def test_a_change_of_the_common_plan_reaches_those_who_kept_to_it():
    first, second = make_two_groups()
    kept, departed = make.make_session(first), make.make_session(second)
    plan = make_common_plan(first.project)
    actions.hand_down([plan], at=FRIDAY_5PM - DAY)
    Session.objects.filter(pk=departed.pk).update(gap_task="Ours")
    plan = CommonPlan.objects.get()
    plan.gap_task, plan.between_minutes = "Another task", 30
    plan.save()

    actions.hand_down([plan], at=FRIDAY_5PM - DAY)

    new = {**PLAN, "gap_task": "Another task", "between_minutes": 30}
    assert plan_of(kept) == new
    assert plan_of(departed) == {**new, "gap_task": "Ours"}


def test_a_common_plan_reaches_its_own_number_and_project_only():
    first, _ = make_two_groups()
    make.make_session(first)
    other_number = make.make_session(first)
    other_project = make.make_session(make.make_work_group())

    actions.hand_down([make_common_plan(first.project)], at=FRIDAY_5PM - DAY)

    assert plan_of(other_number) == plan_of(other_project) == BLANK


@pytest.mark.parametrize(("seconds", "gets"), [(0, BLANK), (-1, PLAN)])
def test_a_session_that_has_begun_keeps_its_words(seconds, gets):
    first, _ = make_two_groups()
    session = make.make_session(first)  # it begins on Friday at 4pm
    at = session.starts_at + timedelta(seconds=seconds)

    actions.hand_down([make_common_plan(first.project)], at=at)

    assert plan_of(session) == gets


def test_sharing_makes_common_plans_of_a_groups_sessions_once(lead):
    first, second = make_two_groups()
    session = make_planned_session(first)
    session.own_sections.add(section(3))
    make_planned_session(first, number=2, called_off_at=FRIDAY_5PM)
    blank = make.make_session(second)

    made = actions.share_plans(first, by=lead, at=FRIDAY_5PM - DAY)
    again = actions.share_plans(second, by=lead, at=FRIDAY_5PM - DAY)

    assert ([each.number for each in made], again) == ([1], [])
    plan = CommonPlan.objects.get()
    assert (plan.words_of_plan, plan.hub) == (PLAN, first.hub)
    assert [each.number for each in plan.sections.all()] == [3]
    assert plan_of(blank) == PLAN
    entry = AuditEntry.objects.get(action="share_plan")
    assert (entry.actor, entry.hub) == (lead, first.hub)


def depart(session, lead, sections=(), **changes):
    fields = {**session.words_of_plan, "departure": session.departure, **changes}
    at = FRIDAY_5PM
    return actions.depart_from_plan(session, fields, sections=sections, by=lead, at=at)


def test_a_departure_is_one_line_and_is_audited_once(lead):
    first, _ = make_two_groups()
    session = make_planned_session(first)
    make_common_plan(first.project)

    for _ in range(2):
        depart(session, lead, departure="We start with Reception: most teach there.")

    row = Session.objects.with_departures().get()
    assert (row.departs, row.departure) == (
        True,
        "We start with Reception: most teach there.",
    )
    assert row.words_of_plan == PLAN
    entry = AuditEntry.objects.get(action="depart_from_plan")
    assert (entry.fields, entry.actor, entry.hub) == ("departure", lead, first.hub)


def test_sections_like_the_common_ones_are_inherited(lead):
    first, _ = make_two_groups()
    session = make_planned_session(first)
    make_common_plan(first.project).sections.set([section(2), section(3)])

    depart(session, lead, sections=[section(3), section(2)])
    assert list(session.own_sections.all()) == []
    assert not Session.objects.with_departures().get().departs

    depart(session, lead, sections=[section(4)])
    assert list(session.own_sections.all()) == [section(4)]
    assert Session.objects.with_departures().get().departs

    depart(session, lead, sections=[section(2), section(3)])
    assert list(session.own_sections.all()) == []


def review(row, by, *, agrees=True, **fields):
    fields = {"seen": row.fingerprint, "at": FRIDAY_5PM, **fields}
    return actions.review_plan(row, agrees=agrees, by=by, **fields)


def test_one_agreement_serves_every_group_that_kept_to_the_plan(lead, assistant):
    first, second = make_two_groups()
    kept, departed = make_planned_session(first), make_planned_session(second)
    plan = make_common_plan(first.project)
    depart(departed, lead, departure="Shorter: the hall closes early.")

    assert review(plan, assistant, checked=["Own scheme", "Time to compare"])
    assert review(plan, assistant)

    assert (state_of(kept), state_of(departed)) == ("agreed", "waiting")
    row = plan.reviews.get()
    assert (row.agrees, row.checked, row.comment, row.reviewed_by, row.hub) == (
        True,
        "Own scheme\nTime to compare",
        "",
        assistant,
        first.hub,
    )
    entry = AuditEntry.objects.get(action="agree_plan")
    assert (entry.fields, entry.actor) == ("plan_state", assistant)


def test_a_departure_is_agreed_by_itself(lead, assistant):
    first, second = make_two_groups()
    kept, departed = make_planned_session(first), make_planned_session(second)
    make_common_plan(first.project)
    departed = depart(departed, lead, departure="Shorter.")

    assert review(departed, assistant, agrees=False, comment="Leave time to compare.")

    assert (state_of(kept), state_of(departed)) == ("waiting", "sent_back")
    assert departed.plan_reviews.get().comment == "Leave time to compare."
    assert AuditEntry.objects.filter(action="send_plan_back").count() == 1


@pytest.mark.parametrize("name", sorted(PLAN))
def test_changing_an_agreed_plan_asks_again(assistant, name):
    first, _ = make_two_groups()
    session = make_planned_session(first)
    plan = make_common_plan(first.project)
    actions.hand_down([plan], at=FRIDAY_5PM - DAY)
    review(CommonPlan.objects.get(), assistant)
    assert state_of(session) == "agreed"

    plan = CommonPlan.objects.get()
    setattr(plan, name, 20 if name == "between_minutes" else "https://a.example/x")
    plan.save(update_fields=[name])
    actions.hand_down([plan], at=FRIDAY_5PM - DAY)

    assert state_of(session) == "waiting"
    plan.refresh_from_db()
    assert (plan.plan_state, plan.reviewed_as) == ("waiting", "")


def test_a_common_change_lets_an_agreed_departure_wait_again(lead, assistant):
    first, _ = make_two_groups()
    session = make.make_session(first, focus="Our own")
    plan = make_common_plan(first.project)
    actions.hand_down([plan], at=FRIDAY_5PM - DAY)
    review(Session.objects.get(), assistant)
    assert state_of(session) == "agreed"

    plan = CommonPlan.objects.get()
    plan.outcomes = "Something else"
    plan.save()
    actions.hand_down([plan], at=FRIDAY_5PM - DAY)

    assert state_of(session) == "waiting"


def test_a_new_venue_time_or_day_never_asks_again(assistant):
    first, _ = make_two_groups()
    session = make_planned_session(first)
    review(session, assistant)

    session = Session.objects.get()
    session.venue, session.on = make.make_venue("Oak Lane"), date(2026, 11, 5)
    session.starts = session.starts.replace(hour=15)
    session.joining_link = "https://meet.example.org/1"
    session.save()

    assert state_of(session) == "agreed"


def test_other_words_of_a_session_ask_again_by_whichever_form(assistant):
    first, _ = make_two_groups()
    session = make_planned_session(first)
    review(session, assistant)

    session = Session.objects.get()
    session.departure = "Online this time."
    session.save(update_fields=["departure"])

    assert state_of(session) == "waiting"
    session.refresh_from_db()
    assert session.reviewed_as == ""


def test_what_changed_since_it_was_read_is_not_agreed(assistant):
    first, _ = make_two_groups()
    session = make_planned_session(first)
    seen = session.fingerprint
    Session.objects.update(focus="Something else")

    assert not review(session, assistant, seen=seen)

    assert state_of(session) == "waiting"
    assert not session.plan_reviews.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", ["focus", "outcomes", "in_class_activity"])
def test_a_plan_is_incomplete_without(name):
    session = make_planned_session(make.make_work_group(), **{name: ""})

    assert state_of(session) == ""


@pytest.mark.parametrize("name", ["gap_task", "to_bring", "mentors_invited"])
def test_a_plan_is_complete_without(name):
    session = make_planned_session(make.make_work_group(), **{name: ""})

    assert state_of(session) == "waiting"


def test_a_plan_without_minutes_keeps_to_a_common_one_without():
    first, _ = make_two_groups()
    make_planned_session(first, between_minutes=None)
    make_common_plan(first.project, between_minutes=None)

    assert not Session.objects.with_departures().get().departs


def test_minutes_of_ones_own_depart():
    first, second = make_two_groups()
    make_planned_session(first, between_minutes=None)
    make_planned_session(second, between_minutes=50)
    make_common_plan(first.project)

    found = Session.objects.with_departures().order_by("pk")
    assert [each.departs for each in found] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ftp://example.org/file",
        "example.org",
        "https://example.org/a\nsee page 3",
        "https://",
    ],
)
def test_materials_are_web_addresses(text):
    with pytest.raises(ValidationError, match="http:// or https://"):
        check_materials(text)


def test_materials_may_have_several_lines():
    check_materials("https://example.org/a\n\n http://example.org/b ")


def test_a_mentor_gets_two_questions_at_most():
    check_mentor_questions("One?\n\nTwo?")

    with pytest.raises(ValidationError, match="two questions at most"):
        check_mentor_questions("One?\nTwo?\nThree?")


def test_a_proposal_is_kept_once_until_it_is_answered(lead, assistant):
    first, _ = make_two_groups()
    at = FRIDAY_5PM

    one = actions.propose_change(first, 2, text="Start with beads.", by=lead, at=at)
    same = actions.propose_change(first, 2, text="Start with beads.", by=lead, at=at)
    assert one == same
    assert (one.hub, one.project, one.number) == (first.hub, first.project, 2)

    for _ in range(2):
        actions.answer_comment(one, by=assistant, at=at)
    one.refresh_from_db()
    assert one.answered_at == at
    acts = AuditEntry.objects.order_by("pk").values_list("action", "actor")
    assert list(acts) == [
        ("propose_plan_change", lead.pk),
        ("answer_plan_comment", assistant.pk),
    ]


def test_a_plan_as_it_stands_says_what_departs(lead):
    first, second = make_two_groups()
    session = make_planned_session(first, number=1, gap_task="Ours")
    depart(session, lead, departure="Another task: no counters here.")
    make_planned_session(second, departure="Online.")
    make_planned_session(make.make_work_group(), departure="Not ours to see.")
    plan = make_common_plan(first.project)
    plan.sections.set([section(3), section(2)])

    found = session_plans.plan_of(session, at=FRIDAY_5PM - DAY)

    assert (found.common, found.departs, found.state) == (plan, True, "waiting")
    assert [(e.name, e.text, e.common) for e in found.lines if e.departs] == [
        ("gap_task", "Ours", "Try the task.")
    ]
    assert [str(each) for each in found.sections] == [
        "ECTE 2, How Pupils Learn",
        "ECTE 3, Subject and Curriculum",
    ]
    assert found.elsewhere == [session_plans.Departure("Greenwich group", "Online.")]


@pytest.mark.parametrize(
    ("days", "state", "is_overdue"),
    [
        (0, "waiting", True),
        (14, "waiting", True),
        (15, "waiting", False),
        (14, "agreed", False),
        (14, "sent_back", True),
        (-1, "waiting", False),
    ],
)
def test_a_plan_is_overdue_two_weeks_before_its_session(days, state, is_overdue):
    session = make_planned_session(make.make_work_group(), on=FRIDAY + days * DAY)
    Session.objects.update(plan_state=state, reviewed_as=session.fingerprint)
    at = FRIDAY_5PM - timedelta(hours=3)

    plan = session_plans.plan_of(session, at=at)
    listed = session_plans.overdue(Session.objects.all(), at=at)

    assert plan.is_overdue is is_overdue
    assert listed.exists() is is_overdue


def test_counts_are_of_sessions_to_come():
    group = make.make_work_group()
    for days in (-7, 7, 30):
        make_planned_session(group, on=FRIDAY + days * DAY)
    make.make_session(group, on=FRIDAY + 60 * DAY)
    agreed = make_planned_session(group, on=FRIDAY + 90 * DAY)
    Session.objects.filter(pk=agreed.pk).update(plan_state="agreed")

    plans = session_plans.plans_of(group, at=FRIDAY_5PM)

    assert session_plans.counts_of(plans) == session_plans.PlanCounts(
        agreed=1, waiting=2, incomplete=1, overdue=1
    )


def test_the_plans_of_a_group_take_a_fixed_number_of_statements(
    data_statements,
):
    first, second = make_two_groups()
    for number in range(1, 6):
        session = make_planned_session(first, number=number)
        session.own_sections.add(section(number))
        make_common_plan(first.project, number)
        make_planned_session(second, number=number, departure="Ours")

    with data_statements(at_most=7):
        plans = session_plans.plans_of(first, at=FRIDAY_5PM)
        assert [len(each.elsewhere) for each in plans] == [1] * 5
        assert [[str(s) for s in each.sections] for each in plans[:2]] == [
            ["ECTE 1, High Expectations"],
            ["ECTE 2, How Pupils Learn"],
        ]
