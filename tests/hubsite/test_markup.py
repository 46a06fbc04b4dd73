"""Markup that somebody typed is shown as text: on pages, in emails and in reports."""

import io
import re
import zipfile
from html import unescape
from itertools import count
from pathlib import Path

import pytest
from django.db import models
from django.test import Client
from pypdf import PdfReader

from evaluation import reports, snapshots
from evaluation.models import Theme
from recruitment import delivery, outbox
from tests.factories import FRIDAY_5PM
from tests.hubsite.addresses import addresses, url_of
from tests.hubsite.year import (
    COLUMNS,
    NOT_WORDS,
    account_for,
    make_year,
    our_models,
    rows_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ROOT = Path(__file__).resolve().parents[2]
RAW, ESCAPED = "<q7", "&lt;q7"
KEYS = NOT_WORDS - {"contact_name"}
#: Kinds of report files by what their bytes are: markup, and what a reader sees of it.
SOURCES = ("html", "docx", "xlsx")
TEXTS = (*SOURCES, "pdf", "csv")
#: What a template, a format or a value of the program would leave in a text.
LEFT_OVER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{[a-z_]*\}|%\([a-z_]+\)s|%[sd]\b|&(?:lt|gt|amp|quot|#x?\w+);"
    r"|\bNone(?! yet| agreed| cited| written)\b.{0,20}|\b(?:True|False|nan|NaN)\b"
    r"|<[\w.]+ object|\['|\{'|TODO|[Ll]orem"
)
EMAILS = [
    "interest_received",
    "asked_to_confirm",
    "waiting_list",
    "place_confirmed",
    "place_withdrawn",
]


def holds_text(column) -> bool:
    return (
        isinstance(column, models.CharField | models.TextField)
        and not isinstance(column, models.SlugField)
        and not (column.choices or column.primary_key or column.name in KEYS)
        and not (column.max_length and column.max_length < 12)
    )


def markup(column, number: int) -> str:
    if isinstance(column, models.EmailField):
        return f'"<q7>{number}"@example.org'
    if isinstance(column, models.URLField):
        return f'https://example.org/"><q7>{number}'
    return f'<q7>"{number}'


def fill_with_markup(year) -> int:
    """Write markup into every text column of the hub's rows; return how many."""
    numbers, filled = count(1), set()
    for model in our_models():
        if model._meta.label in {"workgroups.AuditEntry", "recruitment.PlaceEvent"}:
            continue  # append-only
        columns = [each for each in model._meta.fields if holds_text(each)]
        for row in rows_of(model, year.hub) if columns else []:
            typed = {each.name: markup(each, next(numbers)) for each in columns}
            model._base_manager.filter(pk=row.pk).update(**typed)
            filled |= {(model._meta.label, each.name) for each in columns}
    Theme.objects.update(words=['<q7>"word'])
    for row in year.rows.values():
        for each in row.values() if isinstance(row, dict) else [row]:
            each.refresh_from_db()
    year.hub.refresh_from_db()
    return len(filled)


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
    assert fill_with_markup(year) > 80
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


@pytest.mark.parametrize("kind", EMAILS)
def test_no_email_holds_markup_that_somebody_typed(kind):
    year = make_year("a")
    fill_with_markup(year)
    place = year.place
    person = place.participant
    person.refresh_from_db()
    email = outbox.queue(kind, about=place, to=person, occasion="x", at=FRIDAY_5PM)

    message, _, body = delivery.compose(
        email, place, person, "zoe@example.org", at=FRIDAY_5PM
    )

    html = message.alternatives[0].content
    assert RAW in body
    assert RAW not in html
    assert ESCAPED in html


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
    trusting = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape off|mark_safe")
    files = [*ROOT.glob("templates/**/*.html")]  # a text is not escaped
    for app in ("workgroups", "recruitment", "evaluation", "hubsite"):
        files += ROOT.glob(f"{app}/**/*.py")

    found = [
        str(each.relative_to(ROOT))
        for each in files
        if each.is_file() and trusting.search(each.read_text(encoding="utf-8"))
    ]

    assert len(files) > 200
    assert found == []
