"""Links for people without an account, and their tokens.

A token is the row's id and an HMAC of purpose and id under SECRET_KEY (and its
fallbacks): an email can be composed at any time, and a copy of the database holds no
token that works.
"""

import base64
import binascii
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from recruitment.choices import LinkPurpose
from recruitment.models import Link, Participant

#: The URL name of the page that each purpose opens; it takes the token.
PAGES = {
    LinkPurpose.CONFIRM: "recruitment:confirm_place",
    LinkPurpose.MENTOR: "recruitment:show_mentees",
    LinkPurpose.SIGN_IN: "hubsite:finish_sign_in",
    LinkPurpose.FEEDBACK: "evaluation:give_feedback",
    LinkPurpose.INVITATION: "recruitment:accept_invitation",
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
    name = base64.urlsafe_b64encode(link.pk.bytes).decode().rstrip("=")
    return f"{name}.{_mac(link, settings.SECRET_KEY)}"


def read_token(token: str) -> Link | None:
    """The link of a token; None for a token that we did not issue."""
    name, _, mac = token.partition(".")
    try:
        pk = uuid.UUID(bytes=base64.urlsafe_b64decode(name + "=="))
    except (binascii.Error, ValueError):
        return None
    link = Link.objects.filter(pk=pk).first()
    if link is None:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return (
        link if any(constant_time_compare(mac, _mac(link, k)) for k in keys) else None
    )


def _mac(link: Link, key: str) -> str:
    digest = salted_hmac(
        f"hubsite.link.{link.purpose}", link.pk.hex, secret=key, algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def address(link: Link) -> str:
    """The full URL for an email, built from the settings, never from a request."""
    return settings.SITE_URL + reverse(
        PAGES[LinkPurpose(link.purpose)], args=[token_of(link)]
    )


def use(link: Link, *, at: datetime) -> None:
    """Mark a link as used; later calls keep the first time."""
    Link.objects.filter(pk=link.pk, used_at=None).update(used_at=at)


def supersede(purpose: str, subject: Model, *, at: datetime) -> None:
    Link.objects.filter(
        purpose=purpose,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        used_at=None,
        superseded_at=None,
    ).update(superseded_at=at)


@dataclass
class KeptLink:
    """The link that this browser opened, and why it is unusable if it is."""

    link: Link | None
    at: datetime

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
        model = apps.get_model(self.link.subject_type)
        return model._base_manager.filter(pk=self.link.subject_id).first()


def keep(request: HttpRequest, token: str, *, purpose: str, then: str) -> str:
    """Put a link into the session; return the URL of its page without the token."""
    link = read_token(token)
    known = link is not None and link.purpose == purpose
    request.session[_key(purpose)] = str(link.pk) if link and known else ""
    return reverse(then)


def kept(request: HttpRequest, *, purpose: str) -> KeptLink:
    pk = request.session.get(_key(purpose), "")
    link = Link.objects.filter(pk=pk).select_related("hub").first() if pk else None
    if link is not None and link.hub is not None:
        request.hub = link.hub  # type: ignore[attr-defined]  # the page's frame is theirs
    return KeptLink(link, timezone.now())


def forget(request: HttpRequest, *, purpose: str) -> None:
    """Remove a link from the session, and the session itself if it is then empty."""
    request.session.pop(_key(purpose), None)
    if not list(request.session.keys()):
        request.session.flush()


def _key(purpose: str) -> str:
    return f"link_{purpose}"


def link_required(purpose: str) -> Callable[[Any], Any]:
    """Marks a view as opened by a link of this purpose; it reads `links.kept`."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        marked.link_purpose = purpose  # type: ignore[attr-defined]  # read by the tests
        return marked

    return mark


# The participant's session: our own key, two hours idle, never request.user.

SESSION_KEY = "participant"
IDLE_SECONDS = 2 * 60 * 60


@dataclass(frozen=True)
class ParticipantSession:
    """The rows that one proven address opened: one participant a hub."""

    participant_ids: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.participant_ids)


def open_session(request: HttpRequest, participant_ids: Iterable[int]) -> None:
    """Open these participants' parts of "my places"; under a new session key."""
    opened = set(participant_ids)
    opened |= _of_same_person(participants_of(request).participant_ids, opened)
    if SESSION_KEY in request.session or request.user.is_authenticated:
        request.session.cycle_key()  # what the old key opened must not stay open
    else:
        # the row under the old key holds no more than which link was opened
        request.session._session_key = None
    request.session[SESSION_KEY] = {
        "ids": sorted(opened),
        "at": int(timezone.now().timestamp()),
    }


def _of_same_person(before: Iterable[int], new: set[int]) -> set[int]:
    """Of the rows that stood open, those of the same address: computers are shared."""
    if not before or new.issuperset(before):
        return set()
    people = Participant.objects.all()
    addresses = people.filter(pk__in=new).values("email")
    same = people.filter(pk__in=before, email__in=addresses)
    return set(same.values_list("pk", flat=True))


def participants_of(request: HttpRequest) -> ParticipantSession:
    """The participant session; empty after two hours without use."""
    held = request.session.get(SESSION_KEY)
    if not held or timezone.now().timestamp() - held["at"] > IDLE_SECONDS:
        return ParticipantSession()
    return ParticipantSession(tuple(held["ids"]))


def finish_session(request: HttpRequest) -> None:
    """Close "my places", and drop every link that this browser has opened."""
    for key in (SESSION_KEY, *(_key(purpose) for purpose in LinkPurpose.values)):
        request.session.pop(key, None)
    if not list(request.session.keys()):
        request.session.flush()


def participant_required(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """Redirect to sign-in without a participant session; use keeps it alive."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not participants_of(request):
            return redirect("hubsite:sign_in")
        held = request.session[SESSION_KEY]
        now = int(timezone.now().timestamp())
        if now - held["at"] > 60:  # save the session at most once a minute
            request.session[SESSION_KEY] = {**held, "at": now}
        return view(request, *args, **kwargs)

    guarded.participants_only = True  # type: ignore[attr-defined]  # read by the tests
    return guarded
