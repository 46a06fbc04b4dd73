"""Import the national list of schools in batches.

A batch is one read and one write in its own transaction, so the number of statements
grows as rows / 500, no lock is held for long, and an interrupted import can simply be
run again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from workgroups import rules
from workgroups.choices import SchoolPhase, SchoolStatus
from workgroups.gias import england
from workgroups.gias.layouts import SchoolFacts
from workgroups.gias.links import Links, successor_of
from workgroups.gias.reading import RowProblem
from workgroups.models import LocalAuthority, School, SchoolWord

# rows: 23 values each stay under SQLite's limit of parameters per statement
BATCH = 1000
REPEATED_NUMBER = "on a second line of the file"
AUTHORITY = "local_authority_id"
#: Defaults of a new school where a list has no value.
DEFAULTS: dict[str, Any] = {
    "name": "",
    "search_name": "",
    "search_text": "",
    AUTHORITY: None,
    "la_estab": "",
    "phase": SchoolPhase.NOT_APPLICABLE.value,
    "type": "",
    "state_funded": True,
    "status": SchoolStatus.OPEN.value,
    "low_age": None,
    "high_age": None,
    "street": "",
    "town": "",
    "postcode": "",
    "trust": "",
    "ukprn": "",
    "opened_on": None,
    "closed_on": None,
    "easting": None,
    "northing": None,
}
COLUMNS = ("urn", *DEFAULTS)
#: Values that count as missing, so that a list may replace them.
BLANK = (None, "", SchoolPhase.NOT_APPLICABLE.value)


@dataclass
class ImportReport:
    """What happened to each row of a file."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: list[tuple[int, str]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    refused: list[RowProblem] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    succeeded: int = 0
    links: dict[int, list[int]] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        return (
            f"{self.read:,} rows: {self.added:,} added, {self.changed:,} changed,"
            f" {len(self.closed):,} closed, {self.unchanged:,} unchanged,"
            f" {self.left_out.total():,} left out, {len(self.refused):,} refused."
        )


def import_schools(
    rows: Iterable[tuple[int, SchoolFacts | RowProblem]], *, is_register: bool
) -> ImportReport:
    """Save the schools of a list; importing the same list again changes nothing.

    DfE's register replaces stored values column by column, as far as the file has the
    column. Any other list only adds schools and fills missing values, among them the
    successors of closed schools. A closed school keeps its row and its number.
    """
    report = ImportReport()
    authorities = Authorities(is_register=is_register)
    seen: set[int] = set()
    words: set[str] = set()
    for batch in batches(accepted_rows(rows, report, seen)):
        with transaction.atomic():
            save_batch(batch, report, authorities, words, is_register=is_register)
    if report.links:
        report.succeeded = follow_links(report.links, only_missing=not is_register)
    if report.fields["name"]:
        name_successors()
    return report


def accepted_rows(
    rows: Iterable[tuple[int, SchoolFacts | RowProblem]],
    report: ImportReport,
    seen: set[int],
) -> Iterator[SchoolFacts]:
    """Rows to save; all other rows are added to the report."""
    for _line, row in rows:
        report.read += 1
        if isinstance(row, SchoolFacts):
            if row.urn in seen:
                report.left_out[REPEATED_NUMBER] += 1
            else:
                seen.add(row.urn)
                if row.next_urn is not None:
                    report.links[row.urn] = [row.next_urn]
                yield row
        elif row.is_refused:
            report.refused.append(row)
        else:
            report.left_out[row.why] += 1


