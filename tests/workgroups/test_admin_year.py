"""Setting up a year in the admin: programmes, groups, sessions and their copies."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.admin_forms import shown_on
from workgroups.admin.hubs import WeeksField
from workgroups.models import Programme, Project, WorkGroup

pytestmark = pytest.mark.django_db


def test_a_hub_lead_sets_up_programme_project_group_and_sessions(lead, years):
    mine, _ = years
    stages = {"stages-TOTAL_FORMS": 2, "stages-INITIAL_FORMS": 0}
    for number in (0, 1):
        stages[f"stages-{number}-order"] = number + 1
        stages[f"stages-{number}-name"] = f"ECT {number + 1}"

    lead.post(
        reverse("admin:workgroups_programme_add"),
        {"name": "SKTM ECT", "audience": "ect", "completes_at": 75, **stages},
    )
    programme = Programme.objects.get(name="SKTM ECT")
    lead.post(
        reverse("admin:workgroups_project_add"),
        {
            "stage": programme.stages.first().pk,
            "start_year": 2026,
            "code": "ncp26-09",
            "title": "SKTM ECT 1",
            "outcomes-TOTAL_FORMS": 1,
            "outcomes-INITIAL_FORMS": 0,
            "outcomes-0-kind": "pupil_learning",
            "outcomes-0-audience": "participants",
            "outcomes-0-text": "Pupils explain.",
            "outcomes-0-order": 1,
            "common_plans-TOTAL_FORMS": 0,
            "common_plans-INITIAL_FORMS": 0,
        },
    )
    project = Project.objects.get(title="SKTM ECT 1")
    lead.post(
        reverse("admin:workgroups_workgroup_add"),
        {
            "project": project.pk,
            "title": "Primary ECT Lewisham",
            "start_year": 2026,
            "school_phase": "primary",
            "offers": "at_once",
            "dates_confirmed": "on",
            "leads": [mine.staff["work_group_lead"].pk],
            "sessions-TOTAL_FORMS": 1,
            "sessions-INITIAL_FORMS": 0,
            "sessions-0-number": 1,
            "sessions-0-on": "2026-10-15",
            "sessions-0-starts": "16:00",
            "sessions-0-ends": "18:00",
            "sessions-0-day_share": "0.25",
        },
    )

    group = WorkGroup.objects.get(title="Primary ECT Lewisham")
    session = group.sessions.get()
    rows = [programme, *programme.stages.all(), project, *project.outcomes.all()]
    assert {row.hub for row in [*rows, group, session]} == {mine.hub}
    assert (project.code, group.slug) == ("NCP 26-09", "primary-ect-lewisham-2026")
    assert list(group.leads.all()) == [mine.staff["work_group_lead"]]


def test_an_invalid_project_code_is_refused_with_a_sentence(lead, years):
    answer = lead.post(
        reverse("admin:workgroups_project_add"),
        {
            "stage": years[0].stage.pk,
            "start_year": 2026,
            "title": "T",
            "code": "twenty",
            "outcomes-TOTAL_FORMS": 0,
            "outcomes-INITIAL_FORMS": 0,
            "common_plans-TOTAL_FORMS": 0,
            "common_plans-INITIAL_FORMS": 0,
        },
    )

    assert "A code looks like" in answer.content.decode()


def test_a_lead_of_another_hub_cannot_be_chosen(lead, years):
    mine, theirs = years
    url = reverse("admin:workgroups_workgroup_change", args=[mine.other_group.pk])

    page = lead.get(url).content.decode()

    assert mine.staff["work_group_lead"].name in page
    assert theirs.staff["work_group_lead"].name not in page


def test_a_national_programme_is_copied_to_the_hub(lead, years):
    master = Programme.objects.create(name="National ECT", audience="ect")
    master.stages.create(order=1, name="ECT 1")
    url = reverse("admin:workgroups_programme_changelist")
    chosen = {"action": "copy_programmes", "_selected_action": [master.pk]}

    lead.post(url, chosen)
    lead.post(url, chosen)

    own = Programme.objects.get(copied_from=master)
    assert own.hub == years[0].hub
    assert [(stage.name, stage.hub) for stage in own.stages.all()] == [
        ("ECT 1", years[0].hub)
    ]


def test_national_masters_are_read_and_not_changed(lead):
    master = Programme.objects.create(name="National ECT", audience="ect")
    url = reverse("admin:workgroups_programme_change", args=[master.pk])
    stages = {"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0}

    page = lead.get(url)
    answer = lead.post(url, {"name": "Ours now", "audience": "ect", **stages})

    master.refresh_from_db()
    assert (page.status_code, answer.status_code) == (200, 403)
    assert master.name == "National ECT"


def test_options_of_a_question_are_typed_one_a_line(lead, years):
    question_set = years[0].question_set
    url = reverse("admin:evaluation_questionset_change", args=[question_set.pk])
    questions = {
        "questions-TOTAL_FORMS": 1,
        "questions-INITIAL_FORMS": 0,
        "questions-0-number": 99,
        "questions-0-key": "which",
        "questions-0-kind": "choice",
        "questions-0-text": "Which one?",
        "questions-0-options": "One\r\nTwo\r\n",
    }

    lead.post(url, {**shown_on(lead, url), **questions})

    made = question_set.questions.get(key="which")
    assert (made.options, made.hub) == (["One", "Two"], years[0].hub)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07-20 to 09-05", [["07-20", "09-05"]]),
        ("", []),
        ("20 July to 5 September", None),
        ("07-20", None),
    ],
)
def test_closed_weeks_are_typed_as_days(typed, kept):
    field = WeeksField(required=False)

    if kept is None:
        with pytest.raises(ValidationError, match="month and day"):
            field.clean(typed)
    else:
        assert field.clean(typed) == kept
