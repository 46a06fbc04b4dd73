"""A report's files, made from its snapshot and nothing else.

One outline of sections and blocks and one set of charts serve every file, so all files
say the same. The same snapshot gives the same bytes.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.reports import charts, html, outline, pdf, safe_text, sheets, word

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
#: Steps in order, each with the words that the progress page shows.
STEPS = {
    "figures": "Drawing figures",
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
    shown = safe_text.cleaned(dict(snapshot))
    whole = safe_text.cleaned(outline.build(shown, version=version))
    on_step("figures")
    drawn = charts.draw(shown)
    made: list[File] = []
    for kind in [*STEPS][1:]:
        on_step(kind)
        content = _content(kind, shown, whole, drawn, version, made)
        made.append(File(kind, _name(shown, kind, version), content))
    return made


def _content(
    kind: str,
    snapshot: Mapping[str, Any],
    whole: Mapping[str, Any],
    drawn: Mapping[str, Sequence[charts.Chart]],
    version: int | None,
    made: Sequence[File],
) -> bytes:
    if kind == "html":
        return html.render(whole, drawn)
    if kind == "docx":
        return word.render(whole, drawn)
    if kind == "pdf":
        return pdf.render(whole, drawn)[0]
    if kind == "xlsx":
        rows = sheets.build(snapshot, version=version)
        return sheets.render(rows, as_at=snapshot["as_at"])
    if kind == "csv":
        return sheets.codings_csv(snapshot["codings"])
    return packed(made)


def packed(files: Sequence[File]) -> bytes:
    """One ZIP of all files, with fixed timestamps."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, ZIP_EPOCH)
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
