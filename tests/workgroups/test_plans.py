"""A group's session plans on the pages of its lead."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import fields_of
from tests.factories import FRIDAY
from tests.pages import one_line
from tests.plan_rows import (
    PLAN,
    make_common_plan,
    make_planned_session,
    make_two_groups,
    section,
)
from workgroups.models import AuditEntry, PlanComment, Session

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
SOON = date(2026, 10, 30)  # two weeks from the day of the tests
DAY = timedelta(days=1)


@pytest.fixture
def groups():
    return make_two_groups()


@pytest.fixture
def lead(groups, signed_in):
    user = make.make_staff("work_group_lead", name="Lee Ash")
    groups[0].leads.add(user)
    return signed_in(user)


def page(client, group) -> str:
    return one_line(client.get(reverse("hubsite:show_plans", args=[group.slug])).text)


def url_of(group, number=1, name="depart_from_plan") -> str:
    return reverse(f"hubsite:{name}", args=[group.slug, number])


def posted(client, url, **changes):
    return {**fields_of(client.get(url).context["form"]), **changes}


def test_a_lead_sees_what_is_inherited_what_departs_and_what_is_missing(groups, lead):
    first, second = groups
    make_planned_session(first, on=SOON)
    make_common_plan(first.project).sections.add(section(3))
    make_planned_session(
        first, on=SOON + DAY, gap_task="Ours", departure="No <b>counters</b> here."
    )
    make_common_plan(first.project, 2)
    make_planned_session(second, number=2, departure="Online: the hall is closed.")
    make.make_session(first, on=SOON + 2 * DAY)
    make_planned_session(first, on=FRIDAY - DAY)

    said = page(lead, first)

    assert "As the common plan: there is nothing to fill in." in said
    assert "No &lt;b&gt;counters&lt;/b&gt; here." in said
    assert "The common plan says: Try the task." in said
    assert "ECTE 3, Subject and Curriculum" in said
    assert "1 group of colleagues departs here" in said
    assert "Greenwich group: Online: the hall is closed." in said
    assert "Still missing: focus, outcomes, activity to take away." in said
    assert said.count("Overdue") == 1
    figures = dict.fromkeys(("agreed", "incomplete", "overdue", "waiting"), 0)
    figures |= {"incomplete": 1, "overdue": 1, "waiting": 2}
    for name, number in figures.items():
        assert f"<dt>{name}</dt><dd>{number}</dd>" in said.replace("</dt> ", "</dt>")


def test_colleagues_of_another_hub_and_project_are_not_shown(groups, lead):
    first, _ = groups
    make_planned_session(first)
    wolds = make.make_work_group(hub=make.make_hub("Wolds and Dales"))
    make_planned_session(wolds, departure="Theirs")
    make_planned_session(make.make_work_group(), departure="Another project")

    said = page(lead, first)

    assert "Theirs" not in said
    assert "Another project" not in said


def test_what_the_hub_said_stands_with_the_plan(groups, lead):
    session = make_planned_session(groups[0])
    by = make.make_staff("assistant_hub_lead", name="Ava Elm")
    rows = {"hub": groups[0].hub, "agrees": False, "reviewed_by": by}
    at = session.starts_at
    session.plan_reviews.create(comment="Old", reviewed_at=at - DAY, **rows)
    session.plan_reviews.create(comment="Leave <i>time</i>.", reviewed_at=at, **rows)
    Session.objects.update(plan_state="sent_back", reviewed_as=session.fingerprint)

    said = page(lead, groups[0])

    assert "Leave &lt;i&gt;time&lt;/i&gt;." in said
    assert "Ava Elm, 16 October 2026" in said
    assert "Sent back" in said
    assert "Old" not in said


def test_a_departure_is_one_line(groups, lead):
    first, _ = groups
    session = make_planned_session(first, on=SOON)
    make_common_plan(first.project).sections.add(section(3))
    url = url_of(first)

    answer = lead.post(url, posted(lead, url, departure="We start with Reception."))

    assert answer.status_code == 302
    assert answer.url == f"/lead/groups/{first.slug}/plan/#session-1"
    session.refresh_from_db()
    assert (session.departure, session.words_of_plan) == (
        "We start with Reception.",
        PLAN,
    )
    assert list(session.own_sections.all()) == []
    assert "The plan of session 1 is saved." in lead.get(answer.url).text


@pytest.mark.parametrize(
    "change", [{"focus": "Ours"}, {"between_minutes": "20"}, {"own_sections": []}]
)
def test_a_part_that_departs_asks_for_the_line(groups, lead, change):
    first, _ = groups
    session = make_planned_session(first)
    make_common_plan(first.project).sections.add(section(3))
    url = url_of(first)

    answer = lead.post(url, posted(lead, url, **change))

    assert answer.status_code == 200
    assert "Say in one line what differs, and why." in answer.text
    session.refresh_from_db()
    assert session.words_of_plan == PLAN


def test_without_a_common_plan_the_whole_plan_is_written(groups, lead):
    first, _ = groups
    session = make.make_session(first)
    url = url_of(first)
    parts = {name: str(value) for name, value in PLAN.items()}

    lead.post(url, posted(lead, url, **parts, own_sections=[section(4).pk]))

    session.refresh_from_db()
    assert session.words_of_plan == PLAN
    assert list(session.own_sections.all()) == [section(4)]
    entry = AuditEntry.objects.get(action="depart_from_plan")
    assert entry.fields == ", ".join(sorted([*PLAN, "own_sections"]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"materials": "javascript:alert(1)"}, "Write web addresses only"),
        ({"mentor_questions": "a\nb\nc"}, "Write two questions at most"),
        ({"departure": "x" * 301}, "at most 300"),
    ],
)
def test_a_part_that_is_wrong_is_refused_with_its_words(groups, lead, change, said):
    make_planned_session(groups[0])
    url = url_of(groups[0])

    answer = lead.post(url, posted(lead, url, **change))

    assert said in answer.text
    assert Session.objects.get().words_of_plan == PLAN


def test_two_leads_lose_nothing(groups, lead):
    session = make_planned_session(groups[0])
    url = url_of(groups[0])
    mine = posted(lead, url, focus="Mine", gap_task="Mine too")
    Session.objects.update(focus="Theirs", outcomes="Theirs too")

    answer = lead.post(url, mine)

    said = one_line(answer.text)
    assert "changed this meanwhile to “Theirs”. What you typed is kept" in said
    assert "changed this meanwhile to “Theirs too”. It is shown below." in said
    session.refresh_from_db()
    assert (session.focus, session.gap_task) == ("Theirs", "Try the task.")

    lead.post(url, fields_of(answer.context["form"]))
    session.refresh_from_db()
    assert (session.focus, session.outcomes, session.gap_task) == (
        "Mine",
        "Theirs too",
        "Mine too",
    )


def test_a_lead_proposes_a_change_for_all_groups(groups, lead):
    first, second = groups
    make_planned_session(first)
    make_planned_session(second)
    make_common_plan(first.project)
    url = url_of(first, name="propose_change")

    assert lead.post(url, {"text": " "}).status_code == 200
    answer = lead.post(url, {"text": "Start with <b>beads</b>."})

    assert answer.status_code == 302
    comment = PlanComment.objects.get()
    assert (comment.hub, comment.number, comment.written_by.name) == (
        first.hub,
        1,
        "Lee Ash",
    )
    assert "Start with &lt;b&gt;beads&lt;/b&gt;." in page(lead, first)


def test_nothing_is_proposed_where_no_plan_is_shared(groups, lead):
    make_planned_session(groups[0])

    url = url_of(groups[0], name="propose_change")

    assert lead.post(url, {"text": "Beads"}).status_code == 404


@pytest.mark.parametrize(
    ("used", "why", "status"),
    [("adapted", "", 200), ("skipped", " ", 200), ("planned", "", 302), ("", "", 302)],
)
def test_materials_that_were_not_used_as_planned_need_a_reason(
    groups, lead, used, why, status
):
    make_planned_session(groups[0], on=FRIDAY - DAY)
    url = url_of(groups[0], name="write_session_note")

    answer = lead.post(url, {"delivered_as": used, "delivered_why": why})

    assert answer.status_code == status
    assert ("Say in one line why." in answer.text) is (status == 200)


def test_a_session_that_is_called_off_has_no_plan(groups, lead):
    session = make_planned_session(groups[0])
    Session.objects.update(called_off_at=session.starts_at)

    assert lead.get(url_of(groups[0])).status_code == 404
    assert "Place value" not in page(lead, groups[0])


def test_a_lead_changes_no_plan_of_a_group_they_do_not_lead(groups, lead):
    wolds = make.make_work_group(hub=make.make_hub("Wolds and Dales"))
    for group in (groups[1], wolds):
        session = make_planned_session(group)
        data = {"departure": "Mine", "seen": "{}"}

        assert lead.post(url_of(group), data).status_code == 404
        session.refresh_from_db()
        assert session.departure == ""


@pytest.mark.parametrize("sessions", [1, 5])
def test_the_page_takes_as_many_statements_for_five_sessions_as_for_one(
    groups, lead, data_statements, sessions
):
    first, second = groups
    for number in range(1, sessions + 1):
        make_planned_session(first, number=number).own_sections.add(section(number))
        make_common_plan(first.project, number)
        make_planned_session(second, number=number, departure="Ours")

    with data_statements(at_most=15):
        page(lead, first)


def test_the_leads_first_page_says_which_plans_are_incomplete(groups, lead):
    first, _ = groups
    make_planned_session(first, on=SOON)
    make.make_session(first, on=SOON + DAY)
    make.make_session(first, on=SOON + 2 * DAY, focus="A", outcomes="B")
    make.make_session(first, on=SOON + 3 * DAY, called_off_at=make.FRIDAY_5PM)
    make.make_session(first, on=FRIDAY - DAY)

    said = one_line(lead.get(reverse("hubsite:lead")).text)

    assert '<span class="todo__number">2</span><div><p>plans are incomplete:' in said
    assert f'<a href="{url_of(first, 2)}">Session 2, 31 October' in said
    assert f'<a href="{url_of(first, 3)}">Session 3, 1 November' in said
