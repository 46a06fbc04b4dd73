"""Exported lists: escaped formulas, and constant memory."""

import csv
import io
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.db.models import Value
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from workgroups import exports
from workgroups.models import LocalAuthority

#: First characters that some spreadsheet runs as a formula or drops.
RISKY = (
    *("=", "+", "-", "@", "\t", "\r", "\n", "\x00"),
    *("\uff1d", "\uff0b", "\uff0d", "\uff20"),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def read_csv(rows) -> list[list[str]]:
    answer = exports.csv_response("list", ["Words"], rows)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def sheet_of(rows) -> str:
    answer = exports.xlsx_response("list", ["Words"], rows)
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        names = [name for name in book.namelist() if "rels" in name and "sheet" in name]
        assert names == []  # no cell is a link
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 7700", "'+44 7700"),
        ("-2+3", "'-2+3"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\x00=1", "'\x00=1"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\uff1d1+1", "'\uff1d1+1"),  # the full-width forms of = + - @
        ("\uff0b44", "'\uff0b44"),
        ("\uff0d2", "'\uff0d2"),
        ("\uff20sum", "'\uff20sum"),
        ("more time", "more time"),
        ("1=1", "1=1"),
        ("", ""),
        (-2, -2),
        (None, None),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_escaped(value, written):
    assert exports.escape_formula(value) == written


@given(TEXT)
def test_no_cell_of_a_csv_file_begins_with_a_risky_character(text):
    (row,) = read_csv([[text]]) or [[""]]

    assert not (row or [""])[0].lstrip(" \u00a0").startswith(RISKY)


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(texts):
    risky = [[f"={text}"] for text in texts] + [["https://example.org"], ["@x"]]

    sheet = sheet_of(risky)

    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == len(risky) + 1


def test_a_plain_cell_would_have_been_a_formula():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(0, 0, "=1+1")

    with ZipFile(file) as written:
        assert "<f>" in written.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (date(2026, 10, 16), "2026-10-16"),
        (datetime(2026, 10, 16, 16, tzinfo=UTC), "2026-10-16 17:00"),  # London
        (["1", "2"], "1, 2"),
        (7, 7),
    ],
)
def test_values_are_exported_in_readable_form(value, shown):
    assert exports.plain(value) == shown


@pytest.mark.django_db
def test_states_are_exported_in_words():
    place = factories.make_place(state="waiting")

    rows = list(
        exports.rows_of(type(place).objects.all(), ["participant__last_name", "state"])
    )

    assert rows == [[place.participant.last_name, "on the waiting list"]]


#: Exports in a process of its own, and prints how far its memory rose. A child begins
#: with its parent's `ru_maxrss`, so what it reads is its own peak, forgotten before.
GROWTH = """
    import sys
    import django
    django.setup()
    from workgroups import exports
    from workgroups.models import LocalAuthority

    def memory(line):
        rows = dict(row.split(":") for row in open("/proc/self/status"))
        return int(rows[line].split()[0]) / 1024

    def export(limit):
        found = LocalAuthority.objects.filter(pk__lte=limit)
        rows = exports.rows_of(found, ["code", "name"])
        if held == "held":
            rows = iter(list(rows))
        answer = exports.FORMATS[kind]("list", ["Code", "Name"], rows)
        return sum(len(part) for part in answer.streaming_content)

    kind, held = sys.argv[1:]
    first = LocalAuthority.objects.order_by("pk").values_list("pk", flat=True)[0]
    export(first + 500)
    open("/proc/self/clear_refs", "w").write("5")
    before = memory("VmRSS")
    size = export(first + 1_000_000)
    print(size, round(memory("VmHWM") - before, 1))
"""


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_rows_grow_memory_by_twenty_mib_at_most(
    kind, child_environment, figure
):
    add_authorities(100_000)

    size, grown = memory_grown(kind, child_environment)

    figure(f"export of 100,000 rows as {kind}: memory grown by", f"{grown} MiB")
    assert grown <= 20
    assert size > 500_000
    if kind == "csv":  # a list of all rows in memory would be seen
        assert memory_grown(kind, child_environment, "held")[1] > 20


def add_authorities(total: int) -> None:
    codes = (f"{a}{b}{c}" for a in CHARS for b in CHARS for c in CHARS)
    LocalAuthority.objects.bulk_create(
        (
            LocalAuthority(code=code, name=f"Local authority number {number}")
            for number, code in zip(range(total), codes, strict=False)
        ),
        batch_size=5000,
    )


def memory_grown(kind: str, environment, rows: str = "streamed") -> tuple[int, float]:
    """Bytes of an export, and by how many MiB the process grew at most."""
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(GROWTH), kind, rows],
        env={**environment, "DJANGO_SETTINGS_MODULE": "hubsite.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    size, grown = run.stdout.split()
    return int(size), float(grown)


CHARS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_a_csv_goes_out_in_parts_of_many_rows():
    rows = ([number, f"=row {number}"] for number in range(450))

    parts = list(exports.csv_response("list", ["Number", "Text"], rows))

    assert len(parts) <= 4
    written = list(csv.reader(io.StringIO(b"".join(parts).decode("utf-8-sig"))))
    assert written[0] == ["Number", "Text"]
    assert written[1:] == [[str(n), f"'=row {n}"] for n in range(450)]


def test_a_workbook_has_a_bold_head_that_stays_and_cells_that_excel_can_hold():
    sheet = sheet_of([["x" * 40_000], [0], [12]])

    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert "xSplit" not in sheet
    assert '<c r="A1" s="1"' in sheet  # the style of the heading, which is bold
    assert '<c r="A2" t=' in sheet
    assert f"<t>{'x' * 32_767}</t>" in sheet
    assert '<c r="A3"><v>0</v></c>' in sheet
    assert '<c r="A4"><v>12</v></c>' in sheet


def test_the_heading_of_a_workbook_is_bold():
    answer = exports.xlsx_response("list", ["Words"], [])
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        styles = book.read("xl/styles.xml").decode()

    fonts = styles[styles.index("<fonts") : styles.index("</fonts>")]
    assert "<b/>" in fonts.split("<font>")[2]


@pytest.mark.django_db
def test_empty_values_are_left_empty_and_zero_stays():
    rows = LocalAuthority.objects.filter(code="203").annotate(
        zero=Value(0), below=Value(-3), nothing=Value("")
    )
    LocalAuthority.objects.create(name="Greenwich", code="203")

    (row,) = exports.rows_of(rows, ["name", "zero", "below", "nothing"])

    assert row == ["Greenwich", 0, -3, ""]


@pytest.mark.django_db
def test_items_of_a_list_are_labelled_each():
    place = factories.make_place(year_groups=["3", "R"])
    rows = type(place).objects.filter(pk=place.pk)

    named = list(
        exports.rows_of(rows, ["year_groups"], {"year_groups": {"3": "Year 3"}})
    )
    plain = list(exports.rows_of(rows, ["year_groups"]))

    assert named == [["Year 3, R"]]
    assert plain == [["3, R"]]


@pytest.mark.django_db
def test_choices_are_those_of_the_field_at_the_end_of_a_look_up():
    rows = type(factories.make_place()).objects.annotate(state_shown=Value("x"))

    years = exports.choices_of(rows, "work_group__start_year")

    assert years[2026] == "2026/27"
    assert exports.choices_of(rows, "state")["offered"] == "asked to confirm"
    assert exports.choices_of(rows, "hub__name") == {}
    assert exports.choices_of(rows, "state_shown") == {}
