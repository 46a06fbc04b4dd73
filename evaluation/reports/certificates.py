"""Certificates of attendance as one tagged PDF, a page each."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from evaluation.reports import pdf, safe_text
from recruitment.queries.certificates import Certificate

TEMPLATE = pdf.TEMPLATE.parent / "certificate.typ"


def render(certificates: Sequence[Certificate], *, at: datetime) -> bytes:
    """The file as bytes; names are drawn in every script that a font is there for."""
    data = safe_text.cleaned({"certificates": [asdict(each) for each in certificates]})
    content, _ = pdf.compile_safely(
        TEMPLATE,
        data,
        at=at.astimezone(UTC),
        replacements=dict.fromkeys(safe_text.INVISIBLE),
        has_system_fonts=True,
    )
    return content