def batches(rows: Iterator[SchoolFacts]) -> Iterator[list[SchoolFacts]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def save_batch(
    batch: list[SchoolFacts],
    report: ImportReport,
    authorities: "Authorities",
    words: set[str],
    *,
    is_register: bool,
) -> None:
    """Write a batch, and its words but those of the batches before it."""
    saved = {
        values[0]: dict(zip(COLUMNS, values, strict=True))
        for values in School.objects.filter(
            urn__in=[row.urn for row in batch]
        ).values_list(*COLUMNS)
    }
    to_write = []
    for row in batch:
        before = saved.get(row.urn)
        new = {**row.facts, AUTHORITY: authorities.id_of(*row.authority)}
        if before is None:
            after = {"urn": row.urn, **DEFAULTS, **new}
            report.added += 1
        else:
            after = {**before, **changes_to(before, new, authorities, is_register)}
            if after == before:
                report.unchanged += 1
                continue
            count_change(before, after, report)
        after["search_name"] = rules.search_name(after["name"])
        after["search_text"] = rules.school_search_text(
            after["name"], after["town"], after["postcode"]
        )
        to_write.append(after)
    write_schools(to_write)
    texts = [each["search_text"] for each in to_write]
    SchoolWord.objects.add_words(texts, added=words)
    words.update(*map(rules.words_to_compare, texts))


def changes_to(
    before: dict[str, Any],
    new: dict[str, Any],
    authorities: "Authorities",
    is_register: bool,
) -> dict[str, Any]:
    """Changes that a row brings to a stored school, by column."""
    if not is_register:
        return {
            name: value
            for name, value in new.items()
            if name != AUTHORITY and before[name] in BLANK and value not in BLANK
        }
    if authorities.is_outdated(before[AUTHORITY], new[AUTHORITY]):
        return {name: value for name, value in new.items() if name != AUTHORITY}
    return new


def count_change(
    before: dict[str, Any], after: dict[str, Any], report: ImportReport
) -> None:
    changed = [name for name in before if after[name] != before[name]]
    report.fields.update(changed)
    if "status" in changed and after["status"] == SchoolStatus.CLOSED:
        report.closed.append((after["urn"], after["name"]))
    else:
        report.changed += 1


def write_schools(rows: list[dict[str, Any]]) -> None:
    """Insert or update in one statement on either database.

    `bulk_create` would split a batch into dozens of statements on SQLite.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    fields = [School._meta.get_field(name.removesuffix("_id")) for name in COLUMNS]
    columns = [quote(str(each.column)) for each in fields]  # type: ignore[union-attr]
    values = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
    replaced = ", ".join(f"{each} = excluded.{each}" for each in columns[1:])
    sql = (
        f"INSERT INTO {quote(School._meta.db_table)} ({', '.join(columns)})"  # noqa: S608
        f" VALUES {values} ON CONFLICT ({columns[0]}) DO UPDATE SET {replaced}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted(row[name]) for row in rows for name in COLUMNS])


def adapted(value: Any) -> Any:
    """A value as the database driver accepts it."""
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return str(value) if isinstance(value, str) else value


class Authorities:
    """Local authorities by code, read once and created when a file names a new one."""

    def __init__(self, *, is_register: bool) -> None:
        self.is_register = is_register
        self.by_code = {each.code: each for each in LocalAuthority.objects.all()}
        self.in_use = {each.pk: each.in_use for each in self.by_code.values()}

    def id_of(self, code: str, name: str) -> int:
        known = self.by_code.get(code)
        if known is None:
            known = LocalAuthority.objects.create(
                code=code, name=name, in_use=england.is_in_use(code)
            )
            self.by_code[code] = known
            self.in_use[known.pk] = known.in_use
        elif self.is_register and known.name != name:
            known.name = name
            known.save(update_fields=["name"])
        return known.pk

    def is_outdated(self, saved: int, new: int) -> bool:
        """Whether an older file would move a school back to an abolished authority."""
        return self.in_use[saved] and not self.in_use[new]


def follow_links(links: Links, *, only_missing: bool = False) -> int:
    """Set the successor of each closed school; return how many changed.

    With `only_missing` a successor that is known already stays.
    """
    closed: dict[int, int | None] = {}
    is_open: dict[int, bool] = {}
    rows = School.objects.values_list("urn", "status", "successor_urn")
    for urn, status, successor in rows.iterator():
        is_open[urn] = status != SchoolStatus.CLOSED
        if not is_open[urn] and not (only_missing and successor):
            closed[urn] = successor
    changed = [
        (urn, after)
        for urn, before in closed.items()
        if (after := successor_of(urn, links, is_open.get)) not in (None, before)
    ]
    for start in range(0, len(changed), BATCH):
        save_successors(changed[start : start + BATCH])
    name_successors()
    return len(changed)


def name_successors() -> None:
    """Copy the names of successors that are known, also of those renamed since."""
    after = School.objects.filter(urn=OuterRef("successor_urn")).order_by()
    name = Coalesce(Subquery(after.values("name")[:1]), Value(""))
    rows = School.objects.exclude(successor_urn=None).order_by()
    rows.exclude(successor_name=name).update(successor_name=name)


def save_successors(pairs: list[tuple[int, int]]) -> None:
    quote = connection.ops.quote_name
    table = quote(School._meta.db_table)
    values = ", ".join(["(%s, %s)"] * len(pairs))
    sql = (
        f"WITH changed (urn, successor) AS (VALUES {values})"  # noqa: S608
        f" UPDATE {table} SET successor_urn = changed.successor"
        f" FROM changed WHERE {table}.urn = changed.urn"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [number for pair in pairs for number in pair])
