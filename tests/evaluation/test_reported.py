"""What was reported elsewhere: read from a Word document, and kept once."""

import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation import queries
from evaluation.actions import reported
from evaluation.errors import AlreadyPublished
from evaluation.models import Evaluation, Implication, Theme
from evaluation.reports.reported_tables import ReportedTheme, read_table
from tests import factories as make
from tests.evaluation.test_implications import browser_of
from tests.factories import FRIDAY_5PM
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
HEAD = ("Themes (findings and process)", "Possible implications")
TIME = ("Time\nThere was little of it.\nMost said so.", "Fewer tasks.\n\nTell heads.")
UNREADABLE = "This is no Word document (.docx) that we can read."


def document(*rows, columns=2) -> bytes:
    made = docx.Document()
    table = made.add_table(rows=0, cols=columns)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            first, *others = text.split("\n")
            cell.text = first
            for each in others:
                cell.add_paragraph(each)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_row_is_a_theme_with_its_finding_and_its_implications():
    found = read_table(document(HEAD, TIME, ("", ""), ("Mentors", "")))

    assert found.problems == []
    assert found.themes == [
        ReportedTheme(
            "Time",
            "There was little of it.\nMost said so.",
            ("Fewer tasks.", "Tell heads."),
        ),
        ReportedTheme("Mentors", "", ()),
    ]


def test_a_long_first_paragraph_is_the_finding_and_is_cut_for_the_name():
    (found,) = read_table(document(("word " * 60, "Tell heads."))).themes

    assert len(found.name) == 200
    assert found.name.endswith("…")
    assert found.finding == ("word " * 60).strip()


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"", [UNREADABLE]),
        (b"PK\x03\x04 not really", [UNREADABLE]),
        (document(TIME)[:-500], [UNREADABLE]),
        (b"x" * 5_000_001, ["The file is larger than five megabytes."]),
        (document(columns=3), ["Table 1 has 3 columns instead of two."]),
        (document(HEAD), ["Nothing is written in the table."]),
        (
            document(HEAD, ("", "Fewer."), TIME, ("Mentors", "x" * 4001)),
            [
                "Table 1, row 2: there are implications and no theme.",
                "Table 1, row 4: a text is too long to be kept.",
            ],
        ),
        (document(*[TIME] * 201), ["Table 1 has more than 200 rows."]),
    ],
)
def test_what_cannot_be_read_is_named(content, problems):
    assert read_table(content).problems == problems


def test_joined_cells_and_a_document_without_a_table_are_named():
    made = docx.Document()
    plain = io.BytesIO()
    made.save(plain)
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1))
    joined = io.BytesIO()
    made.save(joined)

    assert read_table(plain.getvalue()).problems == [
        "There is no table in this document."
    ]
    assert read_table(joined.getvalue()).problems == [
        "Table 1, row 1: its two cells are joined."
    ]


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 50_000_001)

    assert read_table(file.getvalue()).problems == [UNREADABLE]


# --- keeping it


def bring(*themes, hub=None, by=None):
    return reported.start_from_report(
        hub or make.make_hub(),
        title="SKTM",
        start_year=2025,
        reported_in="A report",
        themes=themes,
        by=by or make.make_staff("evaluator"),
        at=FRIDAY_5PM,
    )


def test_themes_and_implications_are_kept_in_their_order_and_once():
    rows = [
        ReportedTheme("Time", "Little.", ("Fewer.", "Tell heads.")),
        ReportedTheme("Mentors", "", ("Tell heads.",)),
    ]

    evaluation, first = bring(*rows)
    again, second = bring(*rows)

    assert (first.themes, first.implications) == (2, 2)
    assert (second.themes, second.implications) == (0, 0)
    assert again == evaluation == Evaluation.objects.get()
    assert [theme.name for theme in queries.codebook(evaluation)] == ["Time", "Mentors"]
    found = [
        (row.text, [theme.name for theme in row.themes.all()])
        for row in queries.implications_of(evaluation)
    ]
    assert found == [("Fewer.", ["Time"]), ("Tell heads.", ["Time", "Mentors"])]
    assert AuditEntry.objects.filter(action="bring_in_report").count() == 1


def test_another_file_adds_what_is_new_and_changes_nothing_else():
    bring(ReportedTheme("Time", "Little.", ("Fewer.",)))
    Theme.objects.update(finding="Ours now.")

    _, brought = bring(ReportedTheme("Time", "Little.", ("Fewer.", "Later.")))

    assert (brought.themes, brought.implications) == (0, 1)
    assert Theme.objects.get().finding == "Ours now."


def test_an_evaluation_of_the_same_name_that_was_made_here_is_left_alone():
    own = make.make_evaluation(title="SKTM", start_year=2025)

    evaluation, _ = bring(ReportedTheme("Time", "", ()))

    assert evaluation != own
    assert own.themes.count() == 0


def test_what_is_published_takes_nothing_more():
    bring(ReportedTheme("Time", "", ()))
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        bring(ReportedTheme("Mentors", "", ()))

    assert Theme.objects.count() == 1


# --- the page


@pytest.fixture
def evaluator():
    return browser_of(make.make_staff("evaluator"))


def send(browser, content: bytes | None = None, **fields):
    typed = {
        "hub": make.make_hub().pk,
        "title": "SKTM",
        "start_year": 2025,
        "reported_in": "A report",
        **fields,
    }
    if content is not None:
        typed["file"] = SimpleUploadedFile("findings.docx", content)
    return browser.post(reverse("evaluation:start_from_report"), typed, follow=True)


def test_the_next_years_evaluation_opens_with_it(evaluator):
    page = send(evaluator, document(HEAD, TIME)).content.decode()

    assert "New: 1 theme and 2 implications." in page
    assert "Fewer tasks." in page
    now = make.make_evaluation(start_year=2026)
    first_page = evaluator.get(now.get_absolute_url()).content.decode()
    assert "Tell heads." in first_page


def test_nothing_is_kept_while_a_row_cannot_be_read(evaluator):
    page = send(evaluator, document(TIME, ("", "Fewer."))).content.decode()

    assert "Table 1, row 2: there are implications and no theme." in page
    assert 'value="SKTM"' in page
    assert not Evaluation.objects.exists()
    assert not Implication.objects.exists()


def test_without_a_file_they_are_typed_and_published_without_a_report(evaluator):
    send(evaluator)
    evaluation = Evaluation.objects.get()

    page = evaluator.get(evaluation.get_absolute_url()).content.decode()
    assert "Reported elsewhere: A report" in page
    url = reverse("evaluation:publish_evaluation", args=[evaluation.pk])
    evaluator.post(url, {"agreed": "on"})

    evaluation.refresh_from_db()
    assert evaluation.state == "published"


def test_only_an_evaluator_begins_and_only_for_their_own_hub(evaluator):
    url = reverse("evaluation:start_from_report")
    other = make.make_hub("Dales")

    found = [
        browser_of(make.make_staff(kind)).get(url).status_code
        for kind in ("hub_lead", "work_group_lead", "national")
    ]
    send(evaluator, hub=other.pk)

    assert found == [403, 403, 403]
    assert not Evaluation.objects.exists()


def test_a_year_that_is_not_over_is_refused(evaluator):
    send(evaluator, start_year=2026)

    assert not Evaluation.objects.exists()
