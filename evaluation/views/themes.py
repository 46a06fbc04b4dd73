"""The board of themes: keep or discard suggestions, names, order, implications."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evaluation import queries
from evaluation.actions import theme_order, themes
from evaluation.choices import ThemeState
from evaluation.coding_forms import SplitForm
from evaluation.errors import EvaluationError
from evaluation.forms import NewThemeForm, ThemeForm
from evaluation.implication_forms import ImplicationForm, initial_implication
from evaluation.models import Evaluation, Implication, Theme
from evaluation.queries import visit_checks
from evaluation.views import scoped
from workgroups import jobs
from workgroups.form_fields import clean_line, whole_number
from workgroups.requests import SignedInRequest

PAGE_SIZE = 20
SHOWN_VERSIONS = 20


@require_safe
def arrange_themes(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    context = {
        "evaluation": evaluation,
        "suggested": queries.theme_board(evaluation, state=ThemeState.SUGGESTED),
        "kept": queries.theme_board(evaluation, state=ThemeState.KEPT),
        "implications": queries.implications_of(evaluation),
        "counts": queries.reading_counts(evaluation),
        "seen": visit_checks.seen_by_authority(evaluation),
        "new_theme": NewThemeForm(),
    }
    return render(request, "evaluation/arrange_themes.html", context)


@require_POST
def suggest_themes(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    by_sentence = "by_sentence" in request.POST
    if queries.reading_counts(evaluation).total > themes.READ_IN_REQUEST:
        task = "suggest_themes_by_sentence" if by_sentence else "suggest_themes"
        jobs.enqueue(f"evaluation.tasks.{task}", evaluation.pk)
        messages.info(request, "Themes are being looked for. Look again in a minute.")
        return redirect("evaluation:arrange_themes", evaluation.pk)
    try:
        count = themes.suggest_themes(
            evaluation, by=request.user, at=timezone.now(), by_sentence=by_sentence
        )
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{count} themes suggested. Keep what is worth it.")
    return redirect("evaluation:arrange_themes", evaluation.pk)


@require_POST
def write_theme(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    form = NewThemeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the theme a name.")
        return redirect("evaluation:arrange_themes", evaluation.pk)
    try:
        theme = themes.write_theme(
            evaluation, **form.cleaned_data, by=request.user, at=timezone.now()
        )
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:arrange_themes", evaluation.pk)
    return redirect("evaluation:change_theme", theme.pk)


@require_POST
def decide_theme(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep, merge, discard or move a theme; one button each on the board."""
    theme = scoped.row_to_write(request, Theme.objects.all(), pk)
    try:
        message = _decide(request, theme)
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, message)
    return redirect("evaluation:arrange_themes", theme.evaluation_id)


def _decide(request: SignedInRequest, theme: Theme) -> str:
    by, at = request.user, timezone.now()
    name = clean_line(request.POST.get("name", ""))[:200]
    into = _other(theme, request.POST.get("into", ""))
    if "keep" in request.POST:
        kept = themes.keep_theme(theme, name=name, by=by, at=at)
        return f"“{kept.name}” is kept."
    if "discard" in request.POST:
        themes.discard_theme(theme, by=by, at=at)
        return f"“{theme.name}” is left out."
    if "merge" in request.POST:
        if into is None:
            return "Choose the theme that it belongs to, then press again."
        themes.merge_themes(theme, into=into, by=by, at=at)
        return f"“{theme.name}” is part of “{into.name}” now."
    if "nest" in request.POST:
        theme_order.nest_theme(theme, under=into, by=by, at=at)
        if into is None:
            return f"“{theme.name}” is part of no other theme."
        return f"“{theme.name}” is a part of “{into.name}”."
    position = whole_number(request.POST.get("position", ""))
    if "place" in request.POST and position:
        theme_order.place_theme(theme, position=position, by=by, at=at)
        return f"“{theme.name}” is moved to place {position}."
    theme_order.move_theme(theme, up="up" in request.POST, by=by, at=at)
    return f"“{theme.name}” is moved."


