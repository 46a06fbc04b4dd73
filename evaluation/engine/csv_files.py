"""Passages, codebooks and results as files.

Rows are read and written by id, so the same rows in another order give the same bytes.
A file that cannot be used raises FileProblem with one plain sentence.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.engine.results import Candidate, Ranking

ENGINE_VERSION = "light 1"
EXAMPLE_SEPARATOR = " | "  # examples of one theme
RESULT_COLUMNS = ["id", "theme", "rank", "score", "band"]


class FileProblem(ValueError):
    """A file that cannot be read or written, with what to do about it."""


@dataclass(frozen=True)
class Passages:
    """Passages in order of their id."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the ids and texts, in hexadecimal."""
        rows = json.dumps(list(zip(self.ids, self.texts, strict=True)))
        return hashlib.sha256(rows.encode()).hexdigest()


def read_passages(path: Path) -> Passages:
    """The passages in order of their id. Raises FileProblem."""
    rows = {}
    for line, row in _rows(path, ["id", "text"]):
        key = row["id"].strip()
        if not key:
            raise FileProblem(f"{path}, line {line}: the id is empty.")
        if key in rows:
            raise FileProblem(f"{path}, line {line}: the id {key!r} is there twice.")
        rows[key] = row["text"]
    if not rows:
        raise FileProblem(f"{path} has a heading but no passages below it.")
    ids = sorted(rows)
    return Passages(tuple(ids), tuple(rows[key] for key in ids))


def read_codebook(path: Path) -> list[dict[str, object]]:
    """The codebook's entries in order of their theme. Raises FileProblem."""
    entries: dict[str, dict[str, object]] = {}
    for line, row in _rows(path, ["theme", "description", "examples"]):
        theme = " ".join(row["theme"].split())
        if not theme:
            raise FileProblem(f"{path}, line {line}: the theme has no name.")
        if theme in entries:
            raise FileProblem(f"{path}, line {line}: {theme!r} is there twice.")
        examples = [text.strip() for text in row["examples"].split(EXAMPLE_SEPARATOR)]
        entries[theme] = {
            "theme": theme,
            "description": row["description"].strip(),
            "examples": [text for text in examples if text],
        }
    if not entries:
        raise FileProblem(f"{path} has a heading but no themes below it.")
    return [entries[theme] for theme in sorted(entries)]


def candidates_text(passages: Passages, found: Sequence[Candidate], seed: int) -> str:
    """The candidates as JSON, with the ids of passages instead of indices."""
    themes = [
        {
            "label": theme.label,
            "words": theme.words,
            "size": theme.size,
            "quotes": [_quote(passages, i) for i in theme.quotes],
            "borderline": [_quote(passages, i) for i in theme.borderline],
            "members": [passages.ids[i] for i in theme.members],
            "weights": theme.weights,
        }
        for theme in found
    ]
    whole = {
        "engine": ENGINE_VERSION,
        "seed": seed,
        "passages": len(passages.ids),
        "passages_sha256": passages.digest,
        "themes": themes,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _quote(passages: Passages, index: int) -> dict[str, str]:
    return {"id": passages.ids[index], "text": passages.texts[index]}


def codings_text(passages: Passages, ranking: Ranking) -> str:
    """CSV with one line per suggestion; a passage without one has an empty theme."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(RESULT_COLUMNS)
    columns = {theme: column for column, theme in enumerate(ranking.themes)}
    for index, key in enumerate(passages.ids):
        themes, bands = ranking.suggested[index], ranking.bands[index]
        for number, (theme, band) in enumerate(zip(themes, bands, strict=True), 1):
            score = ranking.scores[index, columns[theme]]
            writer.writerow([key, theme, number, f"{score:.6f}", band])
        if not themes:
            writer.writerow([key, "", "", "", ""])
    return out.getvalue()


def write(path: Path, text: str, *, inputs: Sequence[Path]) -> None:
    """Write the result. Raises FileProblem, also where it would replace an input."""
    if any(path.resolve() == other.resolve() for other in inputs):
        raise FileProblem(f"{path} is also the input: give --out another name.")
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise FileProblem(f"{path} cannot be written: {error.strerror}.") from error


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line number, values by column) of each row that is not blank."""
    lines = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    heading = None
    try:
        for values in lines:
            if not any(value.strip() for value in values):
                continue
            if heading is None:
                heading = _heading(path, values, needed)
            elif len(values) != len(heading):
                raise FileProblem(
                    f"{path}, line {lines.line_num}: {len(values)} values under"
                    f" {len(heading)} headings. A text with a comma or a line break"
                    " needs quotation marks around it."
                )
            else:
                yield lines.line_num, dict(zip(heading, values, strict=True))
    except csv.Error as error:
        problem = f"{path}, line {lines.line_num} is not CSV: {error}."
        raise FileProblem(problem) from error
    if heading is None:
        raise FileProblem(f"{path} is empty.")


def _heading(path: Path, values: Sequence[str], needed: Sequence[str]) -> list[str]:
    heading = [value.strip().lower() for value in values]
    for column in needed:
        if heading.count(column) != 1:
            many = "no column" if column not in heading else "more than one column"
            raise FileProblem(
                f"{path} has {many} named {column!r}."
                f" Its first line must name: {', '.join(needed)}."
            )
    return heading


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(
            f"{path} is not UTF-8 text. Save it as CSV UTF-8 and try again."
        ) from error
    except OSError as error:
        raise FileProblem(f"{path} cannot be read: {error.strerror}.") from error
