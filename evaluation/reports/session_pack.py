"""The pack for session 1 as tagged PDF, with the pathway drawn."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from evaluation.reports import pdf, safe_text
from recruitment.queries.session_pack import SessionPack
from workgroups.pathway import Pathway

TEMPLATE = pdf.TEMPLATE.parent / "pack.typ"


def render(pack: SessionPack, *, at: datetime) -> bytes:
    """The file as bytes; names are drawn in every script that a font is there for."""
    plain = asdict(pack)
    plain["pathway"] = pathway_of(pack.pathway) if pack.pathway else None
    plain["pathway_title"] = pack.pathway_title
    content, _ = pdf.compile_safely(
        TEMPLATE,
        safe_text.cleaned(plain),
        at=at.astimezone(UTC),
        replacements=dict.fromkeys(safe_text.INVISIBLE),
        has_system_fonts=True,
    )
    return content


def pathway_of(line: Pathway) -> dict[str, Any]:
    """The picture as plain values; positions run from 0 to 1000."""
    return {
        "summary": line.summary,
        "spans": [
            {
                "name": each.stage.name,
                "state": each.stage.state,
                "words": each.state_words,
                "start": each.start,
                "end": each.end,
                "has_dates": each.has_dates,
            }
            for each in line.spans
        ],
        "ticks": [
            {"at": each.at, "number": each.session.number, "state": each.session.state}
            for each in line.ticks
        ],
        "gaps": [{"start": each.start, "end": each.end} for each in line.gap_tasks],
    }