def _other(theme: Theme, asked: str) -> Theme | None:
    number = whole_number(asked)
    if number is None:
        return None
    others = theme.evaluation.themes.exclude(pk=theme.pk)
    usable = [ThemeState.KEPT, ThemeState.SUGGESTED]
    return others.filter(pk=number, state__in=usable).first()


@require_http_methods(["GET", "POST"])
def change_theme(request: SignedInRequest, pk: int) -> HttpResponse:
    theme = scoped.row_to_write(request, Theme.objects.all(), pk)
    evaluation = theme.evaluation
    fields = ["name", "kind", "description", "not_when", "finding"]
    form = ThemeForm(
        request.POST if request.method == "POST" else None,
        evaluation=evaluation,
        initial={
            **{name: getattr(theme, name) for name in fields},
            "answers": list(theme.researchquestion_set.values_list("pk", flat=True)),
        },
    )
    if form.is_valid():
        words = dict(form.cleaned_data)
        answers = words.pop("answers")
        try:
            themes.change_theme(
                theme, words=words, answers=answers, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The theme is saved.")
            return redirect("evaluation:arrange_themes", evaluation.pk)
    passages = queries.passages_of_theme(theme)
    context = {
        "theme": theme,
        "evaluation": evaluation,
        "form": form,
        "page": Paginator(passages, PAGE_SIZE).get_page(request.GET.get("page")),
        "authorities": queries.groups_by_authority(theme),
        "versions": queries.earlier_words(theme)[:SHOWN_VERSIONS],
    }
    return render(request, "evaluation/change_theme.html", context)


@require_POST
def split_theme(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a theme of the comments that are ticked on a theme's page."""
    theme = scoped.row_to_write(request, Theme.objects.all(), pk)
    form = SplitForm(request.POST, theme=theme)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("evaluation:change_theme", theme.pk)
    try:
        new = theme_order.split_theme(
            theme, **form.cleaned_data, by=request.user, at=timezone.now()
        )
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:change_theme", theme.pk)
    messages.success(request, f"“{new.name}” is split from “{theme.name}”.")
    return redirect("evaluation:change_theme", new.pk)


@require_http_methods(["GET", "POST"])
def write_implication(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    theme = request.GET.get("theme", "")
    initial = {"themes": [theme]} if theme.isascii() and theme.isdigit() else {}
    return _implication(request, evaluation, None, initial)


@require_http_methods(["GET", "POST"])
def change_implication(request: SignedInRequest, pk: int) -> HttpResponse:
    row = scoped.row_to_write(request, Implication.objects.all(), pk)
    scoped.evaluation_to_write(request, row.evaluation_id)
    return _implication(request, row.evaluation, row, dict(initial_implication(row)))


def _implication(
    request: SignedInRequest,
    evaluation: Evaluation,
    row: Implication | None,
    initial: dict[str, Any],
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    prefix = "new" if posted is not None and "new-text" in posted else None
    form = ImplicationForm(
        posted, evaluation=evaluation, initial=initial, prefix=prefix
    )
    if form.is_valid():
        try:
            themes.write_implication(
                evaluation,
                implication=row,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The implication is saved.")
            return redirect(_back(request, evaluation))
    context = {
        "evaluation": evaluation,
        "form": form,
        "implication": row,
        "back": _back(request, evaluation),
    }
    return render(request, "evaluation/write_implication.html", context)


def _back(request: SignedInRequest, evaluation: Evaluation) -> str:
    """Redirect to the page where the form was opened: coding page or board."""
    asked = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("evaluation:arrange_themes", args=[evaluation.pk])


@require_POST
def remove_implication(request: SignedInRequest, pk: int) -> HttpResponse:
    row = scoped.row_to_write(request, Implication.objects.all(), pk)
    evaluation = get_object_or_404(
        Evaluation.objects.visible_to(request.user).changeable_by(request.user),
        pk=row.evaluation_id,
    )
    try:
        themes.remove_implication(row, by=request.user, at=timezone.now())
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The implication is taken out.")
    return redirect("evaluation:arrange_themes", evaluation.pk)
