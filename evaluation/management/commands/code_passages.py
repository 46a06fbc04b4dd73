"""Suggest themes of a codebook for passages in a file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.engine import csv_files, rank


class Command(BaseCommand):
    help = (
        "Suggest themes for the passages in a CSV file (columns id and text) by a"
        " codebook (columns theme, description and examples, ' | ' between examples)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("passages", type=Path, metavar="IN.csv")
        parser.add_argument("--codebook", type=Path, required=True, metavar="BOOK.csv")
        parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        source, book, out = options["passages"], options["codebook"], options["out"]
        try:
            passages = csv_files.read_passages(source)
            codebook = csv_files.read_codebook(book)
            ranking = rank(passages.texts, {}, codebook, seed=options["seed"])
            text = csv_files.codings_text(passages, ranking)
            csv_files.write(out, text, inputs=[source, book])
        except csv_files.FileProblem as problem:
            raise CommandError(str(problem)) from problem
        given = sum(1 for themes in ranking.suggested if themes)
        total = f"{len(passages.ids):,} passages"
        self.stdout.write(f"Themes suggested for {given:,} of {total}: {out}")
