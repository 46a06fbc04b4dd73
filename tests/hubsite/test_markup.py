"""Markup that somebody typed is shown as text: on pages, in emails and in reports."""

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from evaluation import reports, snapshots
from recruitment import delivery, outbox
from recruitment.models import Email
from tests.factories import FRIDAY_5PM
from tests.hubsite.addresses import addresses, url_of
from tests.hubsite.markup_rows import fill_with_markup, typed_columns
from tests.hubsite.year import COLUMNS, Year, account_for, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ROOT = Path(__file__).resolve().parents[2]
RAW, ESCAPED = "<q7", "&lt;q7"
#: Kinds of report files by what their bytes are: markup, and what a reader sees of it.
SOURCES = ("html", "docx", "xlsx")
TEXTS = (*SOURCES, "pdf", "csv")
#: What a template, a format or a value of the program would leave in a text.
LEFT_OVER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{[a-z_]*\}|%\([a-z_]+\)s|%[sd]\b|&(?:lt|gt|amp|quot|#x?\w+);"
    r"|\bNone(?! yet| agreed| cited| written)\b.{0,20}|\b(?:True|False|nan|NaN)\b"
    r"|<[\w.]+ object|\['|\{'|TODO|[Ll]orem"
)


def browser_of(year, column: str) -> Client:
    browser = Client()
    if column in COLUMNS:
        browser.force_login(
            account_for(year, column),
            backend="django.contrib.auth.backends.ModelBackend",
        )
    if column == "participant":
        browser.get(f"/sign-in/{year.token('sign_in')}/")
        browser.post("/sign-in/finish/")
    return browser


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ("hub_staff", 40),
        ("work_group_lead", 10),
        ("la_partner", 5),
        ("evaluator", 20),
        ("national", 5),
        ("participant", 5),
        ("visitor", 5),
    ],
)
def test_no_page_shows_markup_that_somebody_typed(column, shown):
    year = make_year("a")
    fill_with_markup(year)
    browser, raw, escaped = browser_of(year, column), [], 0

    for each in addresses():
        if not each.line:
            continue
        page = browser.get(url_of(each, year), follow=True)
        if page.get("Content-Type", "").startswith("text/html") and not page.streaming:
            raw += [each.name] if RAW in page.text else []
            escaped += ESCAPED in page.text

    assert raw == []
    assert escaped >= shown


def test_every_text_that_somebody_types_is_tried():
    """A new column is filled, or named among those that only the program writes."""
    filled = fill_with_markup(make_year("a"))

    assert typed_columns() - filled == set()
    assert len(filled) > 150


def examples_of(kind: outbox.EmailKind, year: Year) -> tuple[Any, Any]:
    """What an email of a kind is about in the year, and to whom it goes."""
    person = year.participant
    others = {
        "fresh_code": (year.fresh_code, person),
        "group_message": (year.group_message, person),
        "staff_sign_in": (year.staff["hub_lead"], year.staff["hub_lead"]),
        "leads_asked": (year.feedback_request, year.staff["hub_lead"]),
        "sessions_changed": (year.place, person),
        "guest_session_changed": (year.session, person),
    }
    tried = [others[kind.name]] if kind.name in others else []
    return [*tried, *kind.examples(year.hub.pk), (year.place, person)][0]


def test_no_email_holds_markup_that_somebody_typed():
    year = make_year("a")
    fill_with_markup(year)
    raw, shown, plain = [], [], []

    for kind in outbox.kinds():
        about, person = examples_of(kind, year)
        email = Email(kind=kind.name, hub=year.hub, message_id="<1@example.org>")
        message, _, body = delivery.compose(
            email, about, person, "zoe@example.org", at=FRIDAY_5PM
        )
        html = message.alternatives[0].content
        raw += [kind.name] if RAW in html else []
        shown += [kind.name] if ESCAPED in html else []
        plain += [kind.name] if RAW in body else []

    assert raw == []
    assert shown == [kind.name for kind in outbox.kinds()]
    assert plain == shown


def members_of(file: reports.File) -> str:
    """The XML of an Office file, whose texts are escaped in it."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        names = [
            each for each in archive.namelist() if each.endswith((".xml", ".rels"))
        ]
        return "\n".join(archive.read(each).decode() for each in names)


def source_of(file: reports.File) -> str:
    return file.content.decode() if file.kind == "html" else members_of(file)


def text_of(file: reports.File) -> str:
    """What a reader sees of a report's file."""
    if file.kind == "pdf":
        pages = PdfReader(io.BytesIO(file.content)).pages
        return "\n".join(each.extract_text() for each in pages)
    if file.kind == "csv":
        return file.content.decode("utf-8-sig")
    return unescape(re.sub(r"(?s)<style.*?</style>|<[^>]+>", " ", source_of(file)))


def test_no_report_holds_markup_that_somebody_typed():
    year = make_year("a")
    fill_with_markup(year)

    made = reports.make(snapshots.freeze(year.evaluation, at=FRIDAY_5PM)[0])

    sources = {each.kind: source_of(each) for each in made if each.kind in SOURCES}
    assert [kind for kind, source in sources.items() if RAW in source] == []
    assert [kind for kind, source in sources.items() if ESCAPED not in source] == []
    shown = {each.kind: text_of(each) for each in made if each.kind in TEXTS}
    assert [kind for kind, text in shown.items() if RAW not in text] == []
    left_over = {kind: LEFT_OVER.findall(text) for kind, text in shown.items()}
    assert left_over == {kind: [] for kind in TEXTS}


def test_no_template_and_no_module_trusts_what_somebody_typed():
    trusting = re.compile(
        r"\|\s*safe\b|\|\s*safeseq\b|autoescape off|mark_safe"
        r"|SafeString\((?!\"\"|\"<br>\")"
    )
    files = [*ROOT.glob("templates/**/*.html")]  # a text is not escaped
    for app in ("workgroups", "recruitment", "evaluation", "hubsite"):
        files += ROOT.glob(f"{app}/**/*.py")

    found = [
        str(each.relative_to(ROOT))
        for each in files
        if each.is_file() and trusting.search(each.read_text(encoding="utf-8"))
    ]

    assert len(files) > 200
    assert found == ["recruitment/email_html.py"]  # the frame, a rendered template
