"""Pages of bulk actions: the preview, the progress, the result, and taking it back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from recruitment.actions import bulk_actions, rehearsals, taking_back
from recruitment.admin.rolling_over import RollOverPage, url_of_roll_over
from recruitment.choices import (
    BulkState,
    BulkVerb,
    MessageState,
    PlaceState,
    RowResult,
)
from recruitment.errors import RecruitmentError
from recruitment.forms.bulk_actions import BulkReasonForm
from recruitment.models import BulkAction, BulkActionRow, GroupMessage, Place
from recruitment.models.bulk_actions import MANY
from recruitment.queries import bulk_actions as queries
from workgroups import audit, exports, permissions, words
from workgroups.admin_base import ScopedModelAdmin, visible
from workgroups.admin_base.homes import url_of
from workgroups.form_fields import whole_number
from workgroups.models import WorkGroup

REFRESH_SECONDS = 3
UNDER_WAY = (BulkState.QUEUED, BulkState.RUNNING, BulkState.RECALLING)


def chosen_places(
    model_admin: Any, request: HttpRequest, matching: QuerySet[Place]
) -> QuerySet[Place]:
    """The places that were ticked, or all that match where that was ticked instead.

    Ticked rows stay chosen when they left the list's filter meanwhile.
    """
    if request.POST.get("select_across") in {"on", "1"}:
        rows: Any = matching
    else:
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        rows = model_admin.get_queryset(request).filter(pk__in=ticked)
    return rows.changeable_by(request.user).order_by("pk")


def propose(
    model_admin: Any, request: HttpRequest, matching: QuerySet[Place], verb: str
) -> HttpResponse | None:
    """Keep the chosen places; ask on a page, or begin where nothing is to be asked."""
    places = chosen_places(model_admin, request, matching)
    hubs = list(places.order_by().values_list("hub", flat=True).distinct()[:2])
    if len(hubs) != 1:
        text = "Choose people of one hub." if hubs else "Choose somebody first."
        model_admin.message_user(request, text, messages.ERROR)
        return None
    actor: Any = request.user
    bulk = bulk_actions.propose(
        verb, places, hub_id=hubs[0], actor=actor, at=timezone.now()
    )
    return begin_or_ask(request, bulk)


def begin_or_ask(request: HttpRequest, bulk: BulkAction) -> HttpResponse:
    """Begin an action on a few places whose reason is given, else ask on a page."""
    if bulk.verb == BulkVerb.MOVE:
        _choose_group(request, bulk)
    given = {"picked": request.POST.get("picked", "")}
    given["words"] = request.POST.get("reason", "")
    form = BulkReasonForm(given, bulk=bulk)
    if not form.is_valid() or _asks_on_a_page(bulk):
        return redirect(bulk)
    _begin(request, bulk, **form.answers)
    return _back_from(request, bulk)


def _asks_on_a_page(bulk: BulkAction) -> bool:
    """Whether an action with a reason is previewed all the same."""
    if bulk.number >= MANY or bulk.verb == BulkVerb.CANCEL_GROUP:
        return True
    if bulk.verb == BulkVerb.MOVE:
        return bulk.work_group is None
    if bulk.verb != BulkVerb.OFFER:
        return False
    return queries.preview_of(bulk, at=timezone.now()).beyond_capacity > 0


def _back_from(request: HttpRequest, bulk: BulkAction) -> HttpResponse:
    """The home of the person where the button stood, the list, or the action's page."""
    if "from_home" in request.POST and bulk.number == 1:
        return redirect(url_of(bulk.rows.get(origin=None).place.participant))
    return redirect(_list_url() if "from_list" in request.POST else bulk)


def groups_to_move_to(request: HttpRequest, bulk: BulkAction) -> QuerySet[WorkGroup]:
    """Groups of the action's hub that the account may change and that go on."""
    groups: Any = visible(WorkGroup, request.user)
    return groups.changeable_by(request.user).filter(hub=bulk.hub_id, cancelled_on=None)


def _choose_group(request: HttpRequest, bulk: BulkAction) -> bool:
    chosen = whole_number(request.POST.get("to_group", ""))
    if chosen is None:
        return False
    group = groups_to_move_to(request, bulk).filter(pk=chosen).first()
    if group is None:
        messages.error(request, "Choose a group.")
        return False
    bulk.work_group = group
    bulk.save(update_fields=["work_group"])
    return True


