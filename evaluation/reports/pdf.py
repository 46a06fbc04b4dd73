"""The report as a tagged PDF, whatever signs people have typed.

PDF/UA-1 refuses a character that no font can draw, so each such sign is written out
as its Unicode name, "[party popper]", and the file is made again.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from evaluation.reports.pictures import Picture

TEMPLATE = Path(__file__).resolve().parent.parent / "report.typ"
TRIES = 60  # each finds at least one more sign that cannot be drawn
_UNDRAWN = re.compile(r"the text `(\".*?\")` could not be displayed", re.S)
#: Direction overrides, joiners and variation selectors: nothing to see, much to break.
_INVISIBLE = [
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    *(*range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0000, 0xE0080), 0x00AD),
]


def render(
    outline: Mapping[str, Any], pictures: Mapping[str, Sequence[Picture]]
) -> tuple[bytes, bool]:
    """The bytes, and whether they keep to PDF/UA-1; the same outline, the same bytes.

    The fonts are those inside typst, so that every machine writes the same.
    """
    import typst

    signs: dict[int, str | None] = dict.fromkeys(_INVISIBLE)
    when = datetime.fromisoformat(outline["as_at"]).replace(tzinfo=UTC)
    drawn = {
        name: [
            {"svg": each.svg.decode(), "caption": each.caption, "alt": each.alt}
            for each in several
        ]
        for name, several in pictures.items()
    }

    def compiled(**options: Any) -> bytes:
        data = {
            "outline": _spelt(outline, signs),
            "pictures": _spelt(drawn, signs),
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
            signs |= {sign: _name(chr(sign)) for sign in undrawn}
    return compiled(), False


def _undrawn(problem: str) -> set[int]:
    """The signs of which the compiler complains; none for another complaint."""
    found = _UNDRAWN.search(problem)
    if found is None:
        return set()
    escaped = found[1][1:-1]
    text = re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), escaped)
    return {ord(sign) for sign in text if ord(sign) > 0x7E}


def _name(sign: str) -> str | None:
    if unicodedata.category(sign)[0] == "C":
        return None
    return f"[{unicodedata.name(sign, 'symbol').lower()}]"


def _spelt(value: Any, signs: Mapping[int, str | None]) -> Any:
    if isinstance(value, str):
        return value.translate(signs)
    if isinstance(value, Mapping):
        return {name: _spelt(each, signs) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_spelt(each, signs) for each in value]
    return value
