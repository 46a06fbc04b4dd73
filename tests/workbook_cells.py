"""The cells of an exported workbook, read without the package that writes them."""

from xml.etree import ElementTree

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
BLANK = ("blank", "")


def cells(sheet: ElementTree.Element) -> list[list[tuple[str, str]]]:
    """Each row from its first column to its last cell: kind and value of each cell.

    The kind is "blank", "text", "plain" or the place of a number format.
    """
    return [_row(each.findall("x:c", NS)) for each in sheet.findall(".//x:row", NS)]


def _row(found: list[ElementTree.Element]) -> list[tuple[str, str]]:
    row: list[tuple[str, str]] = []
    for cell in found:
        row += [BLANK] * (_column(cell.get("r", "")) - 1 - len(row))
        kind = "text" if cell.get("t") else cell.get("s", "plain")
        row.append((kind, "".join(cell.itertext())))
    return row


def _column(reference: str) -> int:
    """The number of a cell's column: "A7" is in 1, "AB7" in 28."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
