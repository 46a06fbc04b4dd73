"""The plan check-list ticked on a visit, and shown by local authority."""

import pytest
from django.urls import reverse

from evaluation.actions import evaluations
from evaluation.errors import AlreadyPublished
from evaluation.models import VisitCheck
from evaluation.queries.visit_checks import SeenTable, seen_by_authority, seen_table
from evaluation.visit_forms import ChecksForm
from tests import factories as make
from tests.evaluation.test_implications import browser_of
from tests.factories import FRIDAY_5PM
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
TIME, OWN = "There is time to compare", "Their own scheme"


@pytest.fixture
def hub():
    return make.make_hub(plan_checks=f"{TIME}\n\n {OWN} ")


@pytest.fixture
def evaluator(hub):
    return make.make_staff("evaluator", hub=hub)


def visit_in(hub, authority="Lewisham", evaluation=None):
    group = make.make_work_group(
        hub=hub, local_authority=make.make_authority(authority)
    )
    evaluation = evaluation or make.make_evaluation(hub, work_groups=[group])
    return make.make_visit(evaluation, session=make.make_session(group))


def tick(visit, by, **answers):
    lines = {"time": TIME, "own": OWN}
    said = {lines[name]: answer for name, answer in answers.items()}
    evaluations.tick_visit(visit, said, by=by, at=FRIDAY_5PM)


def kept(visit) -> dict[str, str]:
    return dict(visit.checks.values_list("line", "answer"))


def test_answers_are_kept_changed_and_taken_back(hub, evaluator):
    visit = visit_in(hub)

    tick(visit, evaluator, time="seen", own="n_a")
    tick(visit, evaluator, time="not_seen", own="n_a")
    assert kept(visit) == {TIME: "not_seen", OWN: "n_a"}
    tick(visit, evaluator, time="")

    assert kept(visit) == {OWN: "n_a"}
    assert AuditEntry.objects.filter(action="tick_visit").count() == 3


def test_the_same_answers_again_change_nothing(hub, evaluator):
    visit = visit_in(hub)

    for _ in range(2):
        tick(visit, evaluator, time="seen")

    assert AuditEntry.objects.count() == 1


def test_a_published_evaluation_takes_no_ticks(hub, evaluator):
    visit = visit_in(hub, evaluation=make.make_evaluation(hub, state="published"))

    with pytest.raises(AlreadyPublished):
        tick(visit, evaluator, time="seen")

    assert not VisitCheck.objects.exists()


def test_the_table_counts_visits_to_which_a_line_applied():
    found = seen_table(
        [
            (TIME, "Lewisham", "seen"),
            (TIME, "Lewisham", "not_seen"),
            (TIME, "Bexley", "seen"),
            (OWN, "Bexley", "n_a"),
            (OWN, "Lewisham", "seen"),
            (OWN, "Lewisham", "n_a"),
            (OWN, "Bromley", "n_a"),
        ]
    )

    assert found == SeenTable(
        ["Bexley", "Lewisham"],
        [(TIME, ["1 of 1", "1 of 2"]), (OWN, ["", "1 of 1"])],
    )


def test_a_table_is_of_its_own_evaluation_in_one_statement(
    hub, evaluator, django_assert_num_queries
):
    visit = visit_in(hub)
    tick(visit, evaluator, time="seen")
    tick(visit_in(hub, "Bexley"), evaluator, time="seen")

    with django_assert_num_queries(1):
        found = seen_by_authority(visit.evaluation)

    assert found == SeenTable(["Lewisham"], [(TIME, ["1 of 1"])])


def names(hub) -> dict[str, str]:
    """The name of each line's field."""
    lines = [TIME, OWN]
    return {
        line: name for name, line in ChecksForm(lines=lines, given={}).lines.items()
    }


def test_the_evaluator_ticks_on_the_page_and_both_read_the_table(hub, evaluator):
    visit = visit_in(hub)
    browser = browser_of(evaluator)
    fields = names(hub)
    url = reverse("evaluation:tick_visit", args=[visit.pk])

    browser.post(url, {fields[TIME]: "seen", fields[OWN]: ""})

    assert kept(visit) == {TIME: "seen"}
    page = browser.get(reverse("evaluation:show_visit", args=[visit.pk]))
    assert page.context["checks"][fields[TIME]].initial == "seen"
    lead = browser_of(make.make_staff("hub_lead", hub=hub))
    board = reverse("evaluation:arrange_themes", args=[visit.evaluation_id])
    for each in (
        browser.get(board),
        lead.get(visit.evaluation.get_absolute_url()),
    ):
        assert "1 of 1" in each.content.decode()
        assert TIME in each.content.decode()


def test_a_line_that_left_the_list_meanwhile_is_not_mistaken_for_another(
    hub, evaluator
):
    visit = visit_in(hub)
    fields = names(hub)
    hub.plan_checks = f"New line\n{OWN}"
    hub.save()
    url = reverse("evaluation:tick_visit", args=[visit.pk])

    browser_of(evaluator).post(url, {fields[TIME]: "seen", fields[OWN]: "not_seen"})

    assert kept(visit) == {OWN: "not_seen"}


def test_a_visit_elsewhere_is_not_found_and_nobody_else_ticks(hub, evaluator):
    theirs = visit_in(make.make_hub("Dales", plan_checks=TIME))
    ours = visit_in(hub)
    data = {names(hub)[TIME]: "seen"}

    def status(user, visit) -> int:
        url = reverse("evaluation:tick_visit", args=[visit.pk])
        return browser_of(user).post(url, data).status_code

    lead = make.make_staff("hub_lead", hub=hub)
    assert [status(evaluator, theirs), status(lead, ours)] == [404, 404]
    assert not VisitCheck.objects.exists()


def test_a_meeting_is_not_ticked(hub, evaluator):
    visit = make.make_visit(make.make_evaluation(hub), meeting="Planning")

    page = browser_of(evaluator).get(reverse("evaluation:show_visit", args=[visit.pk]))

    assert TIME not in page.content.decode()
