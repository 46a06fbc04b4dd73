"""The lines and margins of tables in a Word file."""

from typing import Any

LINE = "D8D3C6"
HAIRLINE = "4"  # eighths of a point
NARROW = "45"  # twentieths of a point, at the left and right of a cell
LINES_OF = {
    "top": True,
    "left": False,
    "bottom": True,
    "right": False,
    "insideH": True,
    "insideV": False,
}


def set_hairlines(table: Any) -> None:
    """Grey lines between the rows, and no boxes around the cells."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for name, is_drawn in LINES_OF.items():
        line = OxmlElement(f"w:{name}")
        line.set(qn("w:val"), "single" if is_drawn else "nil")
        if is_drawn:
            line.set(qn("w:sz"), HAIRLINE)
            line.set(qn("w:color"), LINE)
        borders.append(line)
    _insert(table, borders, before=("tblLayout", "tblCellMar", "tblLook"))


def set_narrow_margins(table: Any) -> None:
    """Less room between columns, so that the words of a wide table stay whole."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        edge = OxmlElement(f"w:{name}")
        edge.set(qn("w:w"), NARROW)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _insert(table, margins, before=("tblLook",))


def _insert(table: Any, element: Any, *, before: tuple[str, ...]) -> None:
    """Word reads the properties of a table only in the order of its schema."""
    properties = table._tbl.tblPr
    for name in before:
        for later in properties.xpath(f"./w:{name}"):
            later.addprevious(element)
            return
    properties.append(element)
