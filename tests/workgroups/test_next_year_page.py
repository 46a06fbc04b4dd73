"""The page that makes next year's groups from this year's."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.hubsite.test_group_home import client_of
from tests.workgroups.adding_groups import client, hub, said, staff, text_of
from workgroups.admin import next_year
from workgroups.models import AuditEntry, DateToAvoid, Project, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
__all__ = ["client", "hub", "staff"]
PAGE = "/admin/workgroups/workgroup/next-year/"


def make_group(hub, title="Greenwich", **fields):
    """A group that meets on two days, of a project of its own."""
    group = make.make_work_group(title, hub=hub, **fields)
    first = date(group.start_year, 10, 13)
    make.make_session(group, on=first)
    make.make_session(group, on=first.replace(month=11, day=10))
    return group


def ticked(answer):
    shown = answer.context["to_make"]
    return [(plan.group.title, is_ticked) for plan, is_ticked in shown]


def made_of(answer):
    return [plan.made.title for plan in answer.context["made"]]


def new_groups():
    rows = WorkGroup.objects.exclude(made_from=None).order_by("title")
    return [(row.title, row.made_from.title, row.hub.name) for row in rows]


def test_the_page_shows_what_would_be_made_and_makes_nothing(hub, staff, client):
    left = make.make_user(name="Bea Marsh")
    group = make_group(
        hub, "<b>Ratio</b> 2026/27", capacity=24, target=18, school_phase="secondary"
    )
    group.leads.set([staff, left])
    DateToAvoid.objects.create(
        hub=hub, name="Off", from_on=date(2027, 11, 9), until_on=date(2027, 11, 9)
    )

    page = text_of(client.get(PAGE))

    assert "<h1>Groups of 2027/28</h1>" in page
    assert "<span>&lt;b&gt;Ratio&lt;/b&gt; 2027/28</span>" in page
    assert "<b>" not in page
    assert f'value="{group.pk}" checked' in page
    assert '<td role="cell">Lewisham</td>' in page
    assert 'data-label="Capacity">24</td>' in page
    assert 'data-label="Target">18</td>' in page
    assert "Ola Price<br> <strong>Not any more:</strong> Bea Marsh</td>" in page
    assert "<li>Tue 12 Oct 2027 </li>" in page
    assert "<li>Tue 16 Nov 2027 <span" in page
    assert 'class="tag tag--provisional">1 week later</span></li>' in page
    assert "selected>a copy of it for 2027/28, with its outcomes</option>" in page
    assert WorkGroup.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_words_for_what_a_group_does_not_have(hub, client):
    make.make_work_group(hub=hub, local_authority=None)

    page = text_of(client.get(PAGE))

    assert '<td role="cell">whole hub</td>' in page
    assert 'data-label="Capacity"><span class="quiet">no limit</span' in page
    assert 'data-label="Target"><span class="quiet">none</span' in page
    assert 'data-label="Leads"><span class="quiet">nobody</span>' in page
    assert '<span class="quiet">none</span> </td>' in page


def test_exactly_the_ticked_groups_are_made_and_linked(hub, client):
    groups = [make_group(hub, title) for title in ("Bexley", "Bromley", "Greenwich")]
    chosen = [groups[0].pk, groups[2].pk]

    answer = client.post(PAGE, {"groups": chosen}, follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert new_groups() == [
        ("Bexley", "Bexley", "London South East+"),
        ("Greenwich", "Greenwich", "London South East+"),
    ]
    assert said(answer) == ["2 groups of 2027/28 are made, with dates to be confirmed."]
    made = WorkGroup.objects.get(made_from=groups[0])
    home = reverse("admin:workgroups_workgroup_home", args=[made.pk])
    assert (f'<li><a href="{home}">Bexley</a>, dates to be confirmed</li>') in text_of(
        answer
    )
    assert made_of(answer) == ["Bexley", "Greenwich"]
    assert ticked(answer) == [("Bromley", True)]
    assert [str(each.on) for each in made.sessions.all()] == [
        "2027-10-12",
        "2027-11-09",
    ]


def test_a_group_that_was_made_meanwhile_is_named_and_skipped(hub, client):
    groups = [make_group(hub, title) for title in ("Bexley", "Bromley")]
    both = {"groups": [each.pk for each in groups]}
    client.post(PAGE, {"groups": [groups[0].pk]}, follow=True)

    second = client.post(PAGE, both, follow=True)
    third = client.post(PAGE, both, follow=True)

    assert said(second) == [
        "1 group of 2027/28 is made, with dates to be confirmed.",
        "Made before, so left as it is: Bexley.",
    ]
    assert said(third) == ["Made before, so left as it is: Bexley and Bromley."]
    assert [title for title, *_ in new_groups()] == ["Bexley", "Bromley"]
    assert text_of(third).count('name="groups"') == 0


def test_what_is_made_says_if_it_was_confirmed_or_cancelled(hub, client):
    for title in ("Bexley", "Bromley"):
        client.post(PAGE, {"groups": [make_group(hub, title).pk]})
    made = WorkGroup.objects.filter(start_year=2027)
    made.filter(title="Bexley").update(dates_confirmed=True)
    called_off = {"cancelled_on": date(2026, 10, 16), "dates_confirmed": True}
    made.filter(title="Bromley").update(**called_off)

    page = text_of(client.get(PAGE))

    assert ">Bexley</a></li>" in page
    assert ">Bromley</a>, <strong>cancelled</strong></li>" in page


def test_a_cancelled_group_is_shown_and_not_ticked(hub, client):
    make_group(hub, "Bexley", cancelled_on=date(2026, 10, 1))

    answer = client.get(PAGE)

    assert ticked(answer) == [("Bexley", False)]
    assert "<strong>cancelled this year</strong>" in text_of(answer)


def test_nothing_ticked_is_said_and_keeps_what_was_chosen(hub, client):
    group = make_group(hub)
    later = make.make_project(group.project.stage, start_year=2027, title="Other")
    name = f"project_{group.project_id}"

    answer = client.post(PAGE, {name: later.pk})

    page = text_of(answer)
    assert '<p class="errornote">Nothing is made yet.</p>' in page
    assert "Tick a group of which to make one." in page
    assert ticked(answer) == [("Greenwich", False)]
    assert f'<option value="{later.pk}" selected>Other 2027/28</option>' in page
    assert new_groups() == []


def test_the_only_project_of_the_next_year_is_chosen_at_first(hub, client):
    group = make_group(hub)
    later = make.make_project(group.project.stage, start_year=2027, title="Other")

    page = text_of(client.get(PAGE))

    assert f'<option value="{later.pk}" selected>Other 2027/28</option>' in page


@pytest.mark.parametrize("is_copied", [True, False])
def test_next_years_project_is_chosen_or_copied(hub, client, is_copied):
    group = make_group(hub)
    later = make.make_project(group.project.stage, start_year=2027, title="Other")
    chosen = "" if is_copied else str(later.pk)

    client.post(PAGE, {"groups": [group.pk], f"project_{group.project_id}": chosen})

    made = WorkGroup.objects.get(made_from=group)
    copies = Project.objects.filter(copied_from=group.project)
    assert [*copies] == ([made.project] if is_copied else [])
    assert (made.project == later) is not is_copied


def test_the_project_of_another_hub_or_stage_cannot_be_chosen(hub, client):
    group = make_group(hub)
    stage = make.make_stage(make.make_programme(make.make_hub("Wolds")))
    for project in (
        make.make_project(stage, start_year=2027),
        make.make_project(
            make.make_stage(group.project.stage.programme), start_year=2027
        ),
    ):
        data = {"groups": [group.pk], f"project_{group.project_id}": project.pk}

        assert client.post(PAGE, data).status_code == 200
        assert new_groups() == []


def test_groups_of_another_hub_are_neither_shown_nor_made(hub, client):
    make_group(hub, "Bexley")
    make_group(hub, "Bromley")
    wolds = make.make_hub("Wolds")
    theirs = [make_group(wolds, "Grimsby"), make_group(wolds, "Louth")]

    shown = client.get(f"{PAGE}?hub={wolds.pk}")
    posted = client.post(PAGE, {"groups": [theirs[0].pk]})

    assert ticked(shown) == [("Bexley", True), ("Bromley", True)]
    assert posted.status_code == 200
    assert new_groups() == []
    assert client.get(f"{PAGE}?group={theirs[1].pk}").status_code == 404
    assert client.post(f"{PAGE}?group={theirs[1].pk}").status_code == 404


def test_staff_of_two_hubs_see_the_groups_of_the_hub_they_chose(hub, staff, client):
    wolds = make.make_hub("Wolds")
    make.give_role(staff, "hub_administrator", hub=wolds)
    make_group(hub, "Bexley")
    theirs = make_group(wolds, "Grimsby")

    first, second = client.get(f"{PAGE}?hub={hub.pk}"), f"{PAGE}?hub={wolds.pk}"
    client.post(second, {"groups": [theirs.pk]})

    assert ticked(first) == [("Bexley", True)]
    assert new_groups() == [("Grimsby", "Grimsby", "Wolds")]
    assert made_of(client.get(second)) == ["Grimsby"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("hub_lead", 200),
        ("assistant_hub_lead", 200),
        ("hub_administrator", 200),
        ("work_group_lead", 403),
        ("evaluator", 403),
        ("national", 403),
    ],
)
def test_those_who_add_groups_use_the_page(hub, kind, status):
    group = make_group(hub)
    client = client_of(make.make_staff(kind, hub=hub))

    assert client.get(PAGE).status_code == status
    client.post(PAGE, {"groups": [group.pk]})
    assert bool(new_groups()) is (status == 200)


def test_another_year_is_opened_by_its_link(hub, client):
    make_group(hub, "Now")
    make_group(hub, "Then 2024/25", start_year=2024)
    make_group(make.make_hub("Wolds"), start_year=2020)

    answer = client.get(f"{PAGE}?of=2024")

    assert answer.context["title"] == "Groups of 2025/26"
    assert [plan.title for plan, _ in answer.context["to_make"]] == ["Then 2025/26"]
    assert answer.context["years"] == [
        (2026, "2026/27", False),
        (2024, "2024/25", True),
    ]
    assert f'href="?hub={hub.pk}&amp;of=2024" aria-current="true">From 2024/25<' in (
        text_of(answer)
    )


def test_a_hub_without_groups_reads_what_to_do(hub, client):
    page = text_of(client.get(PAGE))

    assert "There is no group in 2026/27." in page
    assert 'name="groups"' not in page


def test_a_name_that_another_hub_took_makes_nothing(hub, client, monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError

    group = make_group(hub)
    monkeypatch.setattr(next_year, "make_next_years_groups", refuse)

    answer = client.post(PAGE, {"groups": [group.pk]})

    assert said(answer) == ["Nothing was made, because of others. Press again."]
    assert ticked(answer) == [("Greenwich", True)]


def test_the_page_takes_as_many_statements_for_50_groups_as_for_one(hub, staff, client):
    make_group(hub).leads.add(staff)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for _ in range(49):
        make_group(hub).leads.add(staff)

    with CaptureQueriesContext(connection) as many:
        answer = client.get(PAGE)

    assert len(answer.context["to_make"]) == 50
    assert len(few) == len(many) <= 14


def test_the_list_leads_to_the_page_with_the_ticked_groups(hub, client):
    groups = [make_group(hub, title) for title in ("Bexley", "Bromley", "Greenwich")]
    listed = reverse("admin:workgroups_workgroup_changelist")
    data = {"action": "plan_next_year", "_selected_action": [g.pk for g in groups[:2]]}

    answer = client.post(listed, data)

    url = f"{PAGE}?hub={hub.pk}&of=2026&group={groups[0].pk}&group={groups[1].pk}"
    assert answer.url == url
    assert ticked(client.get(url)) == [("Bexley", True), ("Bromley", True)]
    client.post(url, {"groups": [groups[0].pk]})
    assert ticked(client.get(url)) == [("Bromley", True)]
    page = text_of(client.get(listed))
    button = (
        f'<li><a href="{PAGE}?hub={hub.pk}&amp;of=2026">Next year’s groups</a></li>'
    )
    assert button in page


def test_groups_of_two_years_or_hubs_are_not_planned_together(hub, staff, client):
    wolds = make.make_hub("Wolds")
    make.give_role(staff, "hub_lead", hub=wolds)
    now, then = make_group(hub), make_group(hub, start_year=2025)
    listed = reverse("admin:workgroups_workgroup_changelist")
    for other in (then, make_group(wolds)):
        data = {"action": "plan_next_year", "_selected_action": [now.pk, other.pk]}

        answer = client.post(listed, data, follow=True)

        assert answer.redirect_chain == [(listed, 302)]
        assert said(answer) == ["Choose groups of one hub and one academic year."]


def test_the_national_team_is_offered_neither_button_nor_action(hub):
    make_group(hub)
    client = client_of(make.make_staff("national"))

    page = client.get(reverse("admin:workgroups_workgroup_changelist"))

    assert "next-year" not in page.content.decode()
    assert "plan_next_year" not in page.content.decode()


def test_the_home_of_a_group_leads_to_its_plan(hub, client):
    group = make_group(hub)
    make_group(hub, "Bexley")
    home = client.get(reverse("admin:workgroups_workgroup_home", args=[group.pk]))
    words = "Next year’s group…"
    act = next(each for each in home.context["acts"] if each.words == words)

    posted = {"action": act.action, "_selected_action": act.row_id, "index": 0}
    answer = client.post(act.url, posted, follow=True)

    assert ticked(answer) == [("Greenwich", True)]
