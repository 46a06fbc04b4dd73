"""The signed cookies of a registration: its draft, and what was just registered."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from recruitment.models import RegistrationDraft

DRAFT_SECONDS = 60 * 60 * 24 * 30
REGISTERED_SECONDS = 60 * 30
REGISTERED = "registered_as"


def draft_key(request: HttpRequest, slug: str) -> uuid.UUID | None:
    """The key of this browser's draft of a group, and of what became of it."""
    held = request.get_signed_cookie(_draft_name(slug), default="")
    try:
        return uuid.UUID(held) if held else None
    except ValueError:
        return None


def keep_draft(response: HttpResponse, draft: RegistrationDraft) -> None:
    slug = draft.work_group.slug
    path = reverse("recruitment:register_interest", args=[slug])
    _keep(response, _draft_name(slug), str(draft.pk), seconds=DRAFT_SECONDS, path=path)


def registered_as(request: HttpRequest) -> tuple[str, str]:
    """The email address just registered here, and its outlook; both "" without one."""
    held = request.get_signed_cookie(REGISTERED, "", max_age=REGISTERED_SECONDS)
    outlook, _, email = str(held or "").partition(":")
    return email, outlook


def keep_registered(response: HttpResponse, *, email: str, outlook: str) -> None:
    value = f"{outlook}:{email}"
    _keep(response, REGISTERED, value, seconds=REGISTERED_SECONDS, path="/")


def _draft_name(slug: str) -> str:
    return f"registration_{slug}"


def _keep(
    response: HttpResponse, name: str, value: str, *, seconds: int, path: str
) -> None:
    response.set_signed_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
