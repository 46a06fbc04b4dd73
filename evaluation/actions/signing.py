"""Put the edited Word file of a report back as the signed version."""

from datetime import datetime

from django.db import transaction

from evaluation.errors import NotADocument
from evaluation.models import Report, ReportFile
from evaluation.reports import safe_text, signed, storage
from workgroups import audit
from workgroups.models import User

SIGNED = "signed"


def sign_report(
    report: Report, content: bytes, *, by: User, at: datetime
) -> ReportFile:
    """Keep the file beside the report's own; a second one takes the first one's place.

    Raises NotADocument.
    """
    if not signed.is_document(content):
        raise NotADocument
    kept = storage.store(content, prefix=f"{report.pk}-")
    with transaction.atomic():
        Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        former = list(report.files.filter(kind=SIGNED))
        ReportFile.objects.filter(pk__in=[each.pk for each in former]).delete()
        row = ReportFile.objects.create(
            hub_id=report.hub_id,
            report=report,
            kind=SIGNED,
            name=_name(report),
            stored_as=kept.stored_as,
            size=kept.size,
            sha256=kept.sha256,
        )
        audit.record("sign_report", report, actor=by, fields=["files"], at=at)
        names = [each.stored_as for each in former]
        transaction.on_commit(lambda: storage.remove(names))
    return row


def _name(report: Report) -> str:
    return safe_text.file_name(
        report.hub.name, "evaluation", f"v{report.version}", "signed", suffix="docx"
    )
