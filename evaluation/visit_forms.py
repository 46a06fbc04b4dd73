"""The form on which a visit ticks the plan check-list."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from evaluation.choices import CheckAnswer

LONGEST_LINE = 500


class ChecksForm(forms.Form):
    """One question a line; a line keeps its field when the list is changed."""

    def __init__(
        self, *args: Any, lines: Iterable[str], given: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {_name_of(line): line[:LONGEST_LINE] for line in lines}
        for name, line in self.lines.items():
            self.fields[name] = forms.ChoiceField(
                label=line,
                choices=[("", "no answer"), *CheckAnswer.choices],
                required=False,
                initial=given.get(line, ""),
                widget=forms.RadioSelect,
            )

    @property
    def answers(self) -> dict[str, str]:
        """By line; without those of which the page did not ask."""
        return {
            line: self.cleaned_data[name]
            for name, line in self.lines.items()
            if name in self.data
        }


def _name_of(line: str) -> str:
    return "check_" + hashlib.sha256(line.encode()).hexdigest()[:16]
