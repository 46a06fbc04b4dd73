"""A report's files, made from its snapshot alone.

All files are written from one outline and one set of charts, so they say the same. The
same snapshot gives the same bytes.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.reports import (
    board,
    charts,
    html,
    outline,
    pdf,
    plan,
    safe_text,
    sheets,
    word,
)

#: Steps in order, each with the text that the progress page shows.
STEPS = {
    "charts": "Drawing charts",
    "html": "Writing the page",
    "docx": "Writing the document to edit",
    "pdf": "Setting the PDF",
    "xlsx": "Filling the workbook",
    "csv": "Listing the codings",
    "board_html": "Writing the Board's paper as a page",
    "board_docx": "Writing the Board's paper to edit",
    "board_pdf": "Setting the Board's paper",
    "plan_docx": "Writing the action plan",
    "zip": "Packing all files",
}


#: The documents, by what stands before "_html" in their kind of file.
OUTLINES = {"": outline, "board": board, "plan": plan}
NAMES = {"csv": "codings", "board": "board-paper", "plan": "action-plan"}


@dataclass(frozen=True)
class File:
    """One finished file with its download name."""

    kind: str
    name: str
    content: bytes


def make(
    snapshot: Mapping[str, Any],
    *,
    version: int | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> list[File]:
    """Make every file of a report; call `on_step` with each step's name."""
    snapshot = safe_text.cleaned(dict(snapshot))
    outlines = {
        name: safe_text.cleaned(each.build(snapshot, version=version))
        for name, each in OUTLINES.items()
    }
    on_step("charts")
    drawn = charts.draw(snapshot)
    made: list[File] = []
    for kind in [*STEPS][1:]:
        on_step(kind)
        content = _content(kind, snapshot, outlines, drawn, version, made)
        made.append(File(kind, _name(snapshot, kind, version), content))
    return made


def _content(
    kind: str,
    snapshot: Mapping[str, Any],
    outlines: Mapping[str, Mapping[str, Any]],
    drawn: Mapping[str, Sequence[charts.Chart]],
    version: int | None,
    made: Sequence[File],
) -> bytes:
    """The bytes of one kind of file; the ZIP packs the files made before it."""
    document, _, suffix = kind.rpartition("_")
    if suffix == "html":
        return html.render(outlines[document], drawn)
    if suffix == "docx":
        return word.render(outlines[document], drawn)
    if suffix == "pdf":
        return pdf.render(outlines[document], drawn)[0]
    if kind == "xlsx":
        rows = sheets.build(snapshot, version=version)
        return sheets.render(rows, as_at=snapshot["as_at"])
    if kind == "csv":
        return sheets.codings_csv(snapshot["codings"])
    return zip_of(made)


def zip_of(files: Sequence[File]) -> bytes:
    """One ZIP of all files, with fixed timestamps."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, word.ZIP_EPOCH)
            archive.writestr(entry, file.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _name(snapshot: Mapping[str, Any], kind: str, version: int | None) -> str:
    """A safe file name that keeps "+": "London-South-East+-evaluation-2022-23-v2"."""
    document, _, suffix = kind.rpartition("_")
    return safe_text.file_name(
        snapshot["hub"]["name"],
        NAMES.get(document or kind, "evaluation"),
        snapshot["evaluation"]["year"].replace("/", "-"),
        "" if version is None else f"v{version}",
        suffix=suffix,
    )
