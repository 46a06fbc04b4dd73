"""manage.py invite_national EMAIL: invite a member of the national team."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from recruitment.actions import accounts
from workgroups.choices import RoleKind


class Command(BaseCommand):
    help = "Invite a member of the national team. No page offers this."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is not an address.") from error
        accounts.invite(
            email=options["email"], kind=RoleKind.NATIONAL, hub=None, at=timezone.now()
        )
        self.stdout.write("The invitation is on its way.")
