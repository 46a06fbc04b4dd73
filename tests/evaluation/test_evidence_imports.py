"""Comments are imported all or none, and the same file again changes nothing."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluation.actions import evidence_imports
from evaluation.errors import AlreadyPublished
from evaluation.evidence_files import FoundComment
from evaluation.models import Evaluation, Evidence
from evaluation.queries.evidence_imports import ImportDefaults
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_hub,
    make_participant,
    make_staff,
    make_work_group,
)
from workgroups.errors import ListRefused
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 3)


@pytest.fixture
def groups():
    return make_work_group("ECT Lewisham"), make_work_group("ECT Greenwich")


@pytest.fixture
def evaluation(groups):
    return make_evaluation(work_groups=groups)


def bring(evaluation, comments, by, **defaults):
    return evidence_imports.import_evidence(
        evaluation, comments, ImportDefaults(**defaults), by=by, at=FRIDAY_5PM
    )


def test_comments_become_passages_with_names_taken_out(evaluation, evaluator, groups):
    make_participant(first_name="Ada", last_name="Brook")
    comments = [
        FoundComment(2, "Ada Brook helped.", "ect lewisham", "2026-06-03", agreed=True),
        FoundComment(3, "More talk.", kind="spoken", heard_from="room"),
    ]

    group = groups[1].pk
    plan = bring(
        evaluation, comments, evaluator, source="Padlet", group=group, kind="written"
    )

    assert (len(plan.new), plan.known) == (2, 0)
    fields = ("number", "redacted", "kind", "work_group", "on", "heard_from", "source")
    assert list(Evidence.objects.values_list(*fields, "writer_agreed")) == [
        (
            1,
            "[name] helped.",
            "written",
            groups[0].pk,
            date(2026, 6, 3),
            "",
            "Padlet",
            True,
        ),
        (2, "More talk.", "spoken", groups[1].pk, None, "room", "Padlet", False),
    ]
    assert Evidence.objects.first().text == "Ada Brook helped."
    assert Evaluation.objects.get().state == "coding"
    entry = AuditEntry.objects.get(action="import_evidence")
    assert (entry.actor, entry.fields) == (evaluator, "evidence")


def test_the_same_file_again_changes_nothing_and_one_more_line_is_added(
    evaluation, evaluator
):
    comments = [
        FoundComment(n, text) for n, text in enumerate(["Good.", "Good.", "Ten."])
    ]

    first = bring(evaluation, comments, evaluator, source="a.csv")
    again = bring(evaluation, comments, evaluator, source="renamed.csv")
    assert ((len(first.new), first.known), (len(again.new), again.known)) == (
        (3, 0),
        (0, 3),
    )
    assert AuditEntry.objects.filter(action="import_evidence").count() == 1

    more = bring(evaluation, [*comments, FoundComment(9, "Good.")], evaluator)

    assert (len(more.new), more.known) == (1, 3)
    texts = Evidence.objects.order_by("number").values_list("text", flat=True)
    assert list(texts) == ["Good.", "Good.", "Ten.", "Good."]


def test_one_wrong_line_and_nothing_is_imported(evaluation, evaluator):
    foreign = make_work_group("Theirs", hub=make_hub("Another Hub"))
    make_work_group("Not evaluated")
    comments = [
        FoundComment(2, "Good."),
        FoundComment(3, "Good.", foreign.title),
        FoundComment(4, "Good.", "Not evaluated"),
        FoundComment(5, "Good.", on="2199-01-01"),
    ]

    with pytest.raises(ListRefused) as refused:
        bring(evaluation, comments, evaluator)

    assert [str(each) for each in refused.value.problems] == [
        "Line 3, Work group: “Theirs” is no group of this evaluation.",
        "Line 4, Work group: “Not evaluated” is no group of this evaluation.",
        "Line 5, Date: “2199-01-01” is still to come.",
    ]
    assert Evidence.objects.count() == 0


def test_a_title_of_two_groups_is_not_guessed(evaluation, evaluator):
    twin = make_work_group("ECT Lewisham")
    evaluation.work_groups.add(twin)

    with pytest.raises(ListRefused) as refused:
        bring(evaluation, [FoundComment(2, "Good.", "ECT Lewisham")], evaluator)
    bring(evaluation, [FoundComment(2, "Good.", twin.slug)], evaluator)

    assert "the name of several groups" in str(refused.value)
    assert Evidence.objects.get().work_group == twin


def test_nothing_is_imported_once_published(evaluation, evaluator):
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        bring(evaluation, [FoundComment(2, "Good.")], evaluator)


def upload(client, evaluation, name, content, **fields):
    return client.post(
        at("import_evidence", evaluation.pk),
        {"file": SimpleUploadedFile(name, content), "kind": "written", **fields},
    )


def signed_in_page(page) -> str:
    return re.search(r'name="comments"\s+value="([^"]+)"', page.text)[1]


def test_a_file_is_previewed_and_then_brought_in(workspace, evaluation, groups):
    url = at("import_evidence", evaluation.pk)
    content = b"Comment,Initials\nMore talk.,AB\n=Less haste.,CD\n"

    page = upload(workspace, evaluation, "notes.csv", content, group=groups[0].pk)
    assert "<strong>2 new</strong>" in text_of(page)
    assert "Not read: “Initials”." in text_of(page)
    assert Evidence.objects.count() == 0
    done = workspace.post(url, {"comments": signed_in_page(page)}, follow=True)

    assert "2 comments brought in, names taken out." in text_of(done)
    assert "notes.csv" in text_of(done)
    rows = Evidence.objects.values_list("text", "source", "work_group")
    assert list(rows) == [
        ("More talk.", "notes.csv", groups[0].pk),
        ("=Less haste.", "notes.csv", groups[0].pk),
    ]
    again = upload(workspace, evaluation, "notes.csv", content, group=groups[0].pk)
    assert "<strong>0 new</strong>, 2 in already" in text_of(again)
    assert 'name="comments"' not in again.text


def test_bad_lines_are_listed_and_nothing_can_be_brought_in(workspace, evaluation):
    content = b"Comment,Date,Work group\nGood.,soon,\nFine.,,Nowhere\n"

    page = upload(workspace, evaluation, "notes.csv", content)

    assert "Line 2, Date: “soon”. Write a date" in text_of(page)
    assert "Line 3, Work group: “Nowhere” is no group" in text_of(page)
    assert 'name="comments"' not in page.text


def test_pasted_words_and_what_is_neither_or_both(workspace, evaluation):
    url = at("import_evidence", evaluation.pk)

    pasted = workspace.post(url, {"pasted": "One.\n\nTwo.", "kind": "spoken"})
    neither = workspace.post(url, {"kind": "spoken"})
    both = upload(workspace, evaluation, "a.txt", b"One.", pasted="Two.")
    broken = upload(workspace, evaluation, "a.docx", b"PK\x03\x04")

    assert "<strong>2 new</strong>" in text_of(pasted)
    assert "Choose a file, or paste the words." in text_of(neither)
    assert "not both" in text_of(both)
    assert "This workbook is damaged" in text_of(broken)


def test_a_preview_is_confirmed_by_whom_it_was_shown_and_where(
    workspace, signed_in, evaluation
):
    other = make_evaluation(title="Other")
    page = upload(workspace, evaluation, "a.txt", b"More talk.")
    comments = signed_in_page(page)

    elsewhere = workspace.post(
        at("import_evidence", other.pk), {"comments": comments}, follow=True
    )
    workspace.post(at("import_evidence", evaluation.pk), {"comments": comments + "x"})
    stranger = signed_in(make_staff("evaluator", hub=make_hub("Another Hub")))
    missing = stranger.post(
        at("import_evidence", evaluation.pk), {"comments": comments}
    )
    colleague = signed_in(make_staff("evaluator"))
    colleague.post(at("import_evidence", evaluation.pk), {"comments": comments})

    assert "This preview is too old." in text_of(elsewhere)
    assert missing.status_code == 404
    assert Evidence.objects.count() == 0
