"""A hub's rows with markup in every text that somebody types."""

from itertools import count
from typing import Any

from django.db import models

from recruitment.models import Place, RetentionHold
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.hubsite.year import Year, our_models, rows_of
from workgroups import audit
from workgroups.models import Hub

SHORTEST = 7  # letters that a column must take to hold a tag and a number
#: Rows that the program alone writes; the reason in an audit entry is added below.
WRITTEN_BY_PROGRAM = {
    *("workgroups.AuditEntry", "workgroups.RateLimitUse", "workgroups.SchoolWord"),
    *("recruitment.SignInRequest", "recruitment.GapTaskCount"),
    *("recruitment.GapTaskMark", "evaluation.ReportFile"),
}
#: Texts that the program alone writes, or compares with its own words.
NOT_TYPED = {
    "workgroups.Hub": {"notice_version", "closed_weeks"},
    "workgroups.School": {"search_name", "search_text", "la_estab"},
    "workgroups.Session": {"reviewed_as"},
    "workgroups.User": {"password"},
    "workgroups.CommonPlan": {"reviewed_as", "handed_down"},
    "workgroups.SavedList": {"list_of", "query"},
    "workgroups.ListExport": {
        *("list_of", "query", "lease_token", "stored_as", "sha256"),
    },
    "recruitment.Registration": {"notice_version"},
    "recruitment.Place": {"year_groups", "schemes", "awards"},
    "recruitment.ProviderYear": {"awards"},
    "recruitment.PlaceEvent": {"from_state"},
    "recruitment.BulkAction": {"lease_token"},
    "recruitment.BulkActionRow": {"from_state", "before"},
    "recruitment.Link": {"subject_type"},
    "recruitment.Email": {
        *("kind", "about_type", "occasion", "recipient_type", "lease_token"),
    },
    "recruitment.GroupMessage": {"audience"},
    "recruitment.Merge": {"before", "after"},
    "recruitment.ReleaseContact": {"told_places"},
    "evaluation.ResearchQuestion": {"figures"},
    "evaluation.CodingDecision": {"before"},
    "evaluation.Evidence": {"import_key"},
    "evaluation.SecondReading": {"offered"},
    "evaluation.Report": {"lease_token", "snapshot"},
}
#: What is typed and stored as a list or by the name of a question.
TYPED_JSON: dict[tuple[str, str], Any] = {
    ("workgroups.SavedList", "columns"): [["state", '<q7>"heading']],
    ("workgroups.ListExport", "columns"): [["state", '<q7>"heading']],
    ("recruitment.Participant", "former_emails"): ['"<q7>before"@example.org'],
    ("recruitment.RegistrationDraft", "answers"): {
        "you": {"first_name": '<q7>"first', "last_name": '<q7>"last'}
    },
    ("evaluation.Question", "options"): ['<q7>"a', '<q7>"b'],
    ("evaluation.Theme", "words"): ['<q7>"word'],
}


def holds_typed_text(column: Any) -> bool:
    """Whether a person's words may come into a column, by its kind and its name."""
    if column.model._meta.label in WRITTEN_BY_PROGRAM or column.choices:
        return False
    return (
        isinstance(column, models.CharField | models.TextField | models.JSONField)
        and not isinstance(column, models.SlugField)
        and not column.primary_key
        and not (column.max_length and column.max_length < SHORTEST)
        and column.name not in NOT_TYPED.get(column.model._meta.label, set())
    )


def typed_columns() -> set[tuple[str, str]]:
    """Every column that a person's words may come into, by model and name."""
    columns = (each for model in our_models() for each in model._meta.fields)
    typed = filter(holds_typed_text, columns)
    return {(each.model._meta.label, each.name) for each in typed}


def markup(column: Any, number: int) -> str:
    if isinstance(column, models.EmailField):
        return f'"<q7>{number}"@example.org'
    if isinstance(column, models.URLField):
        return f'https://example.org/"><q7>{number}'
    return f'<q7>"{number}' if (column.max_length or 99) > 9 else f"<q7>{number}"


def fill_with_markup(year: Year) -> set[tuple[str, str]]:
    """Write markup into every typed text; return which columns have it now.

    Rows without a hub, such as schools, are filled whole.
    """
    _hold(year.place)
    audit.record("changed", year.place, hub_id=year.hub.pk, reason='<q7>"reason')
    numbers, filled = count(100), set()
    for model in our_models():
        label = model._meta.label
        columns = [each for each in model._meta.fields if _is_filled_by_rule(each)]
        lists = {name: text for (of, name), text in TYPED_JSON.items() if of == label}
        for row in _rows(model, year.hub) if columns or lists else []:
            typed = {each.name: markup(each, next(numbers)) for each in columns}
            model._base_manager.filter(pk=row.pk).update(**typed, **lists)
            filled |= {(label, name) for name in (*typed, *lists)}
    _read_again(year)
    return filled


def _is_filled_by_rule(column: Any) -> bool:
    return holds_typed_text(column) and not isinstance(column, models.JSONField)


def _hold(place: Place) -> None:
    RetentionHold.objects.create(
        hub=place.hub,
        participant=place.participant,
        reason="complaint",
        why="x",
        until_on=FRIDAY,
        held_by=place.hub.roles.first().user,
        held_at=FRIDAY_5PM,
    )


def _rows(model: Any, hub: Hub) -> models.QuerySet[Any]:
    found = rows_of(model, hub)
    return found if found.exists() else model._base_manager.all()[:40]


def _read_again(year: Year) -> None:
    for row in year.rows.values():
        for each in row.values() if isinstance(row, dict) else [row]:
            each.refresh_from_db()
    year.hub.refresh_from_db()