def _begin(request: HttpRequest, bulk: BulkAction, **answers: Any) -> None:
    """Start an action, and run it at once where it is short."""
    now = timezone.now()
    if not bulk_actions.start(bulk, at=now, **answers):
        messages.info(request, "This was begun before; here is what became of it.")
        return
    if bulk.number <= bulk_actions.IN_THE_REQUEST:
        bulk_actions.run(bulk.pk, at=now)
        _say_result(request, bulk)


def _say_result(request: HttpRequest, bulk: BulkAction) -> None:
    rows = list(bulk.rows.filter(origin=None))
    progress = queries.progress_of(rows)
    people = words.plural(progress.done, "person", "people")
    if progress.done:
        messages.success(request, f"Done for {progress.done} {people}.")
    refused: dict[str, int] = {}
    for row in rows:
        if row.result == RowResult.REFUSED:
            refused[row.why] = refused.get(row.why, 0) + 1
    for why, number in refused.items():
        messages.warning(request, f"Not done for {number}: {why}")


def _say_taken_back(request: HttpRequest, bulk: BulkAction) -> None:
    """Of one person what became of them; several are listed on the page."""
    if bulk.number > 1 or bulk.verb == BulkVerb.CANCEL_GROUP:
        messages.success(request, "Taken back. Below is what became of each.")
        return
    row = queries.chosen_rows(bulk).get()
    if row.result == RowResult.RECALLED:
        label = PlaceState(row.place.state).label
        said = f"Taken back: {row.place.participant} is {label}. {row.why}"
        messages.success(request, said.strip())
    else:
        messages.warning(request, f"Not taken back. {row.why}")


