"""Fill an empty database with invented hubs around a given day."""

import argparse
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sample.building import build
from workgroups.models import Hub

FILE = "sample-sign-ins.txt"


def number_of_hubs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of hubs: give 1 or more."
        )
    return int(text)


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date: write it as 2026-11-23."
        ) from None


class Command(BaseCommand):
    help = "Fill an empty database with a sample: the same for a seed and a day"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--hubs", type=number_of_hubs, default=2)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--on", type=day_of, help="the day it stands around; today if left out"
        )

    def handle(
        self,
        *args: object,
        hubs: int,
        seed: int,
        on: date | None,
        **options: object,
    ) -> None:
        if settings.PRODUCTION:
            raise CommandError("The sample is never put into a production database.")
        if Hub.objects.exists():
            raise CommandError(
                "This database has hubs already; the sample needs an empty one."
            )
        text = build(seed=seed, day=on or timezone.localdate(), hubs=hubs)
        settings.VAR.mkdir(parents=True, exist_ok=True)
        (settings.VAR / FILE).write_text(text, encoding="utf-8")
        self.stdout.write(
            f"The sample is there. {settings.VAR / FILE} says who can sign in."
        )
