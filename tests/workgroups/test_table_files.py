"""CSV and XLSX files become numbered lines of cells; hostile files are refused."""

import csv
import time
import zipfile
from io import BytesIO

import pytest

from tests.recruitment.list_files import MAIN, cell, row, sheet_of, workbook, zipped
from workgroups.errors import ListUnreadable
from workgroups.table_files import read_table
from workgroups.workbooks import DAMAGED, TOO_LARGE, read_sheet

LINES = [(1, ["Name", "Email"]), (2, ["Zoë", "z@example.org"])]
TEXT = "Name,Email\r\nZoë,z@example.org\r\n"


def lines_of(content: bytes) -> list[tuple[int, list[str]]]:
    return [(each.number, each.cells) for each in read_table(content).lines]


def refusal_of(content: bytes) -> str:
    with pytest.raises(ListUnreadable) as refused:
        read_table(content)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_file_is_read_in_whatever_form_programs_write_it(
    encoding, delimiter, end
):
    text = TEXT.replace(",", delimiter).replace("\r\n", end)

    assert lines_of(text.encode(encoding)) == LINES


def test_the_delimiter_is_the_one_in_the_heading():
    content = b"Name;Email;School\nA;a@b.org;Hill, Town, Shire, UK\n"

    assert lines_of(content)[1] == (2, ["A", "a@b.org", "Hill, Town, Shire, UK"])


def test_lines_keep_the_numbers_of_the_file():
    content = b'\n,,\nName,School\n"A","Hill\nTown"\n\nB,Rose,,\n'

    assert lines_of(content) == [
        (3, ["Name", "School"]),
        (4, ["A", "Hill\nTown"]),
        (7, ["B", "Rose"]),
    ]


@pytest.mark.parametrize("content", [b"", b"\n \n,,\n", workbook(sheet_of())])
def test_an_empty_file_is_called_empty(content):
    assert refusal_of(content) == "This file is empty."


def test_a_quotation_mark_that_is_not_closed_is_named_with_its_line():
    content = b'Name,Email\nA,a@b.org\n"B,b@b.org\nC,c@b.org\n'

    assert refusal_of(content) == (
        "Line 3: this cannot be read as part of a table. Look for a quotation mark "
        "that is not closed."
    )


@pytest.mark.parametrize(
    ("content", "begins"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is an old workbook (.xls)"),
        (b"%PDF-1.7\n1 0 obj", "This is neither a CSV file nor an .xlsx workbook."),
        (b"Name\0,Email", "This is neither a CSV file nor an .xlsx workbook."),
        (b"\x81\x8d,Email", "This is neither a CSV file nor an .xlsx workbook."),
        (b"\xff\xfeN", "This is neither a CSV file nor an .xlsx workbook."),
        (b"PK\x03\x04 and no more", DAMAGED),
    ],
)
def test_other_kinds_of_file_are_named(content, begins):
    assert refusal_of(content).startswith(begins)


def test_a_list_has_5000_lines_at_most():
    content = b"Name\n" + b"Ada\n" * 5000

    assert len(lines_of(content)) == 5001
    assert refusal_of(content + b"Eve\n") == "This list has more than 5,000 lines."


def test_a_file_has_2_megabytes_at_most():
    content = b"Name\n" + b"A" * (2 * 1024 * 1024 - 5)

    assert refusal_of(content + b"A") == (
        "This file is larger than 2 MB. Save only the list."
    )
    assert "2 MB" not in refusal_of(content)  # refused for its one endless value


def test_a_list_has_50_columns_at_most():
    assert len(lines_of(b"A" + b",A" * 49)[0][1]) == 50
    assert refusal_of(b"A" + b",A" * 50) == "This list has more than 50 columns."


def test_the_limit_of_the_csv_module_is_as_it_was():
    read_table(TEXT.encode())

    assert csv.field_size_limit() == 131072


# --- workbooks


def test_a_workbook_is_read_with_the_numbers_of_its_rows():
    sheet = sheet_of(row(1, "Name", "Email"), row(5, "", "z@example.org"))

    table = read_table(workbook(sheet))

    assert [(each.number, each.cells) for each in table.lines] == [
        (1, ["Name", "Email"]),
        (5, ["", "z@example.org"]),
    ]
    assert table.remarks == ()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (cell("A1", "Zoë & co"), "Zoë & co"),
        (cell("A1", "0", "s"), "Ada Brook"),
        (cell("A1", "1", "s"), "東京"),
        (cell("A1", "result", "str"), "result"),
        (cell("A1", "1", "b"), "yes"),
        (cell("A1", "0", "b"), "no"),
        (cell("A1", "100001", "n"), "100001"),
        ('<c r="A1"><v>1.00001E5</v></c>', "100001"),
        (cell("A1", "0.25", "n"), "0.25"),
        (cell("A1", "12345.0", "n"), "12345"),
        (cell("A1", "-3.0", "n"), "-3"),
        (cell("A1", "0.30000000000000004", "n"), "0.3"),
        (cell("A1", "1e300", "n"), "1e+300"),
        (cell("A1", "1.0E15", "n"), "1e+15"),
        ('<c r="A1" s="1"><v>46311</v></c>', "2026-10-16"),
        ('<c r="A1" s="1"><v>46311.6875</v></c>', "2026-10-16 16:30"),
        ('<c r="A1" s="1"><v>0.6875</v></c>', "16:30:00"),
        ('<c r="A1" s="1"><v>99999999</v></c>', "=#VALUE!"),
        (cell("A1", "#N/A", "e"), "=#N/A"),
        ('<c r="A1"><f>1+1</f></c>', "="),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ("<c><v>7</v></c>", "7"),
        ('<c r="AB1"><v>7</v></c>', "7"),
    ],
)
def test_a_cell_is_the_text_that_people_see(xml, text):
    runs = "<si><r><t>Ada</t></r><r><t xml:space='preserve'> Brook</t></r></si>"
    sound = "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
    content = workbook(sheet_of(f'<row r="1">{xml}</row>'), texts=runs + sound)

    assert lines_of(content)[0][1][-1] == text


