"""The report as a tagged PDF, whatever characters people typed.

PDF/UA-1 refuses a character that no font can draw, so each such character is replaced
by its Unicode name, "[party popper]", and the file is made again.
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
TRIES = 60  # each try finds at least one more character that cannot be drawn
_LONG = re.compile(r"\S{40}")  # characters after which a long word may be broken
_UNDRAWN = re.compile(r"the text `(\".*?\")` could not be displayed", re.S)


def render(
    outline: Mapping[str, Any], charts: Mapping[str, Sequence[Chart]]
) -> tuple[bytes, bool]:
    """The bytes, and whether they conform to PDF/UA-1.

    The same outline gives the same bytes, because the fonts are those inside typst.
    """
    import typst

    signs: dict[int, str | None] = dict.fromkeys(safe_text.INVISIBLE)
    signs |= safe_text.far_signs(json.dumps(outline, ensure_ascii=False))
    when = datetime.fromisoformat(outline["as_at"]).replace(tzinfo=UTC)
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

    def compiled(**options: Any) -> bytes:
        data = {
            "outline": _spelt(outline, signs),
            "pictures": _spelt(drawn, signs),
            "images": images,
        }
        compiler = typst.Compiler(
            str(TEMPLATE),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
        )
        pdf = compiler.compile(format="pdf", timestamp=when, **options)
        return cast("bytes", pdf)

    for _ in range(TRIES):
        try:
            return compiled(pdf_standards=["ua-1"]), True
        except typst.TypstError as error:
            undrawn = _undrawn(str(error)) - signs.keys()
            if not undrawn:
                break
            signs |= {sign: safe_text.name_of(chr(sign)) for sign in undrawn}
    return compiled(), False


def _undrawn(problem: str) -> set[int]:
    """The characters that the compiler reports; empty for any other error."""
    found = _UNDRAWN.search(problem)
    if found is None:
        return set()
    escaped = found[1][1:-1]
    text = re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), escaped)
    return {ord(sign) for sign in text if ord(sign) > 0x7E}


def _spelt(value: Any, signs: Mapping[int, str | None]) -> Any:
    if isinstance(value, str):
        return _LONG.sub("\\g<0>\u200b", value.translate(signs))
    if isinstance(value, Mapping):
        return {name: _spelt(each, signs) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_spelt(each, signs) for each in value]
    return value
