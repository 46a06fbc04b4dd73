"""A report's files, made from its snapshot alone.

All files are written from one outline and one set of charts, so they say the same. The
same snapshot gives the same bytes.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.reports import charts, html, outline, pdf, safe_text, sheets, word

#: Steps in order, each with the text that the progress page shows.
STEPS = {
    "charts": "Drawing charts",
    "html": "Writing the page",
    "docx": "Writing the document to edit",
    "pdf": "Setting the PDF",
    "xlsx": "Filling the workbook",
    "csv": "Listing the codings",
    "zip": "Packing all files",
}


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
    report = safe_text.cleaned(outline.build(snapshot, version=version))
    on_step("charts")
    drawn = charts.draw(snapshot)
    made: list[File] = []
    for kind in [*STEPS][1:]:
        on_step(kind)
        content = _content(kind, snapshot, report, drawn, version, made)
        made.append(File(kind, _name(snapshot, kind, version), content))
    return made


def _content(
    kind: str,
    snapshot: Mapping[str, Any],
    report: Mapping[str, Any],
    drawn: Mapping[str, Sequence[charts.Chart]],
    version: int | None,
    made: Sequence[File],
) -> bytes:
    """The bytes of one kind of file; the ZIP packs the files made before it."""
    if kind == "html":
        return html.render(report, drawn)
    if kind == "docx":
        return word.render(report, drawn)
    if kind == "pdf":
        return pdf.render(report, drawn)[0]
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
    return safe_text.file_name(
        snapshot["hub"]["name"],
        "codings" if kind == "csv" else "evaluation",
        snapshot["evaluation"]["year"].replace("/", "-"),
        "" if version is None else f"v{version}",
        suffix=kind,
    )
