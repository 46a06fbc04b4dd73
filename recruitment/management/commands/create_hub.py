"""manage.py create_hub NAME --lead EMAIL: create a hub and invite its lead."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from recruitment.actions import accounts
from workgroups.models import Hub
from workgroups.rules import hub_slug


class Command(BaseCommand):
    help = "Create a hub and email an invitation to its lead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help='as "London South East+"')
        parser.add_argument("--lead", required=True, metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        name, lead = options["name"].strip(), options["lead"].strip()
        slug = hub_slug(name)
        if not slug:
            raise CommandError("The name of a hub has letters in it.")
        try:
            validate_email(lead)
        except ValidationError as error:
            raise CommandError(f"{lead} is not an e-mail address.") from error
        if Hub.objects.filter(slug=slug).exists():
            raise CommandError(f"There is a hub called {name} already.")
        hub = accounts.create_hub(name, slug=slug, lead=lead, at=timezone.now())
        self.stdout.write(
            f"Created {hub.name}. The invitation to its lead is on its way: the link "
            "in it opens the account."
        )
