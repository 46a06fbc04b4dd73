"""The list of themes as a file: out, in again, and nothing by halves."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluation import queries
from evaluation.actions import codebooks
from evaluation.codebook_files import ListedTheme, read_codebook
from evaluation.errors import AlreadyPublished
from evaluation.models import Evaluation, Theme
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import FRIDAY_5PM, make_evaluation, make_hub, make_theme
from workgroups.errors import ListRefused
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation():
    made = make_evaluation()
    mentors = make_theme(made, "Mentors", order=1, description="Knows the plan.")
    make_theme(made, "=Late", order=2, parent=mentors, not_when="@once")
    make_theme(made, "Suggested", state="suggested")
    return made


def upload(client, evaluation, content):
    file = SimpleUploadedFile("themes.csv", content)
    return client.post(
        at("import_codebook", evaluation.pk), {"file": file}, follow=True
    )


def listed(evaluation) -> list[tuple[str, str, str, str, str]]:
    return [tuple(row.values()) for row in queries.codebook_rows(evaluation)]


def test_a_list_goes_out_so_that_no_spreadsheet_runs_it(workspace, evaluation):
    page = workspace.get(at("download_codebook", evaluation.pk))

    assert page["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert rows == [
        ["Theme", "Part of", "When to use", "When not", "Kind"],
        ["Mentors", "", "Knows the plan.", "", "finding"],
        ["'=Late", "Mentors", "", "'@once", "finding"],
    ]


def test_what_went_out_comes_in_again_and_changes_nothing(workspace, evaluation):
    before = listed(evaluation)
    content = workspace.get(at("download_codebook", evaluation.pk)).content

    page = upload(workspace, evaluation, content)

    assert "0 themes added, 0 changed, 2 as they were." in text_of(page)
    assert listed(evaluation) == before
    assert AuditEntry.objects.filter(action="import_codebook").count() == 0
    empty = make_evaluation(title="Next year")
    upload(workspace, empty, content)
    assert listed(empty) == before


def test_themes_are_added_and_changed_and_none_is_taken_away(workspace, evaluation):
    content = (
        b"Theme,Part of,When to use,Kind\n"
        b"mentors,,Talks of the plan.,process\n"
        b"Early,Mentors,,\n"
    )

    page = upload(workspace, evaluation, content)

    assert "1 themes added, 1 changed, 0 as they were." in text_of(page)
    assert listed(evaluation) == [
        ("Mentors", "", "Talks of the plan.", "", "process"),
        ("=Late", "Mentors", "", "@once", "finding"),
        ("Early", "Mentors", "", "", "finding"),
    ]
    version = Theme.objects.get(name="Mentors").versions.get()
    assert (version.description, version.kind) == ("Knows the plan.", "finding")


def test_each_bad_line_is_named_and_nothing_is_brought_in(workspace, evaluation):
    content = (
        "Theme,Part of,Kind\n"
        "Early,,rumour\n"
        ",,finding\n"
        f"{'x' * 201},,\n"
        "Fine,,,stray\n"
        "Twice,,\n"
        "twice,,\n"
    ).encode()

    page = text_of(upload(workspace, evaluation, content))

    for each in [
        "Line 2, Kind: “rumour”. Write finding or process.",
        "Line 3, Theme: There is no name in this line.",
        "Line 4, Theme: This is longer than 200 characters.",
        "Line 5: “stray” stands under no heading.",
        "Line 7, Theme: “twice” is on line 6 already.",
    ]:
        assert each in page
    assert Theme.objects.count() == 3


@pytest.mark.parametrize(
    ("part_of", "why"),
    [
        ("Nowhere", "Line 2, Part of: “Nowhere” is no other theme."),
        ("Early", "Line 2, Part of: “Early” is no other theme."),
        ("=Late", "Line 2, Part of: “=Late” is part of another theme itself."),
        ("Suggested", "Line 2, Part of: “Suggested” is no other theme."),
    ],
)
def test_a_part_of_nothing_or_of_a_part_is_refused(evaluation, evaluator, part_of, why):
    with pytest.raises(ListRefused) as refused:
        codebooks.import_codebook(
            evaluation, [ListedTheme(2, "Early", part_of)], by=evaluator, at=FRIDAY_5PM
        )

    assert str(refused.value) == why
    assert Theme.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Name of it,Kind\na,b", "There is no column “Theme”."),
        (b"Theme,Code\na,b", "Two columns are read as the same one."),
        (b"%PDF\n", "This is neither a CSV file nor an .xlsx workbook."),
    ],
)
def test_a_file_that_is_no_list_is_refused(workspace, evaluation, content, why):
    assert why in text_of(upload(workspace, evaluation, content))


def test_an_apostrophe_of_somebodys_own_stays():
    book = read_codebook(b"Theme\n'Tis late\n''=x\n")

    assert [each.name for each in book.themes] == ["'Tis late", "''=x"]


def test_a_published_evaluation_takes_no_list(evaluation, evaluator):
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        codebooks.import_codebook(
            evaluation, [ListedTheme(2, "New")], by=evaluator, at=FRIDAY_5PM
        )


def test_another_hubs_list_is_not_found(workspace):
    foreign = make_evaluation(make_hub("Another Hub"))

    assert workspace.get(at("download_codebook", foreign.pk)).status_code == 404
    assert upload(workspace, foreign, b"Theme\nx\n").status_code == 404
