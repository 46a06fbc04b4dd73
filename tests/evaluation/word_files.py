"""Word documents that tests import, made by hand or by python-docx."""

import io
import zipfile

import docx

DOCUMENT = (
    '<?xml version="1.0"?>{doctype}<w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<w:body>{body}</w:body></w:document>"
)


def document(body: str, *, doctype: str = "") -> bytes:
    """A document of which only the text is there."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        text = DOCUMENT.format(body=body, doctype=doctype)
        archive.writestr("word/document.xml", text)
    return file.getvalue()


def paragraph(text: str, tag: str = "t") -> str:
    return f"<w:p><w:r><w:{tag}>{text}</w:{tag}></w:r></w:p>"


def written(*paragraphs: str, cells: tuple[str, ...] = ()) -> bytes:
    """A document as Word would save it."""
    made = docx.Document()
    for each in paragraphs:
        made.add_paragraph(each)
    if cells:
        row = made.add_table(rows=1, cols=len(cells)).rows[0]
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
