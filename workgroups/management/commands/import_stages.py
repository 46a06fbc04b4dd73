"""manage.py import_stages HUB FILE: schools' stages of a list, all or none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workgroups.actions import stage_lists
from workgroups.actions.stage_lists import StagePlan
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.models import Hub
from workgroups.stage_lists import StageList, read_stages
from workgroups.words import counted, plural


class Command(BaseCommand):
    help = "Imports Teaching for Mastery stages; the same list again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("hub", help="its name in web addresses")
        parser.add_argument("file", type=Path, help="URN, year, stage: CSV or .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        hub = Hub.objects.filter(slug=options["hub"]).first()
        if hub is None:
            raise CommandError(f"There is no hub called {options['hub']}.")
        try:
            found = read_stages(self.content(options["file"]))
            if found.problems:
                raise ListRefused(found.problems)
            plan = stage_lists.import_stages(found.rows, hub=hub, at=timezone.now())
        except ListRefused as refusal:
            self.refuse(refusal)
        except ListUnreadable as error:
            raise CommandError(str(error)) from error
        self.say(found, plan)

    def content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(
                f"{path} cannot be opened ({error.strerror})."
            ) from error

    def refuse(self, refusal: ListRefused) -> None:
        for problem in refusal.problems:
            self.stderr.write(str(problem))
        wrong = len({getattr(each, "line", 0) for each in refusal.problems})
        are = plural(wrong, "line is", "lines are")
        raise CommandError(f"Nothing was imported: {wrong} {are} wrong.")

    def say(self, found: StageList, plan: StagePlan) -> None:
        for remark in found.remarks:
            self.stdout.write(remark)
        self.stdout.write(
            f"{counted(len(plan.new), 'stage')} added, {len(plan.changed)} changed, "
            f"{plan.unchanged} unchanged."
        )
