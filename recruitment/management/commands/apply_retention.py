"""manage.py apply_retention: what goes next at each hub; with --apply, what is due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recruitment.actions import retention
from recruitment.models import Participant, Place
from recruitment.queries.retention import (
    access_needs_over,
    announced_run,
    field_counts,
    going,
)
from workgroups import words
from workgroups.models import Hub


class Command(BaseCommand):
    help = "Says whose details go next and changes nothing, unless --apply is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hub", help="its name in web addresses; else every hub")
        parser.add_argument(
            "--apply",
            action="store_true",
            help="announce the next day, and let go what is due today, of every hub",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["apply"]:
            self.apply()
            return
        hubs = Hub.objects.order_by("name")
        if options["hub"]:
            hubs = hubs.filter(slug=options["hub"])
            if not hubs:
                raise CommandError(f"There is no hub called {options['hub']}.")
        for hub in hubs:
            self.say(hub)

    def apply(self) -> None:
        """Go on in batches until nothing more is due."""
        total = 0
        while went := retention.apply_terms(at=timezone.now()):
            total += went
        gone = words.counted(total, "person") if total == 1 else f"{total:,} people"
        self.stdout.write(f"The details of {gone} went.")

    def say(self, hub: Hub) -> None:
        now = timezone.now()
        needs = access_needs_over(Place.objects.filter(hub=hub), now).count()
        self.stdout.write(f"{hub.name}")
        self.stdout.write(f"  access needs over: {needs}")
        run = announced_run(hub.pk)
        if run is None:
            self.stdout.write("  no day is announced on which details go")
            return
        people = going(Participant.objects.all(), run)
        self.stdout.write(f"  on {words.day(run.on)}: {people.count()} people")
        for each in field_counts(people):
            self.stdout.write(f"    {each.of}, {each.what}: {each.number}")
