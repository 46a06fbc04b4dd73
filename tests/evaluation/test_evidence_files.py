"""Comments in files: what each kind says, and what is wrong in which line."""

import io

import openpyxl
import pytest

from evaluation.evidence_files import FoundComment, read_comments, read_text
from tests.evaluation.word_files import document, paragraph, written
from workgroups import workbooks
from workgroups.errors import ListUnreadable


def texts(found) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in found.comments]


def said(found) -> list[str]:
    return [str(each) for each in found.problems]


def test_a_table_says_where_when_and_from_whom():
    content = (
        b"Date,Work Group,Comment,Kind,Heard from,Key stage,May be quoted,Initials\n"
        b"3 November 2026,ECT Lewisham,More talk.,note,one to one,ks1,yes,AB\n"
        b'04/11/2026,,"Two\nlines.",,,,no,\n'
        b",,Good.,,,,,\n"
    )

    found = read_comments("notes.csv", content)

    assert found.problems == []
    assert found.comments == [
        FoundComment(
            2, "More talk.", "ECT Lewisham", "2026-11-03", "spoken", "one", "KS1", True
        ),
        FoundComment(3, "Two\nlines.", on="2026-11-04", agreed=False),
        FoundComment(5, "Good."),
    ]
    assert found.remarks == ["Not read: “Initials”."]


def test_every_bad_line_is_named_with_its_column_and_why():
    content = (
        b"Comment,Date,Kind,Heard from,Key stage,May be quoted\n"
        b"Good.,31/02/2026,,,,\n"
        b",,,,,\n"
        b" ,2026-01-05,,,,\n"
        b"Fine.,,rumour,corridor,KS9,perhaps\n"
        b"More, talk,,,,,too far\n"
        b"=1+1,,,,,\n"
        b"Well.,=A1,,,,\n"
    )

    found = read_comments("notes.csv", content)

    assert said(found) == [
        "Line 2, Date: “31/02/2026”. Write a date, such as 3 November 2026.",
        "Line 4, Comment: There is no comment in this line.",
        "Line 5, Kind: “rumour”. Write written feedback, spoken feedback, seen in a "
        "session or document.",
        "Line 5, Heard from: “corridor”. Write the whole room, a table or one to one.",
        "Line 5, Key stage: “KS9”. Write EYFS, KS1 to KS5 or mixed.",
        "Line 5, May be quoted: “perhaps”. Write yes or no.",
        "Line 6: “too far” stands under no heading.",
        "Line 6, Date: “talk”. Write a date, such as 3 November 2026.",
        "Line 8, Date: “=A1”. This is a formula. Write what it results in.",
    ]
    assert texts(found) == [(7, "=1+1")]  # what somebody wrote stays as they wrote it


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Date,Kind", "Line 1: There is no column “Comment”."),
        ("Comment,Words", "Line 1: “Comment” and “Words” are read as the same column."),
        ("Comment", "Line 1: There is no line under this."),
    ],
)
def test_a_heading_that_cannot_be_read_is_named(heading, why):
    lines = "" if heading == "Comment" else "\na,b"

    assert said(read_comments("a.csv", f"{heading}{lines}".encode())) == [why]


def test_a_workbook_is_read_like_a_table():
    book = openpyxl.Workbook()
    book.active.append(["Comment", "Date"])
    book.active.append(["More talk.", "2026-11-03"])
    file = io.BytesIO()
    book.save(file)

    found = read_comments("notes.xlsx", file.getvalue())

    assert found.comments == [FoundComment(2, "More talk.", on="2026-11-03")]


def test_each_paragraph_of_a_document_is_a_comment_those_of_tables_too():
    content = written("More talk.", " ", "Less haste.", cells=("Left", "Right"))

    found = read_comments("notes.docx", content)

    assert [text for _, text in texts(found)] == [
        *("More talk.", "Less haste.", "Left", "Right"),
    ]
    assert found.comments[1].line == 3


def test_deleted_words_of_a_document_are_left_out_and_copies_read_once():
    content = document(
        paragraph("Gone", tag="delText")
        + "<w:p><w:ins><w:r><w:t>Added</w:t><w:br/><w:t>here</w:t></w:r></w:ins></w:p>"
        + "<mc:Fallback>"
        + paragraph("Copy")
        + "</mc:Fallback>"
        + paragraph("Last &amp; least")
    )

    found = read_comments("notes.docx", content)

    assert [text for _, text in texts(found)] == ["Added\nhere", "Last & least"]


def test_a_blank_line_parts_comments_of_plain_text():
    found = read_text("\n  One,\r\nstill one.\n\n\n \nTwo.\n")

    assert texts(found) == [(2, "One,\nstill one."), (7, "Two.")]


def test_plain_text_of_windows_keeps_its_letters():
    found = read_comments("a.TXT", "Café – “more”".encode("cp1252"))

    assert texts(found) == [(1, "Café – “more”")]


BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", "This file is empty."),
        ("a.txt", b"\n \n", "There is no comment in this file."),
        ("a.txt", b"\x00\x01", "This is neither a CSV file nor an .xlsx workbook."),
        ("a.txt", b"x" * (2 * 1024 * 1024 + 1), "This file is larger than 2 MB. "
         "Send it in parts."),
        ("a.txt", b"a\n\n" * 5001, "This has more than 5,000 comments."),
        ("a.txt", (b"a" * 2500 + b"\n\n") * 401, "This has more than a million "
         "letters. Send it in parts."),
        ("a.docx", document(paragraph("&b;"), doctype=BOMB), workbooks.DAMAGED),
        ("a.docx", document("<w:p>")[:90], workbooks.DAMAGED),
        ("a.docx", document(paragraph("x") * 20_001), "This document has too many "
         "paragraphs."),
        ("a.docx", document(paragraph("x" * 21_000_000)), workbooks.TOO_LARGE),
        ("a.docx", document("<w:p>"), "This document is damaged "
         "or is not a .docx file. Save it as plain text."),
    ],
    ids=lambda each: each if isinstance(each, str) and len(each) < 10 else "",
)  # fmt: skip
def test_what_is_no_list_or_too_large_is_refused_in_words(name, content, why):
    with pytest.raises(ListUnreadable) as refused:
        read_comments(name, content)

    assert str(refused.value) == why


def test_a_comment_that_is_too_long_is_named():
    found = read_text("Good.\n\n" + "x" * 20_001)

    assert said(found) == [f"Line 3: “{'x' * 60}…” is longer than 20,000 letters."]
