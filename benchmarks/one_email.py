"""Deliver every email that waits, and print the most statements that one takes."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsite.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.counting import Statements  # noqa: E402
from recruitment.models import Email  # noqa: E402
from recruitment.tasks import deliver_email  # noqa: E402


def main() -> None:
    counted = []
    for pk in list(Email.objects.due(timezone.now()).values_list("pk", flat=True)):
        statements = Statements()
        with connection.execute_wrapper(statements):
            deliver_email(pk)
        counted.append(statements.number)
    print(max(counted))


if __name__ == "__main__":
    main()
