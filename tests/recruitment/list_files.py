"""Lists of people as files: text, and workbooks with every detail written out."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

HEADING = "First name,Surname,Email"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DATES = (  # a stylesheet whose second style is that of a date
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)


def csv_of(*lines: str, heading: str = HEADING) -> bytes:
    return "\r\n".join([heading, *lines, ""]).encode()


def cell(reference: str, value: str, kind: str = "inlineStr") -> str:
    if kind == "inlineStr":
        return f'<c r="{reference}" t="{kind}"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{reference}" t="{kind}"><v>{escape(value)}</v></c>'


def row(number: int, *values: str) -> str:
    letters = "ABCDEFGHIJ"
    cells = [
        cell(f"{a}{number}", b) for a, b in zip(letters, values, strict=False) if b
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet_of(*rows: str, before: str = "") -> str:
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}">{data}</worksheet>'


def workbook(
    *sheets: str,
    hidden: tuple[int, ...] = (),
    texts: str = "",
    names: tuple[str, ...] = ("ECTs", "Notes", "More"),
) -> bytes:
    """A workbook of these sheets; those whose numbers are `hidden` nobody sees."""
    listed, related, files = "", "", {}
    for number, sheet in enumerate(sheets, start=1):
        state = ' state="hidden"' if number in hidden else ""
        listed += (
            f'<sheet name="{names[number - 1]}" sheetId="{number}"{state} '
            f'r:id="rId{number}"/>'
        )
        path = f"worksheets/sheet{number}.xml"
        related += (
            f'<Relationship Id="rId{number}" Type="{DOCUMENT}/worksheet" '
            f'Target="{path}"/>'
        )
        files[f"xl/{path}"] = sheet
    related += (
        f'<Relationship Id="rId9" Type="{DOCUMENT}/sharedStrings" '
        'Target="/xl/sharedStrings.xml"/>'
    )
    files["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{texts}</sst>'
    files["xl/styles.xml"] = DATES
    files["[Content_Types].xml"] = _content_types(len(sheets))
    files["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{listed}</sheets>'
        "</workbook>"
    )
    files["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>'
    )
    return zipped(files)


def _content_types(sheets: int) -> str:
    parts = {f"worksheets/sheet{n}": "worksheet" for n in range(1, sheets + 1)}
    parts |= {"workbook": "sheet.main", "sharedStrings": "sharedStrings"}
    parts["styles"] = "styles"
    listed = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{KIND}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return f'<Types xmlns="{TYPES}">{listed}</Types>'


def zipped(files: dict[str, str]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
