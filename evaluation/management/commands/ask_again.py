"""`manage.py ask_again [--send]`: after a restore, ask again whose answers are lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from evaluation.actions import lost_keys

LOST_FOR_GOOD = "If these keys are lost for good: manage.py ask_again --send"


class Command(BaseCommand):
    help = "List open feedback forms whose key is lost; with --send, ask again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--send", action="store_true", help="delete and ask again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Without --send nothing changes: the folder of keys may only be away."""
        forms = lost_keys.forms_without_key()
        for form in forms:
            about = f"session {form.session.number}" if form.session else "the year"
            line = f"form {form.pk}: {form.asked_of}, {about}"
            if options["send"]:
                asked = lost_keys.ask_again(form, at=timezone.now())
                line += f"; {asked} people are asked again"
            self.stdout.write(line)
        if not forms:
            self.stdout.write("Every open form with answers has its key.")
        elif not options["send"]:
            self.stdout.write(
                "If these keys are lost for good: manage.py ask_again --send"
            )
