"""Add a work group from a project, with its dates typed one a line."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tests import factories as make
from tests.workgroups.adding_groups import (
    DATES,
    PAGE,
    client,
    errors_of,
    filled,
    hub,
    project,
    said,
    staff,
    text_of,
)
from workgroups.admin import from_project
from workgroups.models import AuditEntry, DateToAvoid, Session, Venue, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
__all__ = ["client", "hub", "project", "staff"]


def sessions_of(group):
    rows = group.sessions.order_by("number")
    return [f"{s.number} {s.on} {s.starts:%H:%M}-{s.ends:%H:%M}" for s in rows]


def test_project_and_dates_are_enough(hub, client, project):
    answer = client.post(PAGE, filled(client, project), follow=True)

    (group,) = WorkGroup.objects.all()
    home = reverse("admin:workgroups_workgroup_home", args=[group.pk])
    assert answer.redirect_chain == [(home, 302)]
    assert said(answer) == ["“SKTM: London South East+” is added, with 2 sessions."]
    assert {f.attname: getattr(group, f.attname) for f in WorkGroup._meta.fields} == {
        "id": group.pk,
        "hub_id": hub.pk,
        "project_id": project.pk,
        "slug": "sktm-london-south-east-2026",
        "title": "SKTM: London South East+",
        "start_year": 2026,
        "local_authority_id": None,
        "school_phase": "primary",
        "key_theme": "",
        "capacity": None,
        "target": None,
        "opens_on": None,
        "closes_on": None,
        "dates_confirmed": True,
        "offers": "at_once",
        "venue_id": None,
        "commitment": "",
        "places_per_school": None,
        "cancelled_on": None,
        "retired_on": None,
        "made_from_id": None,
    }
    assert sessions_of(group) == [
        "1 2027-01-12 16:00-18:00",
        "2 2027-02-09 14:00-15:30",
    ]
    first, second = group.sessions.order_by("number")
    assert first.hub == hub
    assert second.starts_at == datetime(2027, 2, 9, 14, tzinfo=UTC)


def test_what_is_typed_is_kept(hub, staff, client, project):
    lewisham = make.make_authority()
    rose_hill = make.make_venue("Rose Hill", hub=hub)

    client.post(
        PAGE,
        filled(
            client,
            project,
            local_authority=lewisham.pk,
            title=" Number  at Lewisham ",
            school_phase="secondary",
            leads=[staff.pk],
            capacity="0",
            target="18",
            opens_on="2026-11-01",
            closes_on="2026-11-01",
            venue=rose_hill.pk,
            starts="09:00",
            ends="12:00",
        ),
    )

    group = WorkGroup.objects.get()
    assert (group.title, group.school_phase) == ("Number at Lewisham", "secondary")
    assert (group.local_authority, group.venue) == (lewisham, rose_hill)
    assert (group.capacity, group.target) == (0, 18)
    assert group.opens_on == group.closes_on == date(2026, 11, 1)
    assert [*group.leads.all()] == [staff]
    assert sessions_of(group)[0] == "1 2027-01-12 09:00-12:00"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.hub, entry.actor) == (
        "add_group_from_project",
        hub,
        staff,
    )


def test_the_title_is_the_projects_and_the_authority(client, project):
    bexley = make.make_authority("Bexley")

    client.post(PAGE, filled(client, project, local_authority=bexley.pk))

    assert WorkGroup.objects.get().title == "SKTM: Bexley"


def test_the_rest_is_copied_from_the_newest_group_of_the_project(client, project):
    plan = {
        "day_share": 1,
        "focus": "Number",
        "outcomes": "Bonds",
        "in_class_activity": "Beads",
        "gap_task": "Count",
        "mentor_questions": "How far?",
        "to_bring": "Beads too",
        "between_minutes": 30,
        "mentors_invited": "the end",
    }
    other = make.make_project(project.stage, start_year=2027)
    for of, words in ((project, "Older"), (project, "Newer"), (other, "Other year")):
        group = make.make_work_group(
            project=of, commitment=words, offers="after_review"
        )
        make.make_session(group, number=1, venue="Hall", lead_note="Well")
        make.make_session(group, number=2, **(plan if words == "Newer" else {}))

    client.post(PAGE, filled(client, project, dates=f"{DATES}\n2 March"))

    group = WorkGroup.objects.get(title__startswith="SKTM: ")
    assert (group.commitment, group.offers) == ("Newer", "after_review")
    first, second, third = group.sessions.order_by("number")
    assert (first.venue, first.lead_note, first.focus) == (None, "", "")
    assert {name: getattr(second, name) for name in plan} == plan
    assert (third.focus, third.gap_task) == ("", "")


def test_a_new_projects_group_copies_the_newest_of_its_stage(client, project):
    for year, words in ((2024, "Older"), (2025, "Newer")):
        earlier = make.make_project(project.stage, start_year=year)
        make.make_work_group(project=earlier, commitment=words)
    make.make_work_group(commitment="Other stage")

    client.post(PAGE, filled(client, project))

    assert WorkGroup.objects.get(title__startswith="SKTM: ").commitment == "Newer"


def test_the_phase_is_the_stages_or_an_earlier_groups(hub, client):
    project = make.make_project(make.make_stage(make.make_programme(hub)))

    refused = client.post(PAGE, filled(client, project))
    make.make_work_group(project=project, school_phase="secondary")
    client.post(PAGE, filled(client, project))

    assert errors_of(refused) == {
        "school_phase": [
            "Choose a school phase: neither the stage nor an earlier group has one."
        ]
    }
    assert WorkGroup.objects.order_by("-pk").first().school_phase == "secondary"
    assert WorkGroup.objects.count() == 2


def test_the_stages_phase_comes_before_an_earlier_groups(client, project):
    make.make_work_group(project=project, school_phase="secondary")

    client.post(PAGE, filled(client, project))

    assert WorkGroup.objects.order_by("-pk").first().school_phase == "primary"


def test_lines_that_are_not_read_are_named_and_nothing_is_lost(hub, client, project):
    venue = make.make_venue("Rose Hill", hub=hub)
    dates = "12 January 2027\n\n<b>soon</b>\nMon 9 Feb 2027"

    answer = client.post(PAGE, filled(client, project, dates=dates, venue=venue.pk))

    assert errors_of(answer) == {
        "dates": [
            "Line 3: we find no date in “<b>soon</b>”. Write it as “12 January 2027”.",
            "Line 4: 9 February 2027 is a Tuesday.",
        ]
    }
    page = answer.content.decode()
    assert "Nothing is saved yet. What you typed is still here." in page
    assert (
        "\n12 January 2027\n\n&lt;b&gt;soon&lt;/b&gt;\nMon 9 Feb 2027</textarea>"
        in page
    )
    assert "Line 3: we find no date in “&lt;b&gt;soon" in page
    assert f'<option value="{venue.pk}" selected>Rose Hill</option>' in page
    assert f'<option value="{project.pk}" selected>SKTM 2026/27</option>' in page
    assert not WorkGroup.objects.exists()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"dates": " \n"}, {"dates": ["Please fill this in."]}),
        ({"project": ""}, {"project": ["This field is required."]}),
        (
            {"opens_on": "2026-11-02", "closes_on": "2026-11-01"},
            {"closes_on": ["This is before the group opens."]},
        ),
        ({"ends": "16:00"}, {"ends": ["A session ends after it starts."]}),
        (
            {"capacity": "-1", "target": "32768"},
            {
                "capacity": ["Ensure this value is greater than or equal to 0."],
                "target": ["Ensure this value is less than or equal to 32767."],
            },
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said(client, project, changes, errors):
    answer = client.post(PAGE, filled(client, project) | changes)

    assert errors_of(answer) == errors
    assert not WorkGroup.objects.exists()


def test_unusual_dates_are_saved_only_with_a_tick(hub, staff, client, project):
    DateToAvoid.objects.create(
        hub=hub, name="SATs", from_on=date(2027, 5, 10), until_on=date(2027, 5, 13)
    )
    bexley = make.make_work_group("Bexley", hub=hub, venue="Rose Hill")
    bexley.leads.add(staff)
    make.make_session(bexley, on=date(2027, 1, 12))
    dates = "12 Jan\n3 May\n11 May\n21 July 2027\n12 Jan 2029"
    rose_hill = bexley.venue_id
    data = filled(client, project, dates=dates, venue=rose_hill, leads=[staff.pk])

    warned = client.post(PAGE, data)
    none = WorkGroup.objects.filter(project=project).exists()
    ticked = client.post(PAGE, {**data, "save_anyway": "on"})

    assert errors_of(warned) == {
        "__all__": [
            "Session 2, Monday 3 May 2027, is a bank holiday.",
            "Session 3, Tuesday 11 May 2027, is on a day to avoid: SATs.",
            "Session 4, Wednesday 21 July 2027, is in weeks in which the hub is "
            "closed.",
            "Session 5, Friday 12 January 2029, is outside the academic year 2026/27.",
            "Session 1, Tuesday 12 January 2027: session 1 of Bexley is at the same "
            "venue that day.",
            "Session 1, Tuesday 12 January 2027: Ola Price also leads session 1 of "
            "Bexley that day.",
            "Bexley: nobody has a place yet.",
            "Are these dates right? If so, tick “Save these dates all the same”.",
        ]
    }
    assert "is on a day to avoid: SATs." in text_of(warned)
    assert not none
    assert ticked.status_code == 302
    assert Session.objects.filter(work_group__project=project).count() == 5


def test_dates_to_avoid_of_another_authority_are_not_warned_of(hub, client, project):
    bexley, bromley = make.make_authority("Bexley"), make.make_authority("Bromley")
    DateToAvoid.objects.create(
        hub=hub,
        name="Theirs",
        from_on=date(2027, 1, 12),
        until_on=date(2027, 1, 12),
        local_authority=bexley,
    )

    warned = client.post(PAGE, filled(client, project, local_authority=bexley.pk))
    saved = client.post(PAGE, filled(client, project, local_authority=bromley.pk))

    assert (warned.status_code, saved.status_code) == (200, 302)


def test_a_tick_does_not_save_lines_that_are_not_read(client, project):
    answer = client.post(PAGE, filled(client, project, dates="soon", save_anyway="on"))

    assert [*errors_of(answer)] == ["dates"]
    assert not WorkGroup.objects.exists()


def test_a_web_address_that_another_group_took_adds_nothing(
    client, project, monkeypatch
):
    def refuse(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(from_project, "add_group_from_project", refuse)

    answer = client.post(PAGE, filled(client, project))

    assert said(answer) == ["Nothing was added, because of others. Press again."]
    assert "12 January 2027" in answer.content.decode()


def test_two_groups_of_one_title_have_two_web_addresses(client, project):
    client.post(PAGE, filled(client, project))
    client.post(PAGE, filled(client, project, save_anyway="on"))

    slugs = WorkGroup.objects.order_by("pk").values_list("slug", flat=True)
    assert [*slugs] == [
        "sktm-london-south-east-2026",
        "sktm-london-south-east-2026-2",
    ]


def test_fewer_than_15_fields_are_shown(client, project):
    form = client.get(PAGE).context["form"]

    assert [*form.fields] == [
        "project",
        "local_authority",
        "title",
        "school_phase",
        "leads",
        "capacity",
        "target",
        "opens_on",
        "closes_on",
        "venue",
        "starts",
        "ends",
        "dates",
        "save_anyway",
    ]
    assert (form["starts"].value(), form["ends"].value()) == ("16:00", "18:00")


def test_a_venue_of_another_hub_or_one_no_longer_used_is_not_offered(client, project):
    theirs = make.make_venue("Theirs", hub=make.make_hub("Wolds and Dales"))
    retired = make.make_venue("Old hall", hub=project.hub)
    Venue.objects.filter(pk=retired.pk).update(in_use=False)

    answers = [
        client.post(PAGE, filled(client, project, venue=each.pk))
        for each in (theirs, retired)
    ]

    assert [[*errors_of(answer)] for answer in answers] == [["venue"], ["venue"]]
    assert not WorkGroup.objects.exists()


def test_a_venue_with_too_few_seats_is_warned_of(hub, client, project):
    small = make.make_venue("Small room", hub=hub, seats=11)
    data = filled(client, project, venue=small.pk, capacity="12")

    warned = client.post(PAGE, data)
    fits = client.post(PAGE, {**data, "capacity": "11"})

    assert "11" in errors_of(warned)["__all__"][0]
    assert "Small room" in errors_of(warned)["__all__"][0]
    assert fits.status_code == 302
