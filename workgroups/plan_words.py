"""What the plan of a session says: its fields, and the checks of their words."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

#: The texts and numbers of a plan that groups inherit from the common one.
PLAN_FIELDS = (
    "focus",
    "outcomes",
    "in_class_activity",
    "gap_task",
    "mentor_questions",
    "to_bring",
    "between_minutes",
    "mentors_invited",
    "materials",
)
#: Without these a plan is incomplete.
NEEDED_FIELDS = ("focus", "outcomes", "in_class_activity")
MENTOR_QUESTIONS = 2  # the most that a mentor is given about one task

_check_web_address = URLValidator(schemes=["http", "https"])


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def check_materials(text: str) -> None:
    """Raise ValidationError where a line is no web address."""
    for line in lines_of(text):
        try:
            _check_web_address(line)
        except ValidationError as error:
            raise ValidationError(
                "Write web addresses only, one a line, each with http:// or https:// "
                f"in front. This is none: {line[:80]}"
            ) from error


def check_mentor_questions(text: str) -> None:
    if len(lines_of(text)) > MENTOR_QUESTIONS:
        raise ValidationError("Write two questions at most, one a line.")


def fingerprint_of(values: Iterable[Any]) -> str:
    """A short text that differs whenever the words of a plan differ."""
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()


def is_blank(value: Any) -> bool:
    return value is None or value == ""


def inherited(
    own: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields of a session that change where the common plan does.

    A blank field takes the common words. One that holds the words handed down before
    takes the new ones. Every other field has departed and stays.
    """
    return {
        name: now[name]
        for name in PLAN_FIELDS
        if own[name] != now[name]
        and (is_blank(own[name]) or own[name] == before.get(name))
    }


def departed(own: Mapping[str, Any], common: Mapping[str, Any]) -> list[str]:
    """The fields in which a session differs from the common plan."""
    return [name for name in PLAN_FIELDS if own[name] != common[name]]
