"""The check-list of a new hub: what is missing, and what each press does."""

import re
from datetime import date

import pytest

from evaluation.models import QuestionSet
from tests import factories as make
from workgroups.models import AuditEntry, Hub, HubArea, Programme, Role, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
ALL = [
    "areas",
    "schools",
    "notice",
    "programme",
    "questions",
    "project",
    "leads",
    "group",
]
PAGE = "/admin/new-hub/"


@pytest.fixture
def hub():
    return make.make_hub("Kent and Coast")


@pytest.fixture
def staff(signed_in, hub):
    return signed_in(make.make_staff("hub_lead", hub=hub))


@pytest.fixture
def full_hub():
    """Another hub, which has everything; it never counts for the first."""
    other = make.make_hub("Wolds and Dales")
    set_up(other)
    return other


def set_up(hub, *, year: int = 2026, **left_out: bool) -> None:
    """Do every step of a hub for a year but those left out."""
    area = make.make_authority(f"Area of {hub.pk}")
    if "areas" not in left_out:
        HubArea.objects.create(hub=hub, local_authority=area, start_year=year)
    if "schools" not in left_out:
        make.make_school(local_authority=area)
    if "notice" not in left_out:
        Hub.objects.filter(pk=hub.pk).update(notice_version="2", notice_read="2")
    if "questions" not in left_out:
        QuestionSet.objects.create(hub=hub, kind="session", title="Ours", version=9)
    if "leads" not in left_out:
        make.make_staff("work_group_lead", hub=hub)
    if "group" not in left_out:
        make.make_work_group(hub=hub, start_year=year)


def to_do(page) -> list[str]:
    return [step.name for step in page.context["steps"] if not step.is_done]


def test_a_new_hub_lacks_everything_though_another_has_it(staff, full_hub):
    assert to_do(staff.get(PAGE)) == ALL


def test_a_hub_with_everything_lacks_nothing(staff, hub, full_hub):
    set_up(hub)

    page = staff.get(PAGE)

    assert to_do(page) == []
    assert page.content.decode().count(">done</span>") == 8
    assert ">to do</span>" not in page.content.decode()


@pytest.mark.parametrize("step", ["areas", "schools", "notice", "questions", "leads"])
def test_each_step_is_told_apart(staff, hub, full_hub, step):
    set_up(hub, **{step: True})

    missing = {"areas": ["areas", "schools"]}.get(step, [step])
    assert to_do(staff.get(PAGE)) == missing


def test_what_was_done_for_last_year_is_missing_this_year(staff, hub):
    set_up(hub, year=2025)

    assert to_do(staff.get(PAGE)) == ["areas", "schools", "project", "group"]


def test_a_cancelled_group_and_a_lead_who_left_do_not_count(staff, hub):
    set_up(hub)
    hub.work_groups.update(cancelled_on=date(2026, 10, 1))
    leads = Role.objects.filter(hub=hub, kind="work_group_lead")

    leads.update(until_on=date(2026, 10, 15))
    assert to_do(staff.get(PAGE)) == ["leads", "group"]

    leads.update(until_on=date(2026, 10, 16))
    assert to_do(staff.get(PAGE)) == ["group"]


def test_a_notice_that_changed_is_to_be_read_again(staff, hub):
    set_up(hub)
    Hub.objects.filter(pk=hub.pk).update(notice_version="3")

    assert to_do(staff.get(PAGE)) == ["notice"]


def test_pressing_notes_that_the_notice_was_read_once(staff, hub, full_hub):
    for _ in range(2):
        page = staff.post(PAGE, {"do": "notice"}, follow=True)

    hub.refresh_from_db()
    assert hub.notice_read == hub.notice_version
    assert "Noted: you have read the privacy notice." in page.content.decode()
    assert "We have read it" not in page.content.decode()
    assert AuditEntry.objects.filter(action="read_notice", hub=hub).count() == 1


def test_a_national_programme_is_copied_in_one_press(staff, hub, full_hub):
    master = Programme.objects.create(name="SKTM Primary ECT", audience="ect")
    Stage.objects.create(programme=master, order=1, name="ECT 1")
    Programme.objects.create(name="Theirs", audience="ect", hub=full_hub)

    before = staff.get(PAGE)
    after = staff.post(PAGE, {"do": f"programme {master.pk}"}, follow=True)

    own = Programme.objects.get(hub=hub)
    assert (own.copied_from, [each.name for each in own.stages.all()]) == (
        master,
        ["ECT 1"],
    )
    assert re.findall(r"Copy [A-Z].*(?=</button)", before.content.decode()) == [
        "Copy SKTM Primary ECT"
    ]
    assert "Copy SKTM" not in after.content.decode()
    assert "SKTM Primary ECT is copied." in after.content.decode()
    assert "programme" not in to_do(after)


