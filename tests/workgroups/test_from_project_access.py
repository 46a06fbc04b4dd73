"""Who adds a work group from a project, to which hub, and what leads to the page."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.hubsite.test_group_home import client_of
from tests.workgroups.adding_groups import (
    DATES,
    PAGE,
    client,
    errors_of,
    filled,
    hub,
    project,
    staff,
    text_of,
)
from workgroups.models import WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
__all__ = ["client", "hub", "project", "staff"]


def test_the_projects_and_leads_of_another_hub_are_not_offered(hub, staff, client):
    wolds = make.make_hub("Wolds")
    stage = make.make_stage(make.make_programme(wolds), school_phase="primary")
    theirs = make.make_project(stage, title="Theirs")
    national = make.make_project(make.make_stage(make.make_programme(hub)))
    national.hub = None
    national.save()
    other = make.make_staff("work_group_lead", hub=wolds, name="Jo Fern")
    own = make.make_project(make.make_stage(make.make_programme(hub)))

    page = client.get(f"{PAGE}?hub={wolds.pk}&project={theirs.pk}")
    projects = client.post(PAGE, {"project": theirs.pk, "dates": DATES})
    leads = client.post(PAGE, filled(client, own, leads=[other.pk]))

    form = page.context["form"]
    assert [*form.fields["project"].queryset] == [own]
    assert [*form.fields["leads"].queryset] == [staff]
    assert "Theirs" not in text_of(page)
    assert "Jo Fern" not in text_of(page)
    assert "project" in errors_of(projects)
    assert "leads" in errors_of(leads)
    assert not WorkGroup.objects.exists()


def test_staff_of_two_hubs_add_to_the_hub_they_chose(hub, staff, client, project):
    wolds = make.make_hub("Wolds")
    make.give_role(staff, "hub_lead", hub=wolds)
    stage = make.make_stage(make.make_programme(wolds), school_phase="primary")
    theirs = make.make_project(stage, title="Theirs")

    client.post(f"{PAGE}?hub={wolds.pk}", filled(client, theirs))

    assert [group.hub for group in WorkGroup.objects.all()] == [wolds]
    refused = client.post(f"{PAGE}?hub={wolds.pk}", filled(client, project))
    assert [*errors_of(refused)] == ["project"]


def test_a_former_authority_is_not_offered(client, project):
    gone = make.make_authority("Gone", in_use=False)

    answer = client.post(PAGE, filled(client, project, local_authority=gone.pk))

    assert [*errors_of(answer)] == ["local_authority"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("hub_lead", 302),
        ("hub_administrator", 302),
        ("work_group_lead", 403),
        ("evaluator", 403),
        ("national", 403),
    ],
)
def test_those_who_add_groups_use_the_page(hub, staff, project, kind, status):
    data = filled(client_of(staff), project)
    client = client_of(make.make_staff(kind, hub=hub))

    assert client.post(PAGE, data).status_code == status
    assert WorkGroup.objects.exists() is (status == 302)


def test_the_list_and_the_project_lead_to_the_page(hub, client, project):
    listed = client.get(reverse("admin:workgroups_workgroup_changelist"))
    change = reverse("admin:workgroups_project_change", args=[project.pk])

    own, url = client.get(change), f"{PAGE}?hub={hub.pk}&amp;project={project.pk}"

    button = f'<li><a href="{PAGE}?hub={hub.pk}">Add from a project</a></li>'
    assert button in text_of(listed)
    assert "Add work group" in text_of(listed)
    assert f'<li><a href="{url}">Add a group of this project</a></li>' in text_of(own)
    page = text_of(client.get(url.replace("&amp;", "&")))
    assert f'<option value="{project.pk}" selected>SKTM 2026/27</option>' in page


def test_a_national_project_has_no_button(client, project):
    project.hub = project.stage.hub = project.stage.programme.hub = None
    for row in (project.stage.programme, project.stage, project):
        row.save()
    change = reverse("admin:workgroups_project_change", args=[project.pk])

    for user_client in (client, client_of(make.make_staff("national"))):
        page = user_client.get(change)

        assert page.status_code == 200
        assert "Add a group of this project" not in page.content.decode()
