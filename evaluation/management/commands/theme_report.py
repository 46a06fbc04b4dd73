"""`manage.py theme_report EVALUATION --out DIR`: every file of a report, offline."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from evaluation import reports, snapshots
from evaluation.models import Evaluation

#: The Board's paper and the action plan lie in this folder beside the report.
PAPERS = "papers"


class Command(BaseCommand):
    help = "Write all files of an evaluation's report into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("evaluation", type=int, help="its primary key")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files without storing a report; the figures are current."""
        evaluation = (
            Evaluation.objects.select_related("hub", "strategic_goal")
            .filter(pk=options["evaluation"])
            .first()
        )
        if evaluation is None:
            raise CommandError(f"There is no evaluation {options['evaluation']}.")
        snapshot, _ = snapshots.freeze(evaluation, at=timezone.now())
        folder = Path(options["out"])
        try:
            (folder / PAPERS).mkdir(parents=True, exist_ok=True)
            for file in reports.make(snapshot):
                is_paper = file.kind.startswith(("board_", "plan_"))
                path = folder / (PAPERS if is_paper else "") / file.name
                path.write_bytes(file.content)
                self.stdout.write(f"{path} ({len(file.content):,} bytes)")
        except OSError as error:
            raise CommandError(
                f"Could not write to {options['out']}: {error}"
            ) from error
