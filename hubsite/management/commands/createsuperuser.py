"""Disable `createsuperuser`: permissions come from roles, roles from invitations."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Refused. Use create_hub, or invite_national."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("anything", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Nobody stands above the access matrix. Make a hub with "
            "`manage.py create_hub NAME --lead EMAIL`."
        )
