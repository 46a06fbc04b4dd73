"""What was made by mistake is deleted, and what was used is retired and kept."""

from datetime import timedelta

import pytest

from evaluation.actions.questions import copy_question_sets, question_set_for
from evaluation.models import Question, QuestionSet
from recruitment.models import RegistrationDraft
from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM
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
