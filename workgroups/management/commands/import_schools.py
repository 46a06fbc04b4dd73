"""manage.py import_schools FILE [--links FILE]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workgroups.actions import schools
from workgroups.actions.schools import ImportReport
from workgroups.errors import SchoolFileError
from workgroups.gias.links import read_links
from workgroups.gias.reading import open_school_file

AT_MOST = 20  # closed schools listed by name
ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "cp1252"}


class Command(BaseCommand):
    help = "Reads a published list of schools; the same list again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the list, as a CSV file")
        parser.add_argument(
            "--links", type=Path, help="DfE's file of predecessors and successors"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.read(options["file"], options["links"])
        except SchoolFileError as error:
            raise CommandError(str(error)) from error

    def read(self, path: Path, links_path: Path | None) -> None:
        # check both files before anything is written
        links = read_links(links_path) if links_path else {}
        with open_school_file(path) as file:
            self.stdout.write(
                f"Reading {path.name}: {file.layout.name}, {ENCODINGS[file.encoding]}."
            )
            report = schools.import_schools(
                file.rows(), is_register=file.layout.is_register
            )
        if links:
            report.succeeded += schools.follow_links(links)
        self.say(report)

    def say(self, report: ImportReport) -> None:
        for problem in report.refused:
            self.stdout.write(f"Line {problem.line} refused: {problem.why}.")
        for why, count in report.left_out.most_common():
            self.stdout.write(f"Left out, {why}: {count:,}.")
        for urn, name in report.closed[:AT_MOST]:
            self.stdout.write(f"Closed: {urn} {name}.")
        if len(report.closed) > AT_MOST:
            self.stdout.write(f"Closed: {len(report.closed) - AT_MOST:,} more.")
        if report.fields:
            counts = (
                f"{name.removesuffix('_id').replace('_', ' ')} {count:,}"
                for name, count in report.fields.most_common()
                if not name.startswith("search_")
            )
            self.stdout.write(f"Changed: {', '.join(counts)}.")
        if report.succeeded:
            self.stdout.write(
                f"Closed schools led to a successor: {report.succeeded:,}."
            )
        self.stdout.write(report.summary)
