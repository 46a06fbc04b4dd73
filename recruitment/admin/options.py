"""Admin pages of answer options, with the schemes that people suggest as text."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import options
from recruitment.models import AnswerOption
from recruitment.queries.options import suggested_schemes
from workgroups.admin_base import ScopedModelAdmin, current_hub
from workgroups.form_fields import clean_line


@admin.register(AnswerOption)
class AnswerOptionAdmin(ScopedModelAdmin):
    """A hub reads national options and adds options of its own."""

    change_list_template = "admin/answer_options.html"
    list_display = ("label", "kind", "phase", "in_use", "order", "owner")
    list_select_related = ("hub",)
    list_filter = ("kind", "in_use")
    search_fields = ("label",)
    fields = ("kind", "label", "phase", "in_use", "order")
    export_columns = (
        ("Option", "label"),
        ("For", "kind"),
        ("School phase", "phase"),
        ("In use", "in_use"),
    )

    @admin.display(description="owner")
    def owner(self, option: AnswerOption) -> str:
        return str(option.hub) if option.hub else "national"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        hub = current_hub(request)
        may_add = hub is not None and self.has_add_permission(request)
        suggested = suggested_schemes(hub.pk) if hub is not None and may_add else []
        wanted = clean_line(request.POST.get("_add_scheme", ""))
        if hub is not None and wanted in {each.label for each in suggested}:
            options.add_scheme(hub, wanted, at=timezone.now(), actor=request.user)  # type: ignore[arg-type]
            self.message_user(request, f"“{wanted}” is a scheme of your hub now.")
            return HttpResponseRedirect(request.get_full_path())
        extra = {"suggested_schemes": suggested, **(extra_context or {})}
        return super().changelist_view(request, extra)