def test_the_questions_are_copied_in_one_press_and_own_sets_stay(staff, hub, full_hub):
    own = QuestionSet.objects.create(hub=hub, kind="mentor", title="Ours")
    QuestionSet.objects.create(kind="session", title="Session", version=7)
    newest = QuestionSet.objects.create(kind="session", title="Session", version=8)
    newest.questions.create(number=1, key="useful", kind="rating", text="Useful?")
    kinds = set(QuestionSet.objects.filter(hub=None).values_list("kind", flat=True))

    page = staff.post(PAGE, {"do": "questions"}, follow=True)

    copies = QuestionSet.objects.filter(hub=hub)
    assert {each.kind for each in copies} == kinds
    assert len(copies) == len(kinds)
    assert list(copies.filter(kind="mentor")) == [own]
    session = copies.get(kind="session")
    assert (session.copied_from, session.questions.get().text) == (newest, "Useful?")
    assert f"{len(kinds) - 1} question sets copied." in page.content.decode()
    assert QuestionSet.objects.filter(hub=full_hub).count() == 1


@pytest.mark.parametrize(
    "pressed", ["", "group", "programme", "programme 0", "programme x", "hub 1"]
)
def test_another_press_does_nothing(staff, pressed):
    Programme.objects.create(pk=1, name="SKTM Primary ECT", audience="ect")

    assert staff.post(PAGE, {"do": pressed}).status_code == 404
    assert not AuditEntry.objects.exists()


def test_a_programme_of_another_hub_is_not_copied(staff, hub, full_hub):
    theirs = Programme.objects.create(name="Theirs", audience="ect", hub=full_hub)

    answer = staff.post(PAGE, {"do": f"programme {theirs.pk}"})

    assert answer.status_code == 404
    assert not Programme.objects.filter(hub=hub).exists()


@pytest.mark.parametrize("kind", ["evaluator", "national", "work_group_lead"])
def test_only_staff_of_a_hub_have_the_page(signed_in, hub, kind):
    client = signed_in(make.make_staff(kind, hub=hub))

    answers = [client.get(PAGE), client.post(PAGE, {"do": "notice"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Hub.objects.get(pk=hub.pk).notice_read == ""


def test_the_start_page_shows_the_steps_until_there_is_a_group(staff, hub, full_hub):
    first = staff.get("/admin/")
    make.make_work_group(hub=hub, start_year=2026)
    second = staff.get("/admin/")

    assert [step.name for step in first.context["home"].steps] == ALL
    assert "Set up 2026/27, in this order" in first.content.decode()
    assert second.context["home"].steps == []
    assert "Set up 2026/27" not in second.content.decode()


def test_each_line_leads_to_the_page_that_does_it(staff, hub):
    page = staff.get(PAGE)

    urls = {step.name: step.url for step in page.context["steps"]}
    assert urls == {
        "areas": f"/admin/workgroups/hub/{hub.pk}/change/",
        "schools": f"/admin/workgroups/school/?hub={hub.pk}",
        "notice": "/privacy/kent-and-coast/",
        "programme": f"/admin/workgroups/programme/?hub={hub.pk}",
        "questions": f"/admin/evaluation/questionset/?hub={hub.pk}",
        "project": f"/admin/workgroups/project/add/?hub={hub.pk}",
        "leads": f"/admin/workgroups/role/add/?hub={hub.pk}",
        "group": f"/admin/workgroups/workgroup/from-project/?hub={hub.pk}",
    }
    assert [staff.get(url).status_code for url in urls.values()] == [200] * 8


def test_the_page_has_a_fixed_number_of_statements(staff, hub, data_statements):
    with data_statements(at_most=9) as few:
        staff.get(PAGE)
    for number in range(20):
        set_up(make.make_hub(f"Hub {number}"))
        Programme.objects.create(name=f"Programme {number}", audience="ect")
    with data_statements(at_most=9) as many:
        staff.get(PAGE)

    assert len(many) == len(few)


def test_a_press_needs_the_permission_of_the_policy(staff, hub, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "workgroups.permissions.allows",
        lambda scope, model, act: asked.append((model, act)) or act == "read",
    )

    answer = staff.post(PAGE, {"do": "notice"})

    assert answer.status_code == 403
    assert ("workgroups.Hub", "change") in asked
    assert Hub.objects.get(pk=hub.pk).notice_read == ""
