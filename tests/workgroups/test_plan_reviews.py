"""The hub's queue of plans, and where their states are counted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line
from tests.plan_rows import (
    make_common_plan,
    make_planned_session,
    make_two_groups,
    section,
)
from workgroups.actions import session_plans as actions
from workgroups.models import AuditEntry, CommonPlan, PlanReview, Session

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
QUEUE = "/plans/review/"
CHECKS = [
    "Participants build something to teach",
    "It can use their own scheme",
    "There is time to compare within a key stage",
    "A section of their training programme is named",
    "The minutes asked between sessions are said",
    "Session 1 uses the pathway and commitment slides",
]


@pytest.fixture
def assistant(signed_in):
    return signed_in(make.make_staff("assistant_hub_lead", name="Ava Elm"))


@pytest.fixture
def groups():
    return make_two_groups()


def queue_of(client):
    return client.get(QUEUE).context["queue"]


def press(client, row, what="agree", **changes):
    about = "session" if isinstance(row, Session) else "plan"
    said = {"about": about, "pk": row.pk, "seen": row.fingerprint, "press": what}
    return client.post(QUEUE, {**said, "comment": "", **changes}, follow=True)


def shown(queue) -> list[tuple[str, int, list[str], bool]]:
    return [
        (each.about, each.number, titles_of(each), each.is_overdue)
        for each in queue.waiting
    ]


def titles_of(waiting) -> list[str]:
    return [each.work_group.title for each in waiting.sessions]


def test_one_queue_holds_common_plans_and_departures_the_next_first(groups, assistant):
    first, second = groups
    make_planned_session(first, number=2, on=FRIDAY + 20 * DAY)
    make_planned_session(second, number=2, on=FRIDAY + 19 * DAY)
    make_common_plan(first.project, 2).sections.add(section(3))
    late = make_planned_session(
        second, number=1, on=FRIDAY + 14 * DAY, departure="Shorter <b>tasks</b>."
    )
    make_planned_session(first, number=1, on=FRIDAY + 16 * DAY)
    make_common_plan(first.project, 1)
    own = make_planned_session(make.make_work_group("Alone"), on=FRIDAY + 15 * DAY)

    found = queue_of(assistant)

    assert shown(found) == [
        ("session", 1, ["Greenwich group"], True),
        ("session", 1, ["Alone"], False),
        ("plan", 1, ["Lewisham group"], False),
        ("plan", 2, ["Greenwich group", "Lewisham group"], False),
    ]
    assert [found.waiting[0].plan, found.waiting[1].plan] == [late, own]
    assert [str(each) for each in found.waiting[3].sections] == [
        "ECTE 3, Subject and Curriculum"
    ]
    said = one_line(assistant.get(QUEUE).text)
    assert "Shorter &lt;b&gt;tasks&lt;/b&gt;." in said
    assert all(said.count(check) == 8 for check in CHECKS)  # its value and its label


@pytest.mark.parametrize(
    "fields",
    [
        {"on": FRIDAY - DAY},
        {"focus": ""},
        {"called_off_at": FRIDAY_5PM},
        {"plan_state": "agreed", "reviewed_as": "x"},
    ],
)
def test_the_queue_leaves_out_what_needs_no_answer(groups, assistant, fields):
    session = make_planned_session(groups[0], on=FRIDAY + DAY)
    Session.objects.filter(pk=session.pk).update(
        **fields, **({"starts_at": FRIDAY_5PM - DAY} if "on" in fields else {})
    )

    assert shown(queue_of(assistant)) == []
    assert "No plan waits for you." in assistant.get(QUEUE).text


def test_a_cancelled_group_waits_for_nothing(groups, assistant):
    make_planned_session(groups[0], on=FRIDAY + DAY)
    groups[0].cancelled_on = FRIDAY
    groups[0].save()

    assert shown(queue_of(assistant)) == []


def test_agreeing_once_serves_all_groups_that_kept_to_the_plan(groups, assistant):
    for group in groups:
        make_planned_session(group, on=FRIDAY + DAY)
    plan = make_common_plan(groups[0].project)

    answer = press(assistant, plan, check=CHECKS[:2], comment="Good <3")

    assert "The plan of session 1 is agreed." in answer.text
    assert shown(answer.context["queue"]) == []
    row = PlanReview.objects.get()
    assert (row.plan, row.agrees, row.checked, row.comment, row.reviewed_by.name) == (
        plan,
        True,
        "Participants build something to teach\nIt can use their own scheme",
        "Good <3",
        "Ava Elm",
    )


def test_sending_back_needs_a_comment_and_keeps_what_was_typed(groups, assistant):
    session = make_planned_session(groups[0], on=FRIDAY + DAY)

    answer = press(assistant, session, "send_back")
    assert "Say what you would like to see before you agree." in answer.text
    assert not PlanReview.objects.exists()

    answer = press(assistant, session, "send_back", comment="Name a section.")
    assert "The plan of session 1 is sent back." in answer.text
    queue = answer.context["queue"]
    assert (shown(queue), [each.plan for each in queue.sent_back]) == ([], [session])
    assert PlanReview.objects.get().comment == "Name a section."


def test_a_refused_press_keeps_the_comment_at_its_own_plan(groups, assistant):
    first = make_planned_session(groups[0], on=FRIDAY + DAY)
    make_planned_session(groups[1], on=FRIDAY + 2 * DAY)

    answer = press(assistant, first, "perhaps", comment="Not <i>yet</i>")

    assert answer.text.count("Not &lt;i&gt;yet&lt;/i&gt;</textarea>") == 1


def test_a_plan_that_changed_meanwhile_is_read_again(groups, assistant):
    session = make_planned_session(groups[0], on=FRIDAY + DAY)

    answer = press(assistant, session, seen="0" * 64)

    assert "This plan has changed meanwhile: read it again." in answer.text
    assert Session.objects.get().plan_state == "waiting"


@pytest.mark.parametrize("is_common", [True, False])
def test_another_hubs_plan_is_neither_shown_nor_agreed(assistant, is_common):
    wolds = make.make_work_group(hub=make.make_hub("Wolds and Dales"))
    row = make_planned_session(wolds, on=FRIDAY + DAY)
    row = make_common_plan(wolds.project) if is_common else row

    assert shown(queue_of(assistant)) == []
    assert press(assistant, row).status_code == 404
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("kind", ["work_group_lead", "evaluator", "national"])
def test_the_queue_is_for_the_hubs_staff(signed_in, groups, kind):
    session = make_planned_session(groups[0], on=FRIDAY + DAY)
    user = make.make_staff(kind)
    groups[0].leads.add(user)

    client = signed_in(user)

    assert client.get(QUEUE).status_code == 403
    assert press(client, session).status_code == 403


def test_the_hub_edits_its_check_list(groups, assistant):
    make_planned_session(groups[0], on=FRIDAY + DAY)
    hub = groups[0].hub
    hub.plan_checks = "Beads\n\n Time to <talk> "
    hub.save()

    assert queue_of(assistant).waiting[0].checks == ["Beads", "Time to <talk>"]
    page = assistant.get(QUEUE).text
    assert 'value="Time to &lt;talk&gt;"' in page
    assert CHECKS[0] not in page


def test_proposals_stand_beside_until_they_are_done(groups, assistant, signed_in):
    lead = make.make_staff("work_group_lead", name="Lee Ash")
    comment = actions.propose_change(
        groups[0], 1, text="Start with <b>beads</b>", by=lead, at=FRIDAY_5PM
    )
    wolds = make.make_work_group(hub=make.make_hub("Wolds and Dales"))
    theirs = actions.propose_change(wolds, 1, text="Theirs", by=lead, at=FRIDAY_5PM)

    page = assistant.get(QUEUE).text
    assert "Start with &lt;b&gt;beads&lt;/b&gt;" in page
    assert "Theirs" not in page

    done = reverse("hubsite:answer_plan_comment", args=[comment.pk])
    assert assistant.get(done).status_code == 405
    assert "It is off the list." in assistant.post(done, follow=True).text
    assert "beads" not in assistant.get(QUEUE).text
    other = reverse("hubsite:answer_plan_comment", args=[theirs.pk])
    assert assistant.post(other).status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_the_queue_takes_a_fixed_number_of_statements(
    groups, assistant, data_statements, number
):
    for each in range(1, number + 1):
        on = FRIDAY + each * DAY
        make_planned_session(groups[0], number=each, on=on)
        departed = make_planned_session(groups[1], number=each, on=on, departure="x")
        departed.own_sections.add(section(each))
        make_common_plan(groups[0].project, each).sections.add(section(each))

    with data_statements(at_most=12):
        assert len(queue_of(assistant).waiting) == 2 * number


def fill(group) -> None:
    """Two agreed, one waiting, one sent back, one incomplete; two of them overdue."""
    states = ["agreed", "agreed", "waiting", "sent_back"]
    for number, state in enumerate(states, start=1):
        on = FRIDAY + 10 * number * DAY
        row = make_planned_session(group, number=number, on=on)
        Session.objects.filter(pk=row.pk).update(plan_state=state)
    make.make_session(group, on=FRIDAY + 3 * DAY)
    make_planned_session(group, on=FRIDAY + 14 * DAY)
    make_planned_session(group, on=FRIDAY - 3 * DAY)


FIGURES = [("agreed", 2), ("waiting", 3), ("incomplete", 1), ("overdue", 2)]


def test_the_hubs_first_page_counts_plans_of_its_year(groups, assistant):
    fill(groups[0])
    fill(make.make_work_group(hub=make.make_hub("Wolds and Dales")))
    last_year = make.make_work_group(start_year=2025)
    make_planned_session(last_year, on=FRIDAY + DAY)

    page = one_line(assistant.get("/admin/?of=2026").text)

    for name, number in FIGURES:
        assert f"<dt>{name}</dt><dd>{number}</dd>" in page.replace("</dt> ", "</dt>")
    assert f'href="{QUEUE}"' in page


def test_the_first_page_keeps_to_twenty_statements(groups, assistant, data_statements):
    fill(groups[0])
    fill(groups[1])

    with data_statements(at_most=20):
        assistant.get("/admin/")


def test_overdue_plans_are_a_task_of_the_first_page(groups, assistant):
    fill(groups[0])

    page = assistant.get("/admin/").context["home"]

    task = next(each for each in page.tasks if "within two weeks" in each.text)
    assert (task.number, task.text) == (
        2,
        "plans are not agreed, and their sessions are within two weeks",
    )


def test_the_groups_home_has_a_tab_with_its_plans(groups, assistant):
    first, _ = groups
    fill(first)
    make_common_plan(first.project, 1)
    Session.objects.filter(number=2).update(departure="Shorter <b>")
    make_common_plan(first.project, 2)
    url = reverse("admin:workgroups_workgroup_tab", args=[first.pk, "plan"])

    page = one_line(assistant.get(url).text)

    for name, number in FIGURES:
        assert f"<dt>{name}</dt><dd>{number}</dd>" in page.replace("</dt> ", "</dt>")
    assert "Shorter &lt;b&gt;" in page
    assert page.count("as the common plan") == 1
    assert page.count("no common plan") == 5


def test_the_tab_shares_plans_with_the_groups_of_the_project(groups, assistant):
    first, second = groups
    make_planned_session(first, on=FRIDAY + DAY)
    blank = make.make_session(second, on=FRIDAY + DAY)
    url = reverse("admin:workgroups_workgroup_tab", args=[first.pk, "plan"])
    assert "Share them with the groups" in assistant.get(url).text

    answer = assistant.post(url, {"press": "share"}, follow=True)

    assert "Plans shared with the groups: 1." in answer.text
    assert "Share them with the groups" not in answer.text
    assert CommonPlan.objects.get().project == first.project
    blank.refresh_from_db()
    assert blank.focus == "Place value"


def test_plans_of_another_hubs_group_are_not_shared(assistant):
    wolds = make.make_work_group(hub=make.make_hub("Wolds and Dales"))
    make_planned_session(wolds, on=FRIDAY + DAY)
    url = reverse("admin:workgroups_workgroup_tab", args=[wolds.pk, "plan"])

    assert assistant.post(url, {"press": "share"}).status_code == 404
    assert not CommonPlan.objects.exists()
