"""The page that deletes or retires a row, and where a retired row is left out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line
from tests.workgroups.test_retiring import (
    RUNS,
    entries,
    group_with_people,
    used_programme,
    used_project,
)
from workgroups.actions.retiring import retire
from workgroups.models import AuditEntry, Programme, Project, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def by():
    return factories.make_staff("hub_lead")


def page_of(row):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/delete/"


def test_the_page_of_an_unused_row_offers_both(signed_in, by):
    programme = factories.make_programme(name="<b>Test</b>")
    factories.make_stage(programme)

    text = one_line(signed_in(by).get(page_of(programme)).content.decode())

    assert "Nobody has used it. With it go 1 stage. This cannot be undone." in text
    assert 'value="delete">Delete it for good</button>' in text
    assert 'value="retire">Retire it</button>' in text
    assert "<b>Test" not in text


def test_the_page_of_a_used_row_says_why_it_stays(signed_in, by):
    group = group_with_people()[0]

    text = one_line(signed_in(by).get(page_of(group)).content.decode())

    assert "It cannot be deleted, because it was used:" in text
    assert "<li>1 registration</li> <li>1 place</li>" in text
    assert 'value="delete"' not in text
    assert 'value="retire"' not in text
    assert RUNS in text


def test_a_mistake_is_deleted_by_one_press(signed_in, by):
    project = factories.make_project(title="Mistake")

    page = signed_in(by).post(page_of(project), {"do": "delete"}, follow=True)

    assert not Project.objects.exists()
    assert page.redirect_chain == [("/admin/workgroups/project/", 302)]
    assert "Mistake 2026/27 is deleted." in page.content.decode()
    assert entries()[0][0] == "deleted"


def test_a_row_used_meanwhile_stays_and_the_page_says_why(signed_in, by):
    group = group_with_people()[0]

    page = signed_in(by).post(page_of(group), {"do": "delete"}, follow=True)

    assert page.redirect_chain == [(page_of(group), 302)]
    assert "It stays, because it was used: 1 registration and 1 place." in (
        page.content.decode()
    )
    assert WorkGroup.objects.filter(pk=group.pk).exists()


def test_a_row_is_retired_and_brought_back_from_its_page(signed_in, by):
    project = used_project()[0]
    client = signed_in(by)

    page = client.post(page_of(project), {"do": "retire"}, follow=True)
    assert "is retired. It stays in history and reports." in page.content.decode()
    assert page.redirect_chain == [
        (f"/admin/workgroups/project/{project.pk}/change/", 302)
    ]
    assert "Retired on 16 October 2026" in one_line(page.content.decode())

    retired = one_line(client.get(page_of(project)).content.decode())
    assert "Retired on 16 October 2026: it is offered no longer" in retired
    assert 'value="bring-back">Bring it back</button>' in retired
    page = client.post(page_of(project), {"do": "bring-back"}, follow=True)
    assert "is offered again." in page.content.decode()
    project.refresh_from_db()
    assert project.retired_on is None


def test_an_unknown_press_is_not_found(signed_in, by):
    project = factories.make_project()

    answer = signed_in(by).post(page_of(project), {"do": "burn"})

    assert answer.status_code == 404
    assert Project.objects.exists()


@pytest.mark.parametrize("make", [used_programme, used_project, group_with_people])
def test_another_hubs_row_is_not_found(signed_in, make):
    row = make()[0]
    stranger = factories.make_staff("hub_lead", hub=factories.make_hub("Bexley Hub"))
    client = signed_in(stranger)

    assert client.get(page_of(row)).status_code == 404
    assert client.post(page_of(row), {"do": "retire"}).status_code == 404
    row.refresh_from_db()
    assert row.retired_on is None


def test_a_national_row_is_read_by_a_hub_and_not_retired(signed_in, by):
    master = Programme.objects.create(name="National", audience="ect")

    assert signed_in(by).get(page_of(master)).status_code == 403
    assert signed_in(by).post(page_of(master), {"do": "delete"}).status_code == 403
    national = factories.make_staff("national")
    page = signed_in(national).post(page_of(master), {"do": "delete"})
    assert page.status_code == 302
    assert not Programme.objects.exists()
    assert AuditEntry.objects.get().hub is None


def test_the_edit_page_leads_there_and_has_no_stock_button(signed_in, by):
    project = factories.make_project()

    text = one_line(
        signed_in(by)
        .get(f"/admin/workgroups/project/{project.pk}/change/")
        .content.decode()
    )

    assert f'<a href="{page_of(project)}">Delete or retire</a>' in text
    assert "deletelink" not in text


def test_the_home_of_a_group_leads_there_also_once_it_is_cancelled(signed_in, by):
    for group in (
        factories.make_work_group(),
        factories.make_work_group(cancelled_on=FRIDAY),
    ):
        page = signed_in(by).get(f"/admin/workgroups/workgroup/{group.pk}/")

        acts = {act.words: act.url for act in page.context["acts"]}
        assert acts["Delete or retire…"] == page_of(group)


def test_lists_have_no_stock_deletion_and_filter_retired_rows(signed_in, by):
    factories.make_project(title="Used")
    factories.make_project(title="Before", retired_on=FRIDAY)
    client = signed_in(by)

    titles = {
        query: {row.title for row in client.get(path).context["cl"].result_list}
        for query in ("", "?retired=yes", "?retired=no", "?retired=perhaps")
        for path in [f"/admin/workgroups/project/{query}"]
    }

    assert titles == {
        "": {"Used", "Before"},
        "?retired=yes": {"Before"},
        "?retired=no": {"Used"},
        "?retired=perhaps": {"Used", "Before"},
    }
    assert (
        "delete_selected"
        not in client.get("/admin/workgroups/project/").content.decode()
    )


# --- what retired rows leave, and where they stay ------------------------------------


def offered(client, path, field="project"):
    page = client.get(path)
    shown = page.context.get("adminform")
    form = shown.form if shown else page.context["form"]
    return {str(row) for row in form.fields[field].queryset}


@pytest.mark.parametrize("what", ["project", "programme"])
def test_no_group_is_added_to_what_is_retired(signed_in, by, what):
    kept = factories.make_project(title="Kept")
    gone = factories.make_project(title="Gone")
    row = gone if what == "project" else gone.stage.programme
    retire(row, by=by, at=FRIDAY_5PM)
    client = signed_in(by)

    for path in (
        "/admin/workgroups/workgroup/add/",
        "/admin/workgroups/workgroup/from-project/",
    ):
        assert offered(client, path) == {str(kept)}


def test_a_group_of_a_retired_project_can_still_be_changed(signed_in, by):
    group = factories.make_work_group()
    retire(group.project, by=by, at=FRIDAY_5PM)

    path = f"/admin/workgroups/workgroup/{group.pk}/change/"

    form = signed_in(by).get(path).context["adminform"].form
    assert {*form.fields["project"].queryset} == {group.project}


def test_no_project_is_added_to_a_stage_of_a_retired_programme(signed_in, by):
    kept, gone = factories.make_stage(), factories.make_stage()
    retire(gone.programme, by=by, at=FRIDAY_5PM)
    own = factories.make_project(gone)
    client = signed_in(by)

    new = client.get("/admin/workgroups/project/add/").context["adminform"].form
    old = client.get(f"/admin/workgroups/project/{own.pk}/change/")

    assert {*new.fields["stage"].queryset} == {kept}
    assert {*old.context["adminform"].form.fields["stage"].queryset} == {kept, gone}


def test_next_years_groups_leave_out_what_is_retired(signed_in, by):
    over = FRIDAY - timedelta(days=9)
    kept, gone = factories.make_work_group("Kept"), factories.make_work_group("Gone")
    for group in (kept, gone):
        factories.make_session(group, on=over)
    later = factories.make_project(kept.project.stage, start_year=2027, title="Later")
    for row in (gone, later):
        retire(row, by=by, at=FRIDAY_5PM)

    page = signed_in(by).get("/admin/workgroups/workgroup/next-year/?of=2026")

    text = page.content.decode()
    assert "Kept" in text
    assert "Gone" not in text
    assert "Later" not in text


def test_a_retired_national_programme_is_offered_to_no_hub(signed_in, by):
    master = Programme.objects.create(name="National", audience="ect")
    client = signed_in(by)
    assert "National" in client.get("/admin/new-hub/").content.decode()
    retire(master, by=factories.make_staff("national"), at=FRIDAY_5PM)

    assert "National" not in client.get("/admin/new-hub/").content.decode()
    client.post(
        "/admin/workgroups/programme/",
        {"action": "copy_programmes", "_selected_action": [master.pk]},
    )
    assert not Programme.objects.filter(hub=by.roles.get().hub).exists()


def test_a_retired_group_leaves_the_public_pages_and_stays_in_history(signed_in, by):
    group = factories.make_work_group("Greenwich")
    session = factories.make_session(group, on=FRIDAY - timedelta(days=9))
    place = factories.make_place("completed", work_group=group)
    factories.mark_present(place, session)
    client = signed_in(by)
    paths = ["/work-groups/?year=2026", group.get_absolute_url()]
    before = [client.get(path) for path in paths]
    assert all("Greenwich" in page.content.decode() for page in before)

    retire(group, by=by, at=timezone.now())

    listed, own = (client.get(path) for path in paths)
    assert "Greenwich" not in listed.content.decode()
    assert own.status_code == 404
    home = one_line(
        client.get(f"/admin/workgroups/workgroup/{group.pk}/").content.decode()
    )
    assert "<strong>Retired on 16 October 2026.</strong>" in home
    assert ">Public page</a>" not in home
    person = client.get(f"/admin/recruitment/participant/{place.participant_id}/")
    assert "Greenwich" in person.content.decode()
