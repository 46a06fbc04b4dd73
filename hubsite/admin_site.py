"""The admin site of hub staff; its start page lists what must be done today."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import RedirectView

from hubsite import navigation, new_hub
from hubsite.queries import admin_home, admin_search
from workgroups import rate_limits
from workgroups.admin_base import ScopedModelAdmin, current_hub, own_hubs
from workgroups.admin_base.pages import AdminPage, pages
from workgroups.counted_lists import YEAR

REFRESH_SECONDS = "3"  # a page of progress looks again by itself
#: Apps whose stock admin pages are not registered.
LEFT_OUT = {"account", "mfa", "usersessions", "auth", "sites"}
#: Stock admin URLs that are not used or that skip the permission check.
NOT_ROUTED = {"password_change", "password_change_done", "view_on_site"}


class HubsiteAdminSite(AdminSite):
    site_header = "Hubsite"
    site_title = "Hub desk"
    index_title = "All hubs"
    enable_nav_sidebar = False  # The sidebar would take the width that lists need.
    final_catch_all_view = False

    def register(
        self, model_or_iterable: Any, admin_class: Any = None, **options: Any
    ) -> None:
        """Register a model admin only if it extends ScopedModelAdmin; else raise."""
        models = model_or_iterable
        models = models if isinstance(models, list | tuple) else [models]
        for model in models:
            if model._meta.app_label in LEFT_OUT:
                continue
            if admin_class is None or not issubclass(admin_class, ScopedModelAdmin):
                raise ImproperlyConfigured(f"{model} needs a ScopedModelAdmin.")
            super().register([model], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and getattr(request.user, "is_staff", False)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Answer 403 to an account without the permission instead of a sign-in page."""
        stock = super().admin_view(view, cacheable)

        def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return stock(request, *args, **kwargs)

        return update_wrapper(protected, stock)

    def get_urls(self) -> list[Any]:
        kept = [
            pattern
            for pattern in super().get_urls()
            if getattr(pattern, "name", None) not in NOT_ROUTED
        ]
        password = RedirectView.as_view(url=reverse_lazy("account_change_password"))
        return [
            path("password_change/", self.admin_view(password), name="password_change"),
            path("search/", self.admin_view(self.search), name="search"),
            path("setting-up/", self.admin_view(self.setting_up), name="setting_up"),
            path("new-hub/", self.admin_view(self.new_hub), name="new_hub"),
            *self.page_urls(),
            *kept,
        ]

    def page_urls(self) -> list[Any]:
        """The pages that the apps entered."""
        return [
            path(each.route, self.admin_view(self._page_of(each)), name=each.name)
            for each in pages()
        ]

    def _page_of(self, page: AdminPage) -> Callable[..., HttpResponseBase]:
        """A view whose answer is a response, or the context of the page's template."""

        def answer(request: HttpRequest, **given: Any) -> HttpResponseBase:
            found = page.view(request, **given)
            if isinstance(found, HttpResponseBase):
                return found
            context = {**self.each_context(request), **found}
            headers = {"Refresh": REFRESH_SECONDS} if found.get("is_running") else {}
            return TemplateResponse(request, page.template, context, headers=headers)

        return update_wrapper(answer, page.view)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirect to the one sign-in page that all accounts use."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get("next", "")
        return redirect_to_login(
            wanted if wanted.startswith("/admin/") else "/admin/", settings.LOGIN_URL
        )

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add to the stock what every page shows: hubs and navigation."""
        stock = super().each_context(request)
        if not self.has_permission(request):
            return stock
        found = navigation.sections_for(self, request)
        hubs = {"hub": current_hub(request), "hubs": own_hubs(request)}
        return {**stock, **hubs, "navigation": found}

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        home = admin_home.admin_home_of(
            current_hub(request), of_year=request.GET.get(YEAR, ""), at=timezone.now()
        )
        hidden = rate_limits.is_hidden_by_proxy(request)
        page = {"home": home, "visitors_are_hidden": hidden, **(extra_context or {})}
        if home.hub is not None:
            page["title"] = f"{home.hub.name} in {home.year}"
        return super().index(request, page)

    def search(self, request: HttpRequest) -> HttpResponse:
        """What the search box finds; the only exact hit opens at once."""
        found = admin_search.search(self, request, request.GET.get("q", ""))
        if found.exact_url:
            return HttpResponseRedirect(found.exact_url)
        title = f"Found for “{found.text}”" if found.text else "Search"
        context = {**self.each_context(request), "title": title, "searched": found}
        return TemplateResponse(request, "admin/search.html", context)

    def setting_up(self, request: HttpRequest) -> TemplateResponse:
        """The lists that change about once a year, then every list by its app."""
        context = {
            **self.each_context(request),
            "title": navigation.SETTING_UP,
            "lists": navigation.set_up_lists(self, request),
            "app_list": self.get_app_list(request),
        }
        return TemplateResponse(request, "admin/setting_up.html", context)

    def new_hub(self, request: HttpRequest) -> HttpResponseBase:
        """The check-list of what a hub needs before teachers can register."""
        answer = new_hub.check_list(request)
        if isinstance(answer, HttpResponseBase):
            return answer
        context = {**self.each_context(request), **answer}
        return TemplateResponse(request, "admin/new_hub.html", context)
