"""Propose themes for passages in a file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.engine import candidates, csv_files
from workgroups import words


def theme_count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of themes.")
    return int(text)


class Command(BaseCommand):
    help = "Propose themes for the passages in a CSV file with the columns id and text."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("passages", type=Path, metavar="IN.csv")
        parser.add_argument("--out", type=Path, required=True, metavar="OUT.json")
        parser.add_argument(
            "--count", type=theme_count, help="how many (default: 4 to 12)"
        )
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--sentences", action="store_true", help="read each sentence apart"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source, out, seed = options["passages"], options["out"], options["seed"]
        try:
            passages = csv_files.read_passages(source)
            found = candidates(
                passages.texts,
                count=options["count"],
                seed=seed,
                by_sentence=options["sentences"],
            )
            text = csv_files.candidates_text(passages, found, seed)
            csv_files.write(out, text, inputs=[source])
        except csv_files.FileProblem as problem:
            raise CommandError(str(problem)) from problem
        count = words.counted(len(found), "theme")
        self.stdout.write(f"{count} from {len(passages.ids):,} passages: {out}")
