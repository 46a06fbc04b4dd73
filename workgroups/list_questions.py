"""The questions above a list of the admin, each with the number of its rows.

Each task and each counted list of a model that has the words of a question is one. A
list that is split has a question for each value that occurs, such as each reason. The
list that is shown is divided by local authority too. A number and the list that its
link opens use the same condition, so they agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from workgroups.counted_lists import (
    WHOLE_HUB,
    Asked,
    CountedList,
    Split,
    lists_about,
    url_of,
)
from workgroups.open_tasks import OpenTask, tasks_about

Rows = QuerySet[Any]
BY_AUTHORITY = "by-authority"  # no list has this name


@dataclass(frozen=True)
class ListQuestion:
    """A question such as "no mentor", the number of its rows and their address."""

    words: str
    number: int
    url: str
    is_shown: bool  # the list shows these rows


@dataclass(frozen=True)
class QuestionLine:
    """Questions that stand together; `lead` says what the parts of a split are.

    `divides_shown` says that they are parts of the rows that the list shows.
    """

    lead: str
    questions: tuple[ListQuestion, ...]
    divides_shown: bool = False

    @property
    def is_open(self) -> bool:
        return self.divides_shown or any(each.is_shown for each in self.questions)


@dataclass(frozen=True)
class _Found:
    """The number of rows of a list, or of the part of a split that has a value."""

    name: str
    value: str
    label: str
    number: int


@dataclass(frozen=True)
class ShownList:
    """What an admin list shows: rows that it counts, and what narrows them."""

    name: str
    asked: Asked

    def url(self, model: type[Model]) -> str:
        return url_of(self.name, model, self.asked)

    def of_whole_hub(self) -> Asked:
        return self.asked.narrowed(authority="", group=None)


def lines_about(
    model: type[Model], rows: Rows, asked: Asked, *, listed: ShownList | None = None
) -> list[QuestionLine]:
    """The questions of a hub and year about these rows, in one statement.

    Questions without a split are on the first line, also those that have no rows. The
    last line divides the rows of `listed` by local authority, where there are several.
    """
    found = _count(model, rows, asked, listed)
    shown = listed.url(model) if listed else ""
    numbers = {each.name: each.number for each in found if not each.value}
    first = [
        _question(words, numbers.get(name, 0), url_of(name, model, asked), shown)
        for name, words in _unsplit(model)
    ]
    lines = [QuestionLine("", tuple(first))]
    for name, split in _splits(model):
        parts = [each for each in found if each.name == name]
        lines.append(_line(split, model, parts, asked, shown))
    if listed:
        areas = [each for each in found if each.name == BY_AUTHORITY]
        lines.append(_authorities(model, areas, listed))
    return [line for line in lines if line.questions]


def _authorities(
    model: type[Model], found: list[_Found], listed: ShownList
) -> QuestionLine:
    """The shown rows by local authority; no question where all are of one."""
    shown, whole = listed.url(model), listed.of_whole_hub()
    questions = []
    for each in sorted(found, key=lambda each: each.label):
        url = url_of(listed.name, model, whole.narrowed(authority=each.value))
        questions.append(_question(each.label, each.number, url, shown))
    several = questions if len(questions) > 1 else []
    return QuestionLine("by local authority", tuple(several), divides_shown=True)


def _line(
    split: Split, model: type[Model], parts: list[_Found], asked: Asked, shown: str
) -> QuestionLine:
    questions = []
    for each in parts:
        words = split.words(each.value, each.label)
        own = asked.narrowed(**{split.narrows: split.read(each.value)})
        url = url_of(each.name, model, own)
        questions.append(_question(words, each.number, url, shown))
    if split.is_by_size:
        questions.sort(key=lambda question: (-question.number, question.words))
    return QuestionLine(split.lead, tuple(questions))


def _question(words: str, number: int, url: str, shown: str) -> ListQuestion:
    return ListQuestion(words, number, url, url == shown)


def _unsplit(model: type[Model]) -> list[tuple[str, str]]:
    """Name and words of the model's questions without a split, tasks first."""
    declared: list[OpenTask | CountedList] = [*tasks_about(model), *lists_about(model)]
    return [(each.name, each.question) for each in declared if each.question]


def _splits(model: type[Model]) -> list[tuple[str, Split]]:
    return [(each.name, each.split) for each in lists_about(model) if each.split]


def _count(
    model: type[Model], rows: Rows, asked: Asked, listed: ShownList | None
) -> list[_Found]:
    """Every number in one statement: the counts of all questions, one below another."""
    counts = list(_counts(model, rows, asked))
    if listed:
        counts += _counts_by_authority(model, rows, listed)
    if not counts:
        return []
    first, *others = counts
    found = first.union(*others, all=True) if others else first
    ordered = sorted(found, key=lambda row: (row[0], len(row[1]), row[1]))
    return [_Found(*row) for row in ordered]


def _counts(model: type[Model], rows: Rows, asked: Asked) -> Iterator[Rows]:
    for task in tasks_about(model):
        if task.question:
            yield _of_one(task.name, task.rows_of(rows, asked))
    for counted in lists_about(model):
        if counted.question:
            yield _of_one(counted.name, counted.rows(rows, asked))
        if counted.split:
            parts = counted.split.parts(counted.among(rows, asked), asked)
            yield _counted(counted.name, parts)


def _counts_by_authority(
    model: type[Model], rows: Rows, listed: ShownList
) -> Iterator[Rows]:
    for counted in lists_about(model):
        if counted.name == listed.name and counted.authority_path:
            path = counted.authority_path
            parts = counted.rows(rows, listed.of_whole_hub()).annotate(
                value=Coalesce(Cast(F(path), TextField()), _text(WHOLE_HUB)),
                label=Coalesce(
                    Cast(F(f"{path}__name"), TextField()), _text("whole hub")
                ),
            )
            yield _counted(BY_AUTHORITY, parts)


def _of_one(name: str, rows: Rows) -> Rows:
    return _counted(name, rows.annotate(value=_text(""), label=_text("")))


def _counted(name: str, rows: Rows) -> Rows:
    grouped = rows.order_by().annotate(question=_text(name))
    columns = ("question", "value", "label")
    counted = grouped.values(*columns).annotate(number=Count("pk", distinct=True))
    return counted.values_list(*columns, "number")


def _text(text: str) -> Cast:
    """A text as a column; the cast names its type, as the columns of a union must."""
    return Cast(Value(text), TextField())
