"""Forms of saved lists: which columns, in which order, under which headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from workgroups import words
from workgroups.form_fields import LineField
from workgroups.models import User

LONGEST_HEADING = 80  # characters
NAMED = 3  # columns that a folded group names
NUMBER, HEADING = "number_", "heading_"  # begin the names of a column's fields


@dataclass(frozen=True)
class ColumnFields:
    """The two fields of a column in the form, and what the list calls it."""

    words: str
    lookup: str
    number: BoundField
    heading: BoundField
    has_history: bool

    @property
    def chosen_number(self) -> str:
        """What stands in the field of the number."""
        value = self.number.value()
        return "" if value is None else str(value).strip()

    def order(self) -> tuple[bool, int]:
        """By number; what is no number comes last."""
        is_number = self.chosen_number.isdecimal()
        return not is_number, int(self.chosen_number) if is_number else 0


@dataclass(frozen=True)
class ColumnGroup:
    """Columns under one heading; "" is that of the columns with a number."""

    title: str
    columns: list[ColumnFields]

    @property
    def said(self) -> str:
        """How many there are, and the first of them: "4 columns: State, Stage, …"."""
        names = ", ".join(each.words for each in self.columns[:NAMED])
        more = ", …" if len(self.columns) > NAMED else ""
        return f"{words.counted(len(self.columns), 'column')}: {names}{more}"

    @property
    def is_open(self) -> bool:
        """Whether something in it has to be mended."""
        return any(each.number.errors or each.heading.errors for each in self.columns)


class SavedListForm(forms.Form):
    """A list's name, who sees it and gets it, and its columns by number.

    Without numbers the list has every column. `columns` are those of the list:
    headings and look-ups; `groups` parts them, by title and look-ups; `history` are the
    look-ups that are known as at a day.
    """

    use_required_attribute = False

    name = LineField(label="Name", max_length=80)
    is_shared = forms.BooleanField(
        label="Everybody in the office sees it", label_suffix="", required=False
    )
    is_as_at = forms.BooleanField(
        label="It is shown as at a date",
        label_suffix="",
        help_text="State, mentor and attendance are then those of that day.",
        required=False,
    )
    recipients = forms.MultipleChoiceField(
        label="On the first working day of each month it goes to",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        columns: Sequence[tuple[str, str]],
        groups: Sequence[tuple[str, Sequence[str]]] = (),
        history: Sequence[str],
        people: Sequence[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.listed, self.groups = list(columns), list(groups)
        self.history = set(history)
        recipients: Any = self.fields["recipients"]
        recipients.choices = [(str(each.pk), str(each)) for each in people]
        if not history:
            del self.fields["is_as_at"]
        for at, (title, _) in enumerate(self.listed):
            self.fields[f"{NUMBER}{at}"] = forms.IntegerField(
                label=f"Number of {title}",
                required=False,
                min_value=1,
                max_value=999,
                widget=forms.NumberInput(attrs={"min": 1, "max": 999}),
            )
            self.fields[f"{HEADING}{at}"] = LineField(
                label=f"Heading of {title}",
                required=False,
                max_length=LONGEST_HEADING,
                widget=forms.TextInput(attrs={"placeholder": title}),
            )

    @property
    def column_fields(self) -> list[ColumnFields]:
        return [
            ColumnFields(
                title,
                lookup,
                self[f"{NUMBER}{at}"],
                self[f"{HEADING}{at}"],
                lookup in self.history,
            )
            for at, (title, lookup) in enumerate(self.listed)
        ]

    @property
    def column_groups(self) -> list[ColumnGroup]:
        """The columns with a number in their order, then the others by their group.

        Without groups all columns stand together, in the order of the list.
        """
        fields = self.column_fields
        if not self.groups:
            return [ColumnGroup("", fields)]
        chosen = sorted((e for e in fields if e.chosen_number), key=ColumnFields.order)
        found = [ColumnGroup("", chosen)] if chosen else []
        for title, lookups in self.groups:
            own = [e for e in fields if not e.chosen_number and e.lookup in lookups]
            found += [ColumnGroup(title, own)] if own else []
        return found

    def chosen(self) -> list[list[str]]:
        """Look-up and heading of the columns with a number, in the order of these."""
        data = self.cleaned_data
        numbered = [
            (data[f"{NUMBER}{at}"], at, lookup, data[f"{HEADING}{at}"])
            for at, (_, lookup) in enumerate(self.listed)
            if data[f"{NUMBER}{at}"] is not None
        ]
        return [[lookup, heading] for _, _, lookup, heading in sorted(numbered)]

    def mark_as_seen(self, version: str) -> None:
        """Redraw the form as one that showed this version of the list."""
        posted: Any = self.data
        posted = posted.copy()
        posted["seen"] = version
        self.data = posted

    def clean(self) -> dict[str, Any]:
        """A heading without a number would be lost, so it asks for one."""
        found = super().clean() or self.cleaned_data
        for at, (title, _) in enumerate(self.listed):
            number, heading = found.get(f"{NUMBER}{at}"), found.get(f"{HEADING}{at}")
            if heading and number is None and f"{NUMBER}{at}" not in self.errors:
                said = f"Number “{title}” as well, or leave its heading empty."
                self.add_error(f"{NUMBER}{at}", said)
        return found


def initial_of(
    columns: Sequence[tuple[str, str]], saved: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """The numbers and headings that a saved list has, as its form shows them."""
    found: dict[str, Any] = {}
    places = {lookup: at for at, (_, lookup) in enumerate(columns)}
    known = [(lookup, heading) for lookup, heading in saved if lookup in places]
    for number, (lookup, heading) in enumerate(known, start=1):
        found[f"{NUMBER}{places[lookup]}"] = number
        found[f"{HEADING}{places[lookup]}"] = heading
    return found


class AsAtForm(forms.Form):
    """The day that an export shows."""

    use_required_attribute = False

    as_at = forms.DateField(
        label="As at the end of",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day."},
    )

    def clean_as_at(self) -> date:
        day: date = self.cleaned_data["as_at"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come.")
        return day
