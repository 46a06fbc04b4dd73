"""Links for people without an account, and their tokens.

A token is the row's id with an HMAC of purpose and id, whose key is SECRET_KEY. Tokens
are computed when an email is composed and never stored, so a copy of the database holds
no token that works. SECRET_KEY_FALLBACKS are accepted too.
"""

import base64
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from recruitment.choices import NOT_GONE, LinkPurpose
from recruitment.models import Email, Link, Place
from workgroups.querysets import only_row, prepared

#: The two parts of a token.
NAME = re.compile(r"[A-Za-z0-9_-]{22}")
MAC = re.compile(r"[A-Za-z0-9_-]{43}")

#: How long a browser keeps an opened link: a form that is opened in the morning can be
#: sent in the evening.
OPENED_SECONDS = 12 * 60 * 60

#: The URL name of the page that each purpose opens; it takes the token.
PAGES = {
    LinkPurpose.CONFIRM: "recruitment:confirm_place",
    LinkPurpose.MENTOR: "recruitment:show_mentored_participants",
    LinkPurpose.SIGN_IN: "hubsite:finish_sign_in",
    LinkPurpose.FEEDBACK: "evaluation:give_feedback",
    LinkPurpose.INVITATION: "recruitment:accept_invitation",
    LinkPurpose.COME: "recruitment:answer_dates",
    LinkPurpose.ADDRESS: "recruitment:change_address",
    LinkPurpose.NEXT_YEAR: "recruitment:answer_for_next_year",
    LinkPurpose.ROOM: "evaluation:answer_in_room",
    LinkPurpose.RELEASE: "recruitment:show_released_teachers",
    LinkPurpose.DETAILS: "recruitment:check_details",
    LinkPurpose.OPENING: "recruitment:hear_of_opening",
    LinkPurpose.FEED: "recruitment:lead_feed",
    LinkPurpose.PLAN: "recruitment:read_plans",
}


def make(
    purpose: str, subject: Model, *, hub_id: int | None, expires_at: datetime
) -> Link:
    return Link.objects.create(
        purpose=purpose,
        hub_id=hub_id,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        expires_at=expires_at,
    )


def token_of(link: Link) -> str:
    return f"{_name_of(link.pk)}.{_mac(link, settings.SECRET_KEY)}"


def read_token(token: str) -> Link | None:
    """The link of a token; None for an unknown or forged token.

    A token has one spelling, which the log filter knows; every other one is unknown.
    """
    name, _, mac = token.partition(".")
    pk = _id_of(name)
    if pk is None or not MAC.fullmatch(mac):
        return None
    link: Link | None = only_row(Link.objects.filter(pk=pk))
    if link is None:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return (
        link if any(constant_time_compare(mac, _mac(link, k)) for k in keys) else None
    )


def _name_of(pk: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(pk.bytes).decode().rstrip("=")


def _id_of(name: str) -> uuid.UUID | None:
    """The id that a token begins with; None where it is not spelt as we spell it."""
    if not NAME.fullmatch(name):
        return None
    pk = uuid.UUID(bytes=base64.urlsafe_b64decode(name + "=="))
    return pk if _name_of(pk) == name else None


def _mac(link: Link, key: str) -> str:
    digest = salted_hmac(
        f"hubsite.link.{link.purpose}", link.pk.hex, secret=key, algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def address(link: Link) -> str:
    """The full URL for an email. Its host comes from the settings."""
    return settings.SITE_URL + reverse(
        PAGES[LinkPurpose(link.purpose)], args=[token_of(link)]
    )


def use(link: Link, *, at: datetime) -> None:
    """Mark a link as used; later calls keep the first time."""
    Link.objects.filter(pk=link.pk, used_at=None).update(used_at=at)


def use_all(purpose: str, subject: Model, *, at: datetime) -> None:
    """Mark every link to a row as used, where one press does what all of them do."""
    _open(purpose, subject).update(used_at=at)


def supersede(purpose: str, subject: Model, *, at: datetime) -> None:
    _open(purpose, subject).update(superseded_at=at)


def supersede_sent(purpose: str, subject: Model, *, at: datetime) -> None:
    """Supersede links whose email may have gone; those that still wait keep theirs."""
    waiting = Email.objects.filter(link=OuterRef("pk"), state__in=NOT_GONE)
    sent = _open(purpose, subject).exclude(Exists(waiting.order_by()))
    sent.update(superseded_at=at)


def _open(purpose: str, subject: Model) -> QuerySet[Link]:
    """The links to a row that were neither used nor superseded."""
    return Link.objects.filter(
        purpose=purpose,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        used_at=None,
        superseded_at=None,
    )


@dataclass
class KeptLink:
    """The link that this browser opened, and why it is unusable if it is."""

    link: Link | None
    at: datetime
    related: tuple[str, ...] = ()  # relations that are read with the subject

    @property
    def why(self) -> str:
        """ "" for a usable link, else "unknown", "used", "superseded" or "expired"."""
        if self.link is None:
            return "unknown"
        if self.link.used_at is not None:
            return "used"
        if self.link.superseded_at is not None:
            return "superseded"
        return "expired" if self.at > self.link.expires_at else ""

    @property
    def usable(self) -> bool:
        return self.why == ""

    @cached_property
    def subject(self) -> Any:
        """The row that the link is about; None without a link."""
        if self.link is None:
            return None
        rows = _subjects(self.link.subject_type, self.related)
        return only_row(rows.filter(pk=self.link.subject_id))


@prepared
def _subjects(label: str, related: tuple[str, ...]) -> QuerySet[Any]:
    model = apps.get_model(label)
    manager = Place.objects.with_change() if model is Place else model._base_manager
    return manager.select_related(*related)


def page_of(link: Link) -> str:
    """The URL of a link's page without the token."""
    return reverse(PAGES[LinkPurpose(link.purpose)])


def keep(response: HttpResponse, link: Link) -> None:
    """Keep an opened link in a signed cookie, so that opening it writes no row."""
    response.set_signed_cookie(
        _cookie(link.purpose),
        str(link.pk),
        max_age=OPENED_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@prepared
def _links() -> QuerySet[Link]:
    return Link.objects.select_related("hub")


def kept(
    request: HttpRequest, *, purpose: str, related: tuple[str, ...] = ()
) -> KeptLink:
    """The link of this purpose that this browser opened."""
    name = _cookie(purpose)
    pk = request.get_signed_cookie(name, default="", max_age=OPENED_SECONDS)
    link = only_row(_links().filter(pk=pk)) if pk else None
    if link is not None and link.hub is not None:
        request.hub = link.hub  # type: ignore[attr-defined]  # the page's frame is theirs
    return KeptLink(link, timezone.now(), related)


def forget(request: HttpRequest, response: HttpResponse, *, purpose: str) -> None:
    """Delete the cookie of a link that this browser has opened."""
    name = _cookie(purpose)
    if name in request.COOKIES:
        response.delete_cookie(name, samesite="Lax")


def forget_all(request: HttpRequest, response: HttpResponse) -> None:
    """Delete the cookies of every purpose."""
    for purpose in LinkPurpose.values:
        forget(request, response, purpose=purpose)


def has_opened(request: HttpRequest) -> bool:
    """Whether this browser keeps a link, so that its pages may show a person's data."""
    return any(_cookie(purpose) in request.COOKIES for purpose in LinkPurpose.values)


def _cookie(purpose: str) -> str:
    return f"link_{purpose}"
