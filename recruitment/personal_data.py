"""What is held about a person: each field declared once, by every app for its models.

The declaration makes the page "my data", its file, and what "delete me" does. A test
walks the models and fails where a field is not declared.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Model, QuerySet

from recruitment.models import Participant
from workgroups import words
from workgroups.audit_words import moment


class AtDeletion(StrEnum):
    """What becomes of a field once its person is deleted."""

    STAYS = "stays"  # counts need it, and it names nobody
    BLANKED = "blanked"
    TO_MONTH = "to month"  # the month stays, the day and the time do not


@dataclass(frozen=True)
class Item:
    """One field: what a page calls it, or why no page shows it."""

    name: str
    says: str = ""
    because: str = ""
    at_deletion: AtDeletion = AtDeletion.STAYS
    printed: Callable[[Any, Mapping[str, str]], str] | None = None

    def in_words(self, row: Model, options: Mapping[str, str]) -> str:
        """The value as people read it; "" for none. `options` names answer options."""
        if self.printed is not None:
            return self.printed(row, options)
        return _in_words(row, self.name)

    def raw(self, row: Any) -> Any:
        """The value for a file that programs read."""
        field = row._meta.get_field(self.name)
        value = getattr(row, self.name)
        return str(value) if field.is_relation and value is not None else value


@dataclass(frozen=True)
class Held:
    """The rows of one model that are about a person.

    `rows` finds them for one person. With `rows_go` they are deleted with the person;
    `because` says why no page shows any of them.
    """

    model: str
    title: str
    rows: Callable[[Participant], QuerySet[Any]]
    items: Sequence[Item]
    rows_go: bool = False
    is_written_about: bool = False  # letters and links name the rows by their ids
    because: str = ""

    @property
    def shown(self) -> list[Item]:
        return [item for item in self.items if item.says]


_held: dict[str, Held] = {}


def add_held(every: Iterable[Held]) -> None:
    for held in every:
        _held[held.model] = held


def all_held() -> list[Held]:
    return list(_held.values())


def rows_written_about(person: Participant) -> Iterator[tuple[str, QuerySet[Any]]]:
    """By model, the ids of a person's rows that letters and links may be about."""
    for held in all_held():
        if held.is_written_about:
            yield held.model.lower(), held.rows(person).order_by().values("pk")


def shown(name: str, says: str, **more: Any) -> Item:
    return Item(name, says, **more)


def blanked(name: str, says: str, **more: Any) -> Item:
    """A field that is shown, and is blanked when the person is deleted."""
    return Item(name, says, at_deletion=AtDeletion.BLANKED, **more)


def to_month(name: str, says: str) -> Item:
    return Item(name, says, at_deletion=AtDeletion.TO_MONTH)


def left_out(because: str, *names: str, blank: bool = False) -> list[Item]:
    """Fields that no page shows, and why."""
    after = AtDeletion.BLANKED if blank else AtDeletion.STAYS
    return [Item(name, because=because, at_deletion=after) for name in names]


def blank_values(model: type[Model], items: Iterable[Item]) -> dict[str, Any]:
    """What each field that is to be blanked is set to: nothing, in its own type."""
    found: dict[str, Any] = {}
    for item in items:
        if item.at_deletion == AtDeletion.BLANKED:
            field: Any = model._meta.get_field(item.name)
            found[item.name] = None if field.null else field.get_default()
    return found


def months_of(items: Iterable[Item]) -> list[str]:
    return [item.name for item in items if item.at_deletion == AtDeletion.TO_MONTH]


def month_of(at: datetime) -> datetime:
    """The first moment of a month in London; years of the hub begin with a month."""
    local = at.astimezone(words.LONDON)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _in_words(row: Any, name: str) -> str:
    field, value = row._meta.get_field(name), getattr(row, name)
    if value is None or value in ("", [], {}):
        return ""
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
