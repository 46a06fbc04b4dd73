"""manage.py import_interest WORK_GROUP FILE: people of a list, all of them or none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recruitment.actions import interest_lists
from recruitment.actions.interest_lists import ImportedList
from recruitment.choices import ListedAs, ListEmails, PlaceState
from recruitment.errors import RecruitmentError
from recruitment.interest_lists import InterestList, read_list
from workgroups import academic_years
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.models import WorkGroup
from workgroups.table_files import Problem
from workgroups.words import counted, plural

GROUPS_NAMED = 10


class Command(BaseCommand):
    help = "Imports a list of people, all or none; the same list again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("work_group", help="its name in web addresses")
        parser.add_argument("file", type=Path, help="the list, as CSV or .xlsx")
        parser.add_argument(
            "--as",
            dest="listed_as",
            choices=ListedAs.values,
            default=ListedAs.INTERESTED,
            help="what the list says of its people",
        )
        parser.add_argument("--year", help="the academic year of the list, as 2025/26")
        parser.add_argument(
            "--letters",
            dest="emails",
            choices=ListEmails.values,
            default=ListEmails.NONE,
            help="drafts wait in the admin until a person lets them go",
        )
        parser.add_argument(
            "--vouched-by", default="", metavar="NAME", help="kept with each place"
        )
        parser.add_argument(
            "--beyond-capacity",
            action="store_true",
            help="secure places also beyond the group's capacity",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        group = self.group(options["work_group"], options["year"])
        try:
            found = read_list(self.content(options["file"]))
            if found.problems:
                raise ListRefused(found.problems)
            self.remark(found)
            result = interest_lists.import_list(
                group,
                found.people,
                listed_as=options["listed_as"],
                emails=options["emails"],
                file_name=options["file"].name,
                vouched_by=options["vouched_by"].strip(),
                beyond_capacity=options["beyond_capacity"],
                at=timezone.now(),
            )
        except ListRefused as refusal:
            self.refuse(refusal)
        except (ListUnreadable, RecruitmentError) as error:
            raise CommandError(str(error)) from error
        self.say(result, options["emails"])

    def group(self, slug: str, year: str | None) -> WorkGroup:
        """The group of this name, if the list is of its year."""
        rows = WorkGroup.objects.select_related("hub", "project__stage__programme")
        group = rows.filter(slug=slug).first()
        if group is None:
            raise CommandError(f"There is no work group called {slug}.")
        start_year = academic_years.parse(year) if year else group.start_year
        if start_year is None:
            raise CommandError("Write the academic year as 2025/26.")
        if start_year != group.start_year:
            raise CommandError(self.other_year(group, start_year))
        return group

    def other_year(self, group: WorkGroup, start_year: int) -> str:
        same = WorkGroup.objects.filter(
            hub=group.hub_id,
            project__stage__programme=group.project.stage.programme_id,
            start_year=start_year,
        )
        names = list(same.values_list("slug", flat=True)[:GROUPS_NAMED])
        wanted = academic_years.label(start_year)
        groups = ", ".join(names) or "none, so make it first"
        return (
            f"{group.slug} is a group of {group.year_label}. Groups of the same "
            f"programme in {wanted}: {groups}."
        )

    def content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(
                f"{path} cannot be opened ({error.strerror})."
            ) from error

    def remark(self, found: InterestList) -> None:
        for remark in found.remarks:
            self.stdout.write(remark)

    def refuse(self, refusal: ListRefused) -> None:
        for problem in refusal.problems:
            self.stderr.write(str(problem))
        lines = {each.line for each in refusal.problems if isinstance(each, Problem)}
        if not lines:
            raise CommandError("Nothing was imported.")
        wrong = plural(len(lines), "line is", "lines are")
        raise CommandError(f"Nothing was imported: {len(lines)} {wrong} wrong.")

    def say(self, result: ImportedList, emails: str) -> None:
        for kept in result.kept:
            self.stdout.write(str(kept))
        for state, number in result.states.most_common():
            self.stdout.write(f"{PlaceState(state).label.capitalize()}: {number}.")
        if result.schools_matched or result.schools_in_words:
            self.stdout.write(
                f"Schools: {result.schools_matched} found, {result.schools_in_words} "
                "kept as written."
            )
        if result.beyond_capacity:
            seats = counted(result.beyond_capacity, "place")
            self.stdout.write(f"The group is {seats} beyond its capacity.")
        if result.emails:
            written = counted(result.emails, "letter")
            waits = "wait as drafts" if emails == ListEmails.DRAFT else "will go"
            self.stdout.write(f"{written}: they {waits}.")
        people = plural(result.added, "person", "people")
        self.stdout.write(
            f"{result.added} {people} added, {result.changed} changed, "
            f"{result.unchanged} unchanged."
        )
