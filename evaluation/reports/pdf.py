"""The report as a tagged PDF that conforms to PDF/UA-1.

The standard refuses a character that no font can draw, so each such character is
replaced by its Unicode name, such as "[party popper]", and the file is made again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from evaluation.reports import safe_text
from evaluation.reports.charts import Chart

TEMPLATE = Path(__file__).resolve().parent.parent / "report.typ"
FONTS = TEMPLATE.parent / "fonts"
MAX_ATTEMPTS = 60  # each attempt finds at least one more character that cannot be drawn
_LONG = re.compile(r"\S{40}")  # characters after which a long word may be broken
_NOT_DRAWN = re.compile(r"the text `(\".*?\")` could not be displayed", re.S)


def render(
    outline: Mapping[str, Any], charts: Mapping[str, Sequence[Chart]]
) -> tuple[bytes, bool]:
    """The bytes, and whether they conform to PDF/UA-1.

    The same outline gives the same bytes, because only the fonts beside this package
    and those inside typst are used.
    """
    replacements: dict[int, str | None] = dict.fromkeys(safe_text.INVISIBLE)
    replacements |= safe_text.undrawable_characters(
        json.dumps(outline, ensure_ascii=False)
    )
    timestamp = datetime.fromisoformat(outline["as_at"]).replace(tzinfo=UTC)
    drawn = {
        name: [
            {"caption": each.caption, "alt": each.alt, "image": f"{name}-{number}"}
            for number, each in enumerate(several)
        ]
        for name, several in charts.items()
    }
    images = {
        f"{name}-{number}": each.svg.decode()
        for name, several in charts.items()
        for number, each in enumerate(several)
    }

    return compile_safely(
        TEMPLATE,
        {"outline": outline, "charts": drawn},
        raw={"images": images},
        replacements=replacements,
        at=timestamp,
    )


def compile_safely(
    template: Path,
    data: Mapping[str, Any],
    *,
    at: datetime,
    replacements: dict[int, str | None],
    raw: Mapping[str, Any] | None = None,
    has_system_fonts: bool = False,
) -> tuple[bytes, bool]:
    """A template with its data as PDF, and whether it conforms to PDF/UA-1.

    `raw` are data in which no character is replaced. With `has_system_fonts`, scripts
    that our own fonts lack are drawn where the machine has a font for them.
    """
    import typst

    def compiled(**options: Any) -> bytes:
        compiler = typst.Compiler(
            str(template),
            font_paths=[str(FONTS)],
            ignore_system_fonts=not has_system_fonts,
            sys_inputs={
                "data": json.dumps({**_drawable(data, replacements), **(raw or {})})
            },
        )
        pdf = compiler.compile(format="pdf", timestamp=at, **options)
        return cast("bytes", pdf)

    for _ in range(MAX_ATTEMPTS):
        try:
            return compiled(pdf_standards=["ua-1"]), True
        except typst.TypstError as error:
            undrawable = _undrawable(str(error)) - replacements.keys()
            if not undrawable:
                break
            replacements |= {
                character: safe_text.placeholder_of(chr(character))
                for character in undrawable
            }
    return compiled(), False


def _undrawable(problem: str) -> set[int]:
    """The characters that the compiler reports; empty for any other error."""
    found = _NOT_DRAWN.search(problem)
    if found is None:
        return set()
    escaped = found[1][1:-1]
    text = re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), escaped)
    return {ord(character) for character in text if ord(character) > 0x7E}


def _drawable(value: Any, replacements: Mapping[int, str | None]) -> Any:
    """Plain values whose texts can be drawn, with breaks allowed in long words."""
    if isinstance(value, str):
        return _LONG.sub("\\g<0>\u200b", value.translate(replacements))
    if isinstance(value, Mapping):
        return {name: _drawable(each, replacements) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(each, replacements) for each in value]
    return value
