"""The tab of a person's home on which two records of one person become one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import merging, rehearsals
from recruitment.errors import RecruitmentError
from recruitment.models import Merge, Participant
from recruitment.queries import duplicates
from recruitment.registration.asking import kept_on
from recruitment.registration.question_types import Keep
from workgroups import words
from workgroups.admin_base import Tab
from workgroups.admin_base.homes import url_of
from workgroups.form_fields import whole_number

TEMPLATE = "admin/merge_tab.html"


@dataclass(frozen=True)
class FieldChoice:
    """A field in which the two records differ; `from_other` is marked first."""

    name: str
    title: str
    here: str
    other: str
    from_other: bool


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do; `refusal` says why it cannot be done."""

    other: Participant
    choices: list[FieldChoice]
    goes_along: list[str]
    ended: list[Any]
    refusal: str
    called_off: list[str]  # new addresses of the other record that are not proved
    samples: list[rehearsals.Sample]


def tab() -> Tab:
    return Tab("merge", "Two records?", TEMPLATE, read, post, under="change")


def read(request: HttpRequest, person: Participant) -> dict[str, Any]:
    asked = request.GET.get("q", "").strip()[:100]
    now = timezone.now()
    merges = duplicates.merges_of(request.user, person)
    return {
        "likely": duplicates.likely_duplicates(request.user, person),
        "asked": asked,
        "found": duplicates.people_found(request.user, person, asked) if asked else [],
        "merges": [(merge, merge.may_be_undone(now)) for merge in merges],
        "preview": _preview(request, person, at=now),
    }


def _preview(
    request: HttpRequest, person: Participant, *, at: datetime
) -> MergePreview | None:
    number = whole_number(request.GET.get("with", ""))
    if number is None:
        return None
    other = _other(request, person, number)
    ended, refusal = [], ""
    try:
        ended = merging.ended_by_merging(person, other)
    except RecruitmentError as error:
        refusal = str(error)
    return MergePreview(
        other,
        _choices(person, other),
        _goes_along(other),
        ended,
        refusal,
        [change.new_email for change in other.address_changes.waiting()],
        rehearsals.samples_of_merge(person, other, at=at),
    )


def _other(request: HttpRequest, person: Participant, number: int) -> Participant:
    found = duplicates.others(request.user, person).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _choices(person: Participant, other: Participant) -> list[FieldChoice]:
    """The fields that differ. An empty one takes the other record's value at first."""
    pairs = [
        (each, getattr(person, each.name), getattr(other, each.name))
        for each in kept_on(Keep.PARTICIPANT)
    ]
    return [
        FieldChoice(each.name, each.title, here, there, from_other=not here)
        for each, here, there in pairs
        if here != there
    ]


def _goes_along(other: Participant) -> list[str]:
    """How many rows of each kind belong to the other record: "2 places"."""
    found = []
    for relation in merging.belonging():
        model: Any = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: other})
        if number := rows.count():
            one, several = model._meta.verbose_name, model._meta.verbose_name_plural
            found.append(f"{number:,} {words.plural(number, str(one), str(several))}")
    return sorted(found)


def post(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Merge, undo a merge, or remember that two people are two."""
    doing = {"merge": _merge, "undo": _undo, "two": _two}.get(
        request.POST.get("do", "")
    )
    number = whole_number(request.POST.get("other", ""))
    if doing is None or number is None:
        return None
    try:
        messages.success(request, doing(request, person, number))
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(url_of(person, "merge"))


def _merge(request: HttpRequest, person: Participant, number: int) -> str:
    other = _other(request, person, number)
    taken = [name for name in merging.fields() if request.POST.get(name) == "other"]
    by: Any = request.user
    merge = merging.merge_people(person, other, taken=taken, by=by, at=timezone.now())
    goes = words.clock_time(timezone.localtime(merge.goes_at).time())
    return f"The two records are one now. The letters go at {goes}."


def _undo(request: HttpRequest, person: Participant, number: int) -> str:
    rows = Merge.objects.visible_to(request.user).filter(kept=person)
    merge = rows.select_related("kept", "gone").filter(pk=number).first()
    if merge is None:
        raise Http404
    by: Any = request.user
    merging.undo_merge(merge, by=by, at=timezone.now())
    return "They are two records again."


def _two(request: HttpRequest, person: Participant, number: int) -> str:
    other = _other(request, person, number)
    by: Any = request.user
    merging.say_two_people(person, other, by=by, at=timezone.now())
    return f"Noted: {person} and {other} are two people."
