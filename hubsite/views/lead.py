"""A work group lead's pages: today, a group and its people, notes and feedback."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.models import FeedbackForm
from evaluation.queries import RatingSummary, feedback_summary
from hubsite import leading
from hubsite.forms import SessionNoteForm
from recruitment import registers
from recruitment.choices import PlaceState
from recruitment.registers import GroupPerson
from recruitment.rules import KEY_STAGES
from workgroups import access
from workgroups.actions import sessions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.errors import NoteChanged
from workgroups.models import Session, WorkGroup
from workgroups.rules import times_in_words

#: How a grouping sheet makes its tables: the words of its link, the person's value.
GROUPINGS = {
    "key-stage": ("key stage", "key_stage"),
    "year-group": ("year group", "first_year"),
    "scheme": ("scheme", "first_scheme"),
}


@dataclass(frozen=True)
class Table:
    """People who could sit together."""

    heading: str
    people: list[GroupPerson]


@require_safe
def lead(request: HttpRequest) -> HttpResponse:
    scope = access.scope_of(request.user)
    if not access.any_of(scope, (RoleKind.WORK_GROUP_LEAD, *HUB_STAFF)):
        raise PermissionDenied
    now = timezone.now()
    page = {
        "lead": leading.lead_of(request.user, at=now),
        "on": timezone.localdate(now),
    }
    return render(request, "hubsite/lead.html", page)


@require_safe
def show_group(request: HttpRequest, slug: str) -> HttpResponse:
    work_group = _group(request, slug)
    now = timezone.now()
    counted = leading.people_by_state(work_group)
    page = {
        "work_group": work_group,
        "figures": _figures(counted),
        "rows": leading.session_rows([work_group], at=now),
        "people": registers.people_of(work_group, on=timezone.localdate(now)),
        "forms": leading.form_rows(request.user, [work_group]),
        "grouping": next(iter(GROUPINGS)),
    }
    return render(request, "hubsite/show_group.html", page)


@require_safe
def show_grouping(request: HttpRequest, slug: str, by: str) -> HttpResponse:
    """Tables to sit at, by what people teach; made to be printed."""
    work_group = _group(request, slug)
    if by not in GROUPINGS:
        raise Http404
    label, field = GROUPINGS[by]
    today = timezone.localdate()
    people = registers.people_of(work_group, on=today)
    page = {
        "work_group": work_group,
        "label": label,
        "tables": tables_by(people, field),
        "links": [
            (words, reverse("hubsite:show_grouping", args=[slug, key]), key == by)
            for key, (words, _) in GROUPINGS.items()
        ],
    }
    return render(request, "hubsite/show_grouping.html", page)


def tables_by(people: list[GroupPerson], field: str) -> list[Table]:
    """People by one of their values, youngest classes first; who gave none is last."""
    order = [*registers.YEARS.values(), *KEY_STAGES]
    named = sorted(
        {getattr(person, field) for person in people} - {""},
        key=lambda name: (order.index(name) if name in order else len(order), name),
    )
    return [
        Table(
            name or "Not given",
            [person for person in people if getattr(person, field) == name],
        )
        for name in [*named, ""]
        if any(getattr(person, field) == name for person in people)
    ]


@require_http_methods(["GET", "POST"])
def write_session_note(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    work_group = _group(request, slug)
    session = get_object_or_404(work_group.sessions, number=number)
    now = timezone.now()
    too_early = session.on > timezone.localdate(now)
    data = request.POST if request.method == "POST" and not too_early else None
    form = SessionNoteForm(data, initial=_as_it_stands(session))
    theirs = None
    if form.is_valid():
        try:
            sessions.write_session_note(
                session,
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]  # signed in
                at=now,
            )
        except NoteChanged as error:
            messages.warning(request, str(error))
            theirs = error.theirs
            form.see(theirs)
        else:
            messages.success(request, "Your note is saved.")
            return redirect("hubsite:show_group", slug)
    page = {
        "work_group": work_group,
        "session": session,
        "times": times_in_words(session.starts, session.ends),
        "too_early": too_early,
        "theirs": theirs,
        "form": form,
    }
    return render(request, "hubsite/write_session_note.html", page)


def _as_it_stands(session: Session) -> dict[str, str]:
    return {
        "delivered_as": session.delivered_as,
        "lead_note": session.lead_note,
        "seen": session.lead_note,
    }


@require_safe
def show_feedback(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What people answered to one form, once it has closed and enough have."""
    work_group = _group(request, slug)
    forms = FeedbackForm.objects.visible_to(request.user).select_related(
        "hub", "session", "question_set"
    )
    form = get_object_or_404(forms, pk=pk, work_group=work_group)
    summary = feedback_summary(form)
    page = {
        "work_group": work_group,
        "about": leading.about(form),
        "summary": summary,
        "ratings": [(each, _rating_bars(each)) for each in summary.ratings],
        "choices": [
            _bars(each.text, "Answer", list(each.counts)) for each in summary.choices
        ],
    }
    return render(request, "hubsite/show_feedback.html", page)


def _rating_bars(rating: RatingSummary) -> dict[str, Any]:
    labels = [str(level) for level in range(1, 6)]
    labels[0] += f" {rating.low_label}" if rating.low_label else ""
    labels[-1] += f" {rating.high_label}" if rating.high_label else ""
    return _bars(rating.text, "Rating", list(zip(labels, rating.counts, strict=True)))


def _bars(caption: str, heading: str, counts: list[tuple[str, int]]) -> dict[str, Any]:
    """The context of `_bars.html`: each answer with how many gave it."""
    total = sum(number for _, number in counts) or 1
    rows = [
        {"label": label, "value": str(number), "percent": 100 * number / total}
        for label, number in counts
    ]
    return {
        "caption": caption,
        "label_heading": heading,
        "value_heading": "People",
        "rows": rows,
    }


def _group(request: HttpRequest, slug: str) -> WorkGroup:
    groups = WorkGroup.objects.in_care_of(request.user).listed()
    work_group = get_object_or_404(groups, slug=slug)
    request.hub = work_group.hub  # type: ignore[attr-defined]
    return work_group


def _figures(counted: Counter[str]) -> list[tuple[str, int]]:
    return [
        ("secured", leading.secured(counted)),
        ("asked to confirm", counted[PlaceState.OFFERED]),
        ("on the waiting list", counted[PlaceState.WAITING]),
        ("to be looked at by the hub", counted[PlaceState.INTERESTED]),
    ]
