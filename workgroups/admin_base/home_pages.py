"""The pages of homes, as a part of the base ModelAdmin, and links that lead to them."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst

from workgroups.admin_base import homes
from workgroups.admin_base.scope import (
    current_hub,
    has_hub,
    hub_in_address,
    own_hubs,
    remember_hub,
)
from workgroups.counted_lists import HUB, TASK, YEAR
from workgroups.models import Hub


class HomeChangeList(ChangeList):
    """A list whose rows lead to their homes, where there are any.

    `narrowed_to` is the hub in the address, for an account that has several hubs.
    """

    narrowed_to: Hub | None = None

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.leads_home = bool(homes.tabs_of(args[0])) and homes.are_for(request.user)
        super().__init__(request, *args, **kwargs)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """The filters of the address, without the hub, which narrows every list.

        A year without a task is no filter: it says what the questions are about.
        """
        found = dict(super().get_filters_params(params))
        found.pop(HUB, None)
        if TASK not in found:
            found.pop(YEAR, None)
        return found

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The rows of the list: those of the hub in the address, where it names one."""
        named = hub_in_address(request)
        if named and has_hub(self.model):
            of_hub = Q(hub=named) | Q(hub=None)
            self.root_queryset = self.root_queryset.filter(of_hub)
            hubs = own_hubs(request)
            self.narrowed_to = current_hub(request) if len(hubs) > 1 else None
        return super().get_queryset(request, *args, **kwargs)

    def url_for_result(self, result: Any) -> str:
        if self.leads_home:
            return homes.url_of(result)
        return super().url_for_result(result)


class HomePages:
    """Routes the tabs of a model's homes; after its form was saved, its home opens."""

    model: Any
    opts: Any
    admin_site: Any

    def home_urls(self) -> list[Any]:
        tabs = homes.tabs_of(self.model)
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.home_view)
        home = path("<int:object_id>/", view, name=f"{name}_home")
        one_of = path("<int:object_id>/<slug:tab>/", view, name=f"{name}_tab")
        return [home, *([one_of] if len(tabs) > 1 else [])] if tabs else []

    def home_view(
        self, request: HttpRequest, object_id: int, tab: str = ""
    ) -> HttpResponseBase:
        chosen = homes.tabs_of(self.model).get(tab)
        row = self.home_row(request, object_id)
        remember_hub(request, row)
        if chosen is None or row is None or not homes.is_for(request.user, row):
            raise Http404
        if request.method == "POST" and chosen.post is not None:
            answer = chosen.post(request, row)
            if answer is not None:
                return answer
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(row)),
            "subtitle": chosen.words if tab else None,
            "original": row,
            "opts": self.opts,
            "tabs": homes.tab_links(request, row, tab),
            "acts": [] if tab else homes.acts_on(request, row),
            **chosen.read(request, row),
        }
        return TemplateResponse(request, chosen.template, context)

    def home_row(self, request: HttpRequest, pk: int) -> Any:
        """The row with what its list shows of it; None where it may not be read."""
        rows = self.get_queryset(request)  # type: ignore[attr-defined]
        related = self.list_select_related  # type: ignore[attr-defined]
        if related:
            rows = rows.select_related(*related)
        return rows.filter(pk=pk).first()

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> Any:
        if homes.tabs_of(self.model) and homes.is_for(request.user, obj):
            return HttpResponseRedirect(homes.url_of(obj))
        return super().response_post_save_change(request, obj)  # type: ignore[misc]
