"""What becomes of implications: dated notes, states, and who may write them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from evaluation import queries
from evaluation.actions import implications
from evaluation.models import Implication, ProgressNote
from evaluation.reports import wording
from evaluation.snapshots import evaluation_rows
from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
MONDAY = FRIDAY - timedelta(days=4)
KINDS = ["hub_lead", "hub_administrator", "evaluator", "work_group_lead"]


def make_implication(hub=None, **fields) -> Implication:
    evaluation = fields.pop("evaluation", None) or make.make_evaluation(hub)
    fields.setdefault("text", "Work with providers.")
    return Implication.objects.create(
        hub=evaluation.hub, evaluation=evaluation, **fields
    )


def note(row, text="Already begun with UCL.", *, by, on=FRIDAY, state="under_way"):
    return implications.note_progress(
        row, state=state, on=on, text=text, by=by, at=FRIDAY_5PM
    )


def browser_of(user) -> Client:
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def page_of(row) -> str:
    return reverse("evaluation:note_progress", args=[row.pk])


def test_a_note_is_kept_with_its_day_and_the_state():
    lead = make.make_staff("hub_lead")
    row = make_implication()

    note(row, by=lead)

    row.refresh_from_db()
    assert row.state == "under_way"
    assert [str(each) for each in row.notes.all()] == [
        "16 October 2026: Already begun with UCL."
    ]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.fields) == ("note_progress", "notes, state")


def test_the_same_note_again_changes_nothing():
    lead = make.make_staff("hub_lead")
    row = make_implication()

    for _ in range(2):
        note(row, by=lead)

    assert ProgressNote.objects.count() == 1
    assert AuditEntry.objects.count() == 1


def test_the_state_alone_leaves_no_note():
    lead = make.make_staff("hub_lead")
    row = make_implication()

    note(row, "", by=lead, state="agreed")

    row.refresh_from_db()
    assert (row.state, row.notes.count()) == ("agreed", 0)


def test_the_latest_note_is_the_one_of_the_latest_day():
    lead = make.make_staff("hub_lead")
    row = make_implication()
    note(row, "Met twice.", by=lead, on=FRIDAY)
    note(row, "Wrote to them.", by=lead, on=MONDAY)

    (found,) = queries.implications_of(row.evaluation)

    assert found.latest_note == "Met twice."


@pytest.mark.parametrize(
    ("text", "progress", "said"),
    [
        ("Ask UCL.", "Already begun.", "Ask UCL (Already begun)."),
        ("Ask UCL", "begun with UCL", "Ask UCL (begun with UCL)."),
        ("Ask UCL.", "", "Ask UCL."),
    ],
)
def test_the_latest_note_stands_in_brackets(text, progress, said):
    assert wording.with_progress({"text": text, "progress": progress}) == said


def test_an_implication_of_an_older_snapshot_has_no_brackets():
    assert wording.with_progress({"text": "Ask UCL."}) == "Ask UCL."


def test_next_years_report_says_the_latest_note_where_nothing_else_is_said():
    lead = make.make_staff("hub_lead")
    before = make.make_evaluation(start_year=2025)
    said = make_implication(evaluation=before, what_became="Done in May.", order=1)
    noted = make_implication(evaluation=before, order=2)
    for row in (said, noted):
        note(row, by=lead)

    found = evaluation_rows.last_year(make.make_evaluation(start_year=2026))

    assert [each["what_became"] for each in found] == [
        "Done in May.",
        "Already begun with UCL.",
    ]


def test_a_note_is_written_on_the_page_also_once_the_evaluation_is_published():
    evaluation = make.make_evaluation(state="published")
    row = make_implication(evaluation=evaluation)
    browser = browser_of(make.make_staff("hub_lead"))
    typed = {"text": " Begun with UCL ", "on": "2026-10-16", "state": "done"}

    page = browser.post(page_of(row), typed, follow=True).content.decode()

    assert "16 October 2026: Begun with UCL" in page
    assert Implication.objects.get().state == "done"


def test_a_day_to_come_is_refused_and_nothing_is_lost():
    row = make_implication()
    browser = browser_of(make.make_staff("hub_lead"))
    typed = {"text": "Begun", "on": "2026-10-17", "state": "done"}

    page = browser.post(page_of(row), typed).content.decode()

    assert "This day is still to come." in page
    assert 'value="Begun"' in page
    assert not ProgressNote.objects.exists()
    assert Implication.objects.get().state == "proposed"


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_hub_its_evaluator_and_the_owner_have_the_page(kind):
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    user = make.make_staff(kind, hub=ours)
    make.give_role(make.make_staff("hub_lead", hub=theirs), kind, hub=theirs)
    rows = [make_implication(hub) for hub in (ours, theirs)]
    owned = make_implication(ours, owner_account=user)
    elsewhere = make_implication(theirs, owner_account=user)
    browser = browser_of(user)

    found = [browser.get(page_of(r)).status_code for r in (*rows, owned, elsewhere)]

    own = 404 if kind == "work_group_lead" else 200
    assert found == [own, 404, 200, 404]


def test_an_owner_whose_role_ended_has_the_page_no_more():
    user = make.make_user()
    make.give_role(user, "work_group_lead", hub=make.make_hub(), until_on=MONDAY)
    row = make_implication(owner_account=user)

    assert browser_of(user).get(page_of(row)).status_code == 404


def test_the_owner_is_chosen_among_the_accounts_of_the_hub():
    ours, theirs = make.make_hub("Wolds"), make.make_hub("Dales")
    evaluator = make.make_staff("evaluator", hub=ours)
    owner = make.make_staff("work_group_lead", hub=ours, name="Ada Low")
    other = make.make_staff("work_group_lead", hub=theirs)
    evaluation = make.make_evaluation(ours)
    url = reverse("evaluation:write_implication", args=[evaluation.pk])
    typed = {
        "text": "Ask UCL.",
        "themes": make.make_theme(evaluation).pk,
        "addressed_to": "hub",
    }

    browser_of(evaluator).post(url, {**typed, "owner_account": other.pk})
    assert not Implication.objects.exists()
    browser_of(evaluator).post(url, {**typed, "owner_account": owner.pk})

    row = Implication.objects.get()
    assert (row.owner_account, row.owner_name) == (owner, "Ada Low")
    (found,) = evaluation_rows.implications(evaluation)
    assert found["owner"] == "Ada Low"


def test_the_hubs_list_shows_the_latest_note_and_leads_to_the_page():
    lead = make.make_staff("hub_lead")
    row = make_implication()
    note(row, "Begun", by=lead, on=date(2026, 10, 2))
    browser = browser_of(lead)

    page = browser.get(reverse("admin:evaluation_implication_changelist"))
    change = browser.get(reverse("admin:evaluation_implication_change", args=[row.pk]))

    for each in (page, change):
        assert f'href="{page_of(row)}">Begun</a>' in each.content.decode()
