"""The admin site: hub staff's daily desk, with what must be done today on top."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import RedirectView

from hubsite.queries import admin_home
from workgroups.admin_base import ScopedModelAdmin, current_hub, current_hub_id

#: Apps whose own admin pages are not wanted here.
LEFT_OUT = {"account", "mfa", "auth", "sites"}
#: Pages of the stock site that nobody uses, or that open rows without a gate.
NOT_ROUTED = {"password_change", "password_change_done", "view_on_site"}


class HubsiteAdminSite(AdminSite):
    site_header = "Hubsite"
    site_title = "Hub desk"
    index_title = "Your hub today"
    enable_nav_sidebar = False  # lists need the room: two columns at most
    final_catch_all_view = False

    def register(
        self, model_or_iterable: Any, admin_class: Any = None, **options: Any
    ) -> None:
        """Take only what stands on the scoped base; all else stops the start."""
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
        """Signed in without the right is refused, not sent to sign in again."""
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
            *kept,
        ]

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one way in for every account."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get("next", "")
        return redirect_to_login(
            wanted if wanted.startswith("/admin/") else "/admin/", settings.LOGIN_URL
        )

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The stock context, and at whose desk one sits: its name stands on top."""
        hub = current_hub(request) if self.has_permission(request) else None
        return {**super().each_context(request), "hub": hub}

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        today = admin_home.admin_home_of(
            request.user, hub_id=current_hub_id(request), at=timezone.now()
        )
        return super().index(request, {"home": today, **(extra_context or {})})
