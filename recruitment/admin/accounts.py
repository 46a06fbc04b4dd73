"""Admin pages of roles: invite a person and remove their access."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from recruitment.actions import accounts
from recruitment.errors import RecruitmentError
from workgroups import permissions, words
from workgroups.admin_base import ScopedModelAdmin, current_hub_id, visible
from workgroups.choices import RoleKind
from workgroups.models import Hub, LocalAuthority, Role


class InviteForm(forms.ModelForm):
    """An email address, a role that the inviter may give, and its dates."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    at_hub = forms.ModelChoiceField(Hub.objects.none(), label="Hub")
    inviter: Any = None
    hub_id: int | None = None

    class Meta:
        model = Role
        fields = ("kind", "local_authority", "from_on", "until_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = permissions.scope_of(self.inviter)
        hubs = visible(Hub, self.inviter)
        self.fields["at_hub"].queryset = (  # type: ignore[attr-defined]
            hubs if scope.national else hubs.filter(pk=self.hub_id)
        )
        if not scope.national:
            self.fields["at_hub"].initial = self.hub_id
        given = permissions.may_invite(scope, self.hub_id or 0)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, RoleKind(kind).label) for kind in given
        ]
        self.fields["local_authority"].queryset = (  # type: ignore[attr-defined]
            LocalAuthority.objects.filter(in_use=True)
        )
        self.fields["local_authority"].help_text = "For a local authority partner only."

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        partner = cleaned.get("kind") == RoleKind.LA_PARTNER
        if partner and not cleaned.get("local_authority"):
            self.add_error("local_authority", "Say for which local authority.")
        if not partner:
            cleaned["local_authority"] = None
        start, end = cleaned.get("from_on"), cleaned.get("until_on")
        if start and end and end < start:
            self.add_error("until_on", "This is before the role begins.")
        return cleaned

    def _post_clean(self) -> None:
        """Skip the model's validation: the action creates the row."""

    def save(self, commit: bool = True) -> Role:
        cleaned = self.cleaned_data
        self.instance = accounts.invite(
            email=cleaned["email"],
            kind=cleaned["kind"],
            hub=cleaned["at_hub"],
            local_authority=cleaned["local_authority"],
            from_on=cleaned["from_on"],
            until_on=cleaned["until_on"],
            by=self.inviter,
            at=timezone.now(),
        )
        return self.instance

    def save_m2m(self) -> None:
        """Do nothing, because a role has no many-to-many fields."""


@admin.action(description="Remove access", permissions=["invite"])
def remove_access(
    model_admin: Any, request: HttpRequest, roles: QuerySet[Role]
) -> None:
    for role in roles.order_by("pk"):
        model_admin.end(request, role)


@admin.register(Role)
class RoleAdmin(ScopedModelAdmin):
    """Roles are added by invitation. They are never edited, only ended."""

    actions = (remove_access,)
    list_display = (
        "person",
        "email",
        "kind",
        "local_authority",
        "from_on",
        "until_on",
        "accepted",
    )
    list_select_related = ("user", "hub", "local_authority")
    list_filter = ("kind",)
    search_fields = ("user__name", "user__email")
    change_form_template = "admin/role_change_form.html"
    shown = (
        "person",
        "email",
        "kind",
        "local_authority",
        "from_on",
        "until_on",
        "accepted",
    )
    export_columns = (
        ("Name", "user__name"),
        ("E-mail", "user__email"),
        ("Role", "kind"),
        ("Local authority", "local_authority__name"),
        ("From", "from_on"),
        ("Until", "until_on"),
    )

    def has_invite_permission(self, request: HttpRequest) -> bool:
        scope = permissions.scope_of(request.user)
        return bool(permissions.may_invite(scope, current_hub_id(request) or 0))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.granted(request, "create") and self.has_invite_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return self.shown
        return ("email", "kind", "local_authority", "at_hub", "from_on", "until_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown if obj is not None else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        extra = {"inviter": request.user, "hub_id": current_hub_id(request)}
        return type("InviteForm", (InviteForm,), extra)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Do nothing, because the form's own save created the role."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Do nothing, because `accounts.invite` writes the audit entry."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        self.message_user(request, "The invitation is on its way.")
        return HttpResponseRedirect(reverse("admin:workgroups_role_changelist"))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        role = self.get_object(request, object_id)
        if request.method == "POST" and role and "_remove_access" in request.POST:
            self.end(request, role)
            return HttpResponseRedirect(reverse("admin:workgroups_role_changelist"))
        if request.method == "POST" and role and "_end_sessions" in request.POST:
            self.end_sessions(request, role)
            return HttpResponseRedirect(request.path)
        today = timezone.localdate()
        runs = role is not None and (role.until_on is None or role.until_on >= today)
        extra = {"may_end": runs and self.has_invite_permission(request)}
        return super().change_view(
            request, object_id, form_url, {**extra, **(extra_context or {})}
        )

    def end(self, request: HttpRequest, role: Role) -> None:
        try:
            accounts.end_role(role, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except RecruitmentError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "Access removed. It counts from now.")

    def end_sessions(self, request: HttpRequest, role: Role) -> None:
        by: Any = request.user
        try:
            ended = accounts.end_sessions(role, by=by, at=timezone.now())
        except RecruitmentError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            devices = words.counted(ended, "device")
            self.message_user(request, f"{role.user} is signed out of {devices}.")

    @admin.display(description="name", ordering="user__name")
    def person(self, role: Role) -> str:
        return role.user.name or "has not answered yet"

    @admin.display(description="e-mail", ordering="user__email")
    def email(self, role: Role) -> str:
        return role.user.email

    @admin.display(description="accepted", boolean=True)
    def accepted(self, role: Role) -> bool:
        return role.user.is_active