def test_the_first_sheet_that_is_seen_and_holds_anything_is_read():
    sheets = [sheet_of(row(1, "hidden")), sheet_of(), sheet_of(row(1, "read"))]

    table = read_table(workbook(*sheets, hidden=(1,)))

    assert [each.cells for each in table.lines] == [["read"]]
    assert table.remarks == ("Only the sheet “More” was read.",)


def test_a_value_far_to_the_right_is_refused_before_a_row_is_filled():
    content = workbook(sheet_of(f'<row r="1">{cell("XFD1", "x")}</row>'))

    with pytest.raises(ListUnreadable, match="more than 50 columns"):
        read_sheet(content)


def bomb(size: int) -> bytes:
    return workbook(sheet_of(row(1, "A" * size)))


def test_a_workbook_that_unpacks_to_a_hundred_times_its_size_is_refused_at_once():
    content = bomb(100 * 1024 * 1024)

    began = time.monotonic()
    refused = refusal_of(content)

    assert refused == TOO_LARGE
    assert time.monotonic() - began < 0.5
    assert refusal_of(bomb(2 * 1024 * 1024)) == TOO_LARGE


def test_many_files_that_are_too_large_together_are_refused():
    files = {f"xl/media/{number}.bin": "A" * 1024 * 1024 for number in range(21)}

    assert refusal_of(zipped(files)) == TOO_LARGE


def test_a_zip_that_declares_less_than_it_holds_is_refused():
    content = bytearray(bomb(3 * 1024 * 1024))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    declared = size.to_bytes(4, "little")
    assert content.count(declared) == 2
    small = (5000).to_bytes(4, "little")

    assert refusal_of(bytes(content.replace(declared, small))) == DAMAGED


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
)


def test_a_doctype_is_refused():
    content = workbook(sheet_of(row(1, "Name"), before=LAUGHS))

    assert refusal_of(content) == DAMAGED


def test_a_doctype_in_another_encoding_is_refused():
    part = '<?xml version="1.0" encoding="utf-16"?>' + LAUGHS + "<l>&c;</l>"
    with zipfile.ZipFile(file := BytesIO(workbook(sheet_of(row(1, "Name")))), "a") as z:
        z.writestr("xl/theme/theme1.xml", part.encode("utf-16"))

    assert refusal_of(file.getvalue()) == DAMAGED


def test_a_picture_in_a_workbook_does_no_harm():
    with zipfile.ZipFile(file := BytesIO(workbook(sheet_of(row(1, "Name")))), "a") as z:
        z.writestr("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xe0<!DOCTYPE")

    assert lines_of(file.getvalue()) == [(1, ["Name"])]


def test_what_a_sheet_says_of_its_size_is_not_believed():
    sheet = sheet_of(row(1, "Name", "Email"), row(2, "Zoë", "z@example.org"))
    told = sheet.replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>')

    assert lines_of(workbook(told)) == LINES


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="99999999999">{cell("A99999999999", "x")}</row>',
        "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 40_000)),
    ],
)
def test_a_sheet_with_more_blank_cells_than_any_list_is_refused_soon(rows):
    began = time.monotonic()

    assert refusal_of(workbook(sheet_of(row(1, "Name"), rows))) == TOO_LARGE
    assert time.monotonic() - began < 60  # seconds; all cells take many minutes


def test_a_value_far_below_is_read_with_its_number():
    sheet = sheet_of(row(1, "Name"), row(70_000, "Zoë"))

    assert lines_of(workbook(sheet)) == [(1, ["Name"]), (70_000, ["Zoë"])]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        {"xl/_rels/workbook.xml.rels": "<Rel", "xl/workbook.xml": ""},
    ],
)
def test_a_zip_without_a_workbook_is_called_damaged(files):
    assert refusal_of(zipped({"readme.txt": "hello", **files})) == DAMAGED


@pytest.mark.parametrize(
    "xml", ['<row r="x"/>', f"<row r='1'>{cell('A1', '7', 's')}</row>", "<row>"]
)
def test_a_sheet_that_makes_no_sense_is_called_damaged(xml):
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'

    assert refusal_of(workbook(sheet)) == DAMAGED