@admin.register(BulkAction)
class BulkActionAdmin(RollOverPage, ScopedModelAdmin):
    """The list of bulk actions, those with held emails first, and a page for each."""

    change_list_template = "admin/bulk_actions.html"
    list_display = ("in_words", "state", "by", "created_at", "goes_at")
    list_display_links = ("in_words",)
    list_select_related = ("actor", "work_group")
    list_filter = ("state", "verb")
    fields = ("verb", "state", "reason", "created_at", "goes_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkAction]:
        rows: QuerySet[BulkAction] = super().get_queryset(request)
        return rows.with_numbers()  # type: ignore[attr-defined]

    @admin.display(description="what")
    def in_words(self, bulk: BulkAction) -> str:
        return str(bulk)

    @admin.display(description="by", ordering="actor__name")
    def by(self, bulk: BulkAction) -> str:
        return bulk.actor.name

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        rows = self.get_queryset(request).select_related("actor", "work_group")
        held = rows.filter(state__in=[BulkState.HELD, *UNDER_WAY])
        messages_held = visible(GroupMessage, request.user).filter(
            state=MessageState.HELD
        )
        related = messages_held.select_related("written_by", "work_group")
        page = {
            "title": "About to go",
            "held": held.order_by("goes_at")[:20],
            "messages_held": related.order_by("goes_at")[:20],
        }
        return super().changelist_view(request, {**page, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        bulk = self.get_object(request, object_id)
        if bulk is None:
            raise Http404
        if request.GET.get("people") == "csv":
            return self._people(request, bulk)
        if request.method == "POST":
            return self._press(request, bulk)
        if bulk.state == BulkState.DRAFT:
            return self._ask(request, bulk, BulkReasonForm(bulk=bulk))
        return self._show_result(request, bulk)

    def _press(self, request: HttpRequest, bulk: BulkAction) -> HttpResponseBase:
        """What a button of the page does: begin, choose a group, let go, take back."""
        scope = permissions.scope_of(request.user)
        if bulk.hub_id not in scope.staff_hubs or not permissions.allows(
            scope, Place._meta.label, "change"
        ):
            raise PermissionDenied
        press = request.POST.get("press", "begin")
        if press == "choose_group":
            _choose_group(request, bulk)
        elif press == "let_go":
            self._let_go(request, bulk)
        elif press in {"undo", "take_back"}:
            self._take_back(request, bulk, only_held=press == "undo")
        elif bulk.state == BulkState.DRAFT:
            return self._begin(request, bulk)
        return _back_from(request, bulk)

    def _begin(self, request: HttpRequest, bulk: BulkAction) -> HttpResponseBase:
        form = BulkReasonForm(request.POST, bulk=bulk)
        if not form.is_valid():
            return self._ask(request, bulk, form)
        try:
            _begin(request, bulk, **form.answers)
        except RecruitmentError as error:
            messages.error(request, str(error))
        return redirect(bulk)

    def _let_go(self, request: HttpRequest, bulk: BulkAction) -> None:
        actor: Any = request.user
        if taking_back.release(bulk.pk, at=timezone.now(), actor=actor):
            messages.success(request, "The letters are on their way.")
        else:
            messages.warning(request, "That is not possible any more; see below.")

    def _take_back(
        self, request: HttpRequest, bulk: BulkAction, *, only_held: bool
    ) -> None:
        actor: Any = request.user
        now = timezone.now()
        begun = taking_back.begin_recall(bulk, at=now, actor=actor, only_held=only_held)
        if not begun:
            messages.warning(request, "Too late: it cannot be taken back any more.")
        elif bulk.number <= bulk_actions.IN_THE_REQUEST:
            taking_back.recall(bulk.pk, at=now)
            _say_taken_back(request, bulk)

    def _ask(
        self, request: HttpRequest, bulk: BulkAction, form: BulkReasonForm
    ) -> HttpResponse:
        """The preview: how many, who, who not and why, sample emails, the reason."""
        now = timezone.now()
        needs_group = bulk.verb == BulkVerb.MOVE and bulk.work_group is None
        preview = queries.preview_of(bulk, at=now)
        samples: list[rehearsals.Sample] = []
        if not needs_group:
            samples = rehearsals.samples_of(
                bulk, preview.going, preview.next_in_turn, at=now
            )
        context = {
            "form": form,
            "preview": preview,
            "samples": samples,
            "reasons": form.reasons,
            "few": bulk.number < MANY and bulk.verb != BulkVerb.CANCEL_GROUP,
            "needs_group": needs_group,
            "groups": groups_to_move_to(request, bulk).order_by("-start_year", "title")
            if needs_group
            else [],
            "back_url": self._back_url(bulk),
        }
        return self._page(request, bulk, "admin/ask_bulk_action.html", context)

    def _back_url(self, bulk: BulkAction) -> str:
        if bulk.verb == BulkVerb.ROLL_OVER:
            return url_of_roll_over(bulk.hub_id)
        of = "workgroups_workgroup" if bulk.verb == BulkVerb.CANCEL_GROUP else ""
        return reverse(f"admin:{of or 'recruitment_place'}_changelist")

    def _show_result(self, request: HttpRequest, bulk: BulkAction) -> HttpResponse:
        rows = list(queries.chosen_rows(bulk))
        other = [row for row in rows if row.result != RowResult.DONE]
        done = [row for row in rows if row.result == RowResult.DONE]
        context = {
            "progress": queries.progress_of(rows),
            "under_way": bulk.state in UNDER_WAY,
            "may_be_recalled": bulk.may_be_recalled(timezone.now()),
            "explained": [row for row in other if row.why][:200],
            "named": done[: queries.NAMED],
            "more": max(len(done) - queries.NAMED, 0),
            "emails": bulk.emails.count(),
        }
        page = self._page(request, bulk, "admin/bulk_action.html", context)
        if bulk.state in UNDER_WAY:
            page["Refresh"] = str(REFRESH_SECONDS)
        return page

    def _page(
        self,
        request: HttpRequest,
        bulk: BulkAction,
        template: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "title": str(bulk),
            "bulk": bulk,
            "opts": self.opts,
            **context,
        }
        return TemplateResponse(request, template, page)

    def _people(self, request: HttpRequest, bulk: BulkAction) -> HttpResponseBase:
        """Everybody of the action as CSV, with what became of each."""
        actor: Any = request.user
        form, columns = "csv", PEOPLE_COLUMNS
        audit.record(f"exported as {form}", bulk, actor=actor, fields=columns)
        lines = _lines(queries.chosen_rows(bulk))
        return exports.FORMATS[form]("people", columns, lines)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


PEOPLE_COLUMNS = ("Name", "E-mail", "Work group", "State", "Result", "Why")


def _lines(rows: QuerySet[BulkActionRow]) -> Iterator[list[str]]:
    for row in rows.iterator(chunk_size=exports.CHUNK):
        person, group = row.place.participant, row.place.work_group
        yield [
            person.full_name,
            person.email,
            group.title if group else "",
            PlaceState(row.place.state).label,
            row.get_result_display(),
            row.why,
        ]


def _list_url() -> str:
    return reverse("admin:recruitment_bulkaction_changelist")
