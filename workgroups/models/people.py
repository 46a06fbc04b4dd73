"""Accounts, the roles that give permissions, and the audit log."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from workgroups import permissions, words
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.models.hubs import Hub, LocalAuthority
from workgroups.querysets import RoleQuerySet, ScopedQuerySet, UserQuerySet


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an account; without a password it signs in by emailed code only."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser):
    """A staff account. The email address is the login name; permissions come from
    roles.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message="Write the e-mail address in small letters.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_staff(self) -> bool:
        """Whether this account may open the admin site."""
        return permissions.any_of(
            permissions.scope_of(self), {*HUB_STAFF, RoleKind.NATIONAL}
        )

    @property
    def is_superuser(self) -> bool:
        return False  # no account is exempt from the permission policy

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return (
            # permissions come from workgroups.permissions, not from Django's table
            False
        )

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Role(models.Model):
    """A role at one hub for a period; a national role has no hub."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind.choices)
    hub = models.ForeignKey(
        Hub, null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
    )
    local_authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT
    )
    from_on = models.DateField(default=timezone.localdate)
    until_on = models.DateField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=RoleKind.NATIONAL, hub=None)
                | (~models.Q(kind=RoleKind.NATIONAL) & models.Q(hub__isnull=False)),
                name="a_role_belongs_to_a_hub_unless_national",
                violation_error_message=(
                    "Every role is at a hub, except that of the national team."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=RoleKind.LA_PARTNER)
                | models.Q(local_authority__isnull=False),
                name="a_partner_recruits_in_a_local_authority",
                violation_error_message=(
                    "Choose the local authority in which the partner recruits."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}"


class AuditEntry(models.Model):
    """Who did what to which row, without values or names of people. Append-only."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=40, blank=True)
    hub = models.ForeignKey(Hub, null=True, blank=True, on_delete=models.PROTECT)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    fields = models.TextField(blank=True, help_text="Names of the fields changed.")
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.action.replace('_', ' ')} on {words.local_day(self.at)}"
