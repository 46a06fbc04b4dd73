"""What was made by mistake is deleted, and what was used is retired and kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation.actions.questions import copy_question_sets, question_set_for
from evaluation.models import Question, QuestionSet
from recruitment.models import RegistrationDraft
from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line
from workgroups import retiring
from workgroups.actions.retiring import bring_back, delete_unused, retire
from workgroups.errors import CannotRetire, StillUsed
from workgroups.models import (
    AuditEntry,
    IntendedOutcome,
    Programme,
    Project,
    Session,
    Stage,
    WorkGroup,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def by():
    return factories.make_staff("hub_lead")


def make_set(hub=None, kind="session", version=1, **fields):
    own = QuestionSet.objects.create(
        hub=hub, kind=kind, title="Ours", version=version, **fields
    )
    Question.objects.create(
        hub=hub, question_set=own, number=1, key="a", kind="text", text="How was it?"
    )
    return own


def make_outcome(project):
    return IntendedOutcome.objects.create(
        hub=project.hub, project=project, kind="pupil_learning", text="Gains"
    )


def entries():
    return [
        (each.action, each.object_type, each.object_id, each.hub_id, each.fields)
        for each in AuditEntry.objects.order_by("pk")
    ]


def test_an_unused_programme_goes_with_its_stages(by):
    programme = factories.make_programme()
    factories.make_stage(programme)
    factories.make_stage(programme)
    pk = programme.pk

    assert retiring.goes_too(programme) == ["2 stages"]
    assert retiring.uses_of(programme) == []
    delete_unused(programme, by=by, at=FRIDAY_5PM)

    assert (Programme.objects.count(), Stage.objects.count()) == (0, 0)
    hub = factories.make_hub()
    assert entries() == [("deleted", "workgroups.programme", str(pk), hub.pk, "")]
    assert AuditEntry.objects.get().actor == by


def test_an_unused_project_goes_with_its_outcomes(by):
    project = factories.make_project()
    make_outcome(project)

    assert retiring.goes_too(project) == ["1 intended outcome"]
    delete_unused(project, by=by, at=FRIDAY_5PM)

    assert (Project.objects.count(), IntendedOutcome.objects.count()) == (0, 0)
    assert Stage.objects.count() == 1


def test_an_unused_group_goes_with_its_sessions(by):
    group = factories.make_work_group()
    group.leads.add(factories.make_staff("work_group_lead"))
    factories.make_session(group)
    other = factories.make_session()

    assert retiring.goes_too(group) == ["1 session"]
    delete_unused(group, by=by, at=FRIDAY_5PM)

    assert list(WorkGroup.objects.all()) == [other.work_group]
    assert list(Session.objects.all()) == [other]


def test_an_unused_question_set_goes_with_its_questions(by):
    own = make_set(factories.make_hub())

    assert retiring.goes_too(own) == ["1 question"]
    delete_unused(own, by=by, at=FRIDAY_5PM)

    assert not QuestionSet.objects.filter(pk=own.pk).exists()
    assert not Question.objects.filter(text="How was it?").exists()


def used_programme():
    return factories.make_project().stage.programme, ["1 project"]


def copied_programme():
    master = Programme.objects.create(name="National", audience="ect")
    factories.make_programme(copied_from=master)
    factories.make_programme(copied_from=master)
    return master, ["2 copies"]


def used_project():
    return factories.make_work_group().project, ["1 work group"]


def group_with_people():
    group = factories.make_place().work_group
    return group, ["1 registration", "1 place"]


def group_with_a_register():
    session = factories.make_session()
    place = factories.make_place()
    factories.mark_present(place, session)
    return session.work_group, ["1 attendance"]


def group_with_a_form_begun():
    group = factories.make_work_group()
    RegistrationDraft.objects.create(
        hub=group.hub, work_group=group, changed_at=FRIDAY_5PM
    )
    return group, ["1 registration draft"]


def group_in_an_evaluation():
    group = factories.make_work_group()
    factories.make_evaluation(work_groups=[group])
    return group, ["1 evaluation"]


def group_that_was_copied():
    group = factories.make_work_group()
    factories.make_work_group(made_from=group, start_year=2027)
    return group, ["1 group made from it"]


def asked_set():
    own = make_set(factories.make_hub())
    factories.make_form(kind="session")
    return own, ["1 feedback form"]


USED = [
    used_programme,
    copied_programme,
    used_project,
    group_with_people,
    group_with_a_register,
    group_with_a_form_begun,
    group_in_an_evaluation,
    group_that_was_copied,
    asked_set,
]


@pytest.mark.parametrize("make", USED)
def test_what_was_used_stays(by, make):
    row, uses = make()

    assert retiring.uses_of(row) == uses
    with pytest.raises(StillUsed) as refused:
        delete_unused(row, by=by, at=FRIDAY_5PM)

    assert str(refused.value) == (
        f"It stays, because it was used: {' and '.join(uses)}."
    )
    assert type(row).objects.filter(pk=row.pk).exists()
    assert entries() == []


def test_a_row_is_retired_once_and_brought_back(by):
    project = factories.make_project()
    label = ("workgroups.project", str(project.pk), project.hub_id, "retired_on")

    retire(project, by=by, at=FRIDAY_5PM)
    retire(project, by=by, at=FRIDAY_5PM + timedelta(days=3))
    project.refresh_from_db()
    assert project.retired_on == FRIDAY

    bring_back(project, by=by, at=FRIDAY_5PM)
    bring_back(project, by=by, at=FRIDAY_5PM)
    project.refresh_from_db()
    assert project.retired_on is None
    assert entries() == [("retired", *label), ("brought_back", *label)]


RUNS = "It still runs. Cancel it first, or wait until the last of its sessions is over."


@pytest.mark.parametrize(
    ("days", "fields", "why"),
    [
        (-1, {}, ""),
        (0, {}, RUNS),
        (None, {}, RUNS),
        (-1, {"dates_confirmed": False}, RUNS),
        (9, {"cancelled_on": FRIDAY}, ""),
    ],
)
def test_a_group_is_retired_once_it_is_over_or_cancelled(by, days, fields, why):
    group = factories.make_work_group(**fields)
    if days is not None:
        factories.make_session(group, on=FRIDAY + timedelta(days=days))

    assert retiring.why_not_retired(group, today=FRIDAY) == why
    if why:
        with pytest.raises(CannotRetire, match="It still runs"):
            retire(group, by=by, at=FRIDAY_5PM)
        assert entries() == []
    else:
        retire(group, by=by, at=FRIDAY_5PM)
    group.refresh_from_db()
    assert group.retired_on == (None if why else FRIDAY)


def test_the_last_set_of_its_kind_in_use_is_not_retired(by):
    hub = factories.make_hub()
    only = make_set(hub)
    make_set(hub, kind="final")
    make_set(factories.make_hub("Bexley Hub"))
    make_set(hub, version=3, retired_on=FRIDAY)

    with pytest.raises(CannotRetire, match="the only set of its kind"):
        retire(only, by=by, at=FRIDAY_5PM)

    newer = make_set(hub, version=2)
    retire(newer, by=by, at=FRIDAY_5PM)
    newer.refresh_from_db()
    assert newer.retired_on == FRIDAY


def test_a_retired_set_is_asked_no_longer():
    hub = factories.make_hub()
    older = make_set(hub)
    newer = make_set(hub, version=2)

    assert question_set_for(hub, "session") == newer
    QuestionSet.objects.filter(pk=newer.pk).update(retired_on=FRIDAY)
    assert question_set_for(hub, "session") == older


def test_a_retired_national_set_is_copied_no_longer(by):
    hub = factories.make_hub()
    make_set(kind="itt", version=9, retired_on=FRIDAY)

    assert question_set_for(hub, "itt").version == 1
    copy_question_sets(hub=factories.make_hub("Other"), by=by, at=FRIDAY_5PM)
    assert not QuestionSet.objects.filter(hub__isnull=False, version=9).exists()


# --- the page ---------------------------------------------------------------------


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
