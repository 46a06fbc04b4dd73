"""Accounts and roles: invite a person, accept the invitation, end a role.

This module is in the app that sends emails, because an invitation is an email. A role
counts from its first day. A new account is inactive until its owner accepts.
"""

from datetime import date, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from recruitment import links, outbox
from recruitment.choices import LinkPurpose
from recruitment.errors import HubExists, LinkNotUsable, NotAllowed
from recruitment.models import Link
from workgroups import audit, permissions
from workgroups.choices import RoleKind
from workgroups.models import Hub, LocalAuthority, Role, User


@transaction.atomic
def invite(
    *,
    email: str,
    kind: str,
    hub: Hub | None,
    at: datetime,
    by: User | None = None,
    local_authority: LocalAuthority | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Role:
    """Give a person a role and email an invitation.

    Inviting again sends a new link and revokes the earlier one. `by` is None on the
    command line; otherwise `kind` must be one that the inviter's role at this hub may
    give. Raises NotAllowed.
    """
    check_may_invite(by, kind, hub)
    from_on = from_on or timezone.localdate(at)
    if until_on is not None and until_on < from_on:
        raise NotAllowed("The role would end before it begins.")
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email=email, name="", is_active=False)
    role = _role_to_reuse(user, kind, hub, local_authority, at=at)
    if role is None:
        role = Role.objects.create(
            user=user,
            kind=kind,
            hub=hub,
            local_authority=local_authority,
            from_on=from_on,
            until_on=until_on,
        )
    audit.record(
        "invite", role, actor=by, fields=["kind", "from_on", "until_on"], at=at
    )
    links.supersede(LinkPurpose.INVITATION, role, at=at)
    outbox.queue("account_invitation", about=role, to=user, occasion=at, at=at)
    return role


def check_may_invite(by: User | None, kind: str, hub: Hub | None) -> None:
    """Raise NotAllowed unless this user may give this kind of role at the hub."""
    if by is None:
        return
    if hub is None or kind not in permissions.may_invite(
        permissions.scope_of(by), hub.pk
    ):
        raise NotAllowed("Your own role does not let you give this one.")


def _role_to_reuse(
    user: User,
    kind: str,
    hub: Hub | None,
    local_authority: LocalAuthority | None,
    *,
    at: datetime,
) -> Role | None:
    """The same role of this person if it has not ended."""
    same = Role.objects.filter(
        user=user, kind=kind, hub=hub, local_authority=local_authority
    )
    today = timezone.localdate(at)
    return next(
        (role for role in same if role.until_on is None or role.until_on >= today), None
    )


@transaction.atomic
def accept_invitation(
    link: Link, *, name: str = "", password: str = "", at: datetime
) -> User:
    """Activate the account that an invitation created, and set its name and password.

    An active account keeps its name and password, so that whoever reads the email
    cannot change them. Locks the link. Raises LinkNotUsable.
    """
    locked = Link.objects.select_for_update().get(pk=link.pk)
    role = Role.objects.select_related("user").filter(pk=locked.subject_id).first()
    if role is None or not links.KeptLink(locked, at).usable:
        raise LinkNotUsable
    user = role.user
    if not user.is_active:
        user.is_active = True
        user.name = name
        if password:
            user.set_password(password)
        user.save()
    links.use(locked, at=at)
    audit.record("accept_invitation", role, actor=user, at=at)
    return user


@transaction.atomic
def end_role(role: Role, *, by: User, at: datetime) -> Role:
    """End a role as of yesterday; its permissions are gone with the next request.

    Ending it again changes nothing. Users cannot end a role of their own, so that a hub
    does not lose its lead by mistake. Raises NotAllowed.
    """
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.user_id == by.pk:
        raise NotAllowed("Ask a colleague to remove your own access.")
    _check_may_end(role, by)
    yesterday = timezone.localdate(at) - timedelta(days=1)
    if role.until_on is not None and role.until_on <= yesterday:
        return role
    role.until_on = yesterday
    role.save(update_fields=["until_on"])
    links.supersede(LinkPurpose.INVITATION, role, at=at)
    audit.record("end_role", role, actor=by, fields=["until_on"], at=at)
    return role


@transaction.atomic
def end_sessions(role: Role, *, by: User, at: datetime) -> int:
    """Sign the account of a role out of every device; return of how many.

    For a lost phone: whoever may end a role may do this. Raises NotAllowed.
    """
    _check_may_end(role, by)
    devices = UserSession.objects.filter(user=role.user_id)
    keys = list(devices.values_list("session_key", flat=True))
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    devices.delete()
    audit.record("end_sessions", role, actor=by, at=at)
    return ended


def _check_may_end(role: Role, by: User) -> None:
    scope = permissions.scope_of(by)
    national = scope.national and role.kind == RoleKind.NATIONAL
    if not national and role.kind not in permissions.may_invite(
        scope, role.hub_id or 0
    ):
        raise NotAllowed("Your own role does not let you end this one.")


@transaction.atomic
def create_hub(
    name: str, *, slug: str, lead: str, at: datetime, by: User | None = None
) -> Hub:
    """Create a hub and invite its lead, who completes it in the admin.

    `lead` is an email address; `by` is None on the command line. Raises HubExists, also
    for the second of two people who add the same hub at once, and NotAllowed.
    """
    try:
        with transaction.atomic():
            hub = Hub.objects.create(
                name=name,
                slug=slug,
                contact_name=f"{name} Maths Hub",
                contact_email=lead.strip().lower(),
                controller=f"{name} Maths Hub",
                notice_version="1",
            )
    except IntegrityError as error:
        raise HubExists(f"There is a hub called {name} already.") from error
    audit.record("create_hub", hub, actor=by, hub_id=hub.pk, at=at)
    invite(email=lead, kind=RoleKind.HUB_LEAD, hub=hub, by=by, at=at)
    return hub
