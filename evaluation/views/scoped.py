"""Fetch rows that the user may read or change; all others are not found."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from evaluation.models import Evaluation


def evaluation_to_read(request: HttpRequest, pk: int) -> Evaluation:
    """An evaluation of the user's own hub."""
    return _found(request, Evaluation.objects.visible_to(request.user), pk)


def evaluation_to_write(request: HttpRequest, pk: int) -> Evaluation:
    """An evaluation that the user may change as its evaluator."""
    rows = Evaluation.objects.visible_to(request.user).changeable_by(request.user)
    return _found(request, rows, pk)


def row_to_write(request: HttpRequest, rows: QuerySet[Any], pk: int) -> Any:
    """A row of an evaluation that the user may change as its evaluator."""
    found = rows.visible_to(request.user).changeable_by(request.user)  # type: ignore[attr-defined]
    row = get_object_or_404(found.select_related("evaluation__hub"), pk=pk)
    set_hub(request, row.evaluation)
    return row


def set_hub(request: HttpRequest, row: Model) -> None:
    """Set the row's hub for the page header."""
    request.hub = row.hub  # type: ignore[attr-defined]


def _found(request: HttpRequest, rows: QuerySet[Any], pk: int) -> Evaluation:
    found = get_object_or_404(rows.select_related("hub", "strategic_goal"), pk=pk)
    set_hub(request, found)
    return found
