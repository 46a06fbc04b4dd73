"""The outbox: save, claim and finish emails; the registry of their kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, Model, OuterRef, QuerySet

from recruitment import holding, links, querysets
from recruitment.choices import NOT_GONE, AddressChoice, EmailState
from recruitment.models import Email, Link
from workgroups import jobs, randomness, wordings
from workgroups.models import Wording
from workgroups.querysets import only_row, prepared

LEASE_SECONDS = 120
EXAMPLES = 20  # people with whom a wording can be tried
#: Minutes to wait after each failed try; after the last one the email has failed.
BACK_OFF = (1, 5, 15, 60, 360, 1440)


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class News:
    """A kind of email, the row that it is about and the row that it goes to."""

    kind: str
    about: Any
    to: Any


class EmailKind:
    """One kind of email. It is composed when it is sent, not when it is queued."""

    name = ""
    title = ""  # of what the email tells, for the list of wordings
    placeholders: tuple[wordings.Placeholder, ...] = ()
    app = "recruitment"
    link_purpose = ""
    link_days = 30  # how long its link works
    button = ""  # what the link says in the HTML part
    related: tuple[str, ...] = ()  # relations of `about` that are read with it
    unread: tuple[str, ...] = ()  # fields of `about` that no text of this kind tells
    says_who_answered = False  # then no account reads an email of this kind

    def still_holds(self, about: Any, recipient: Any, *, at: datetime) -> bool:
        """Whether the email is still true; if not, it is cancelled."""
        raise NotImplementedError

    def goes_at(self, about: Any, recipient: Any, *, at: datetime) -> datetime:
        """When the email goes that is due now: later, where it has to wait."""
        return at

    def tells_also(self, about: Any) -> Sequence[int]:
        """Ids of waiting emails whose news this one tells, once `goes_at` was asked."""
        return ()

    def context(self, about: Any, recipient: Any, *, at: datetime) -> dict[str, object]:
        """The template context beside `recipient`, `hub` and `link`."""
        raise NotImplementedError

    def context_of_occasion(
        self, context: Mapping[str, Any], occasion: str
    ) -> dict[str, object]:
        """What the occasion of an email adds to its context."""
        return {}

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """Rows of a hub with which its wording is tried, each with its recipient."""
        return []

    def example_occasion(self, context: Mapping[str, Any]) -> str:
        return ""

    def attachments(
        self, about: Any, recipient: Any, context: Mapping[str, Any], *, at: datetime
    ) -> Sequence[Attachment]:
        """Files beside the text; `context` is that of the text."""
        return ()

    def link_subject(self, about: Any, recipient: Any) -> Model | None:
        """The row that the link opens; None for an email without a link."""
        return about

    def link_until(self, about: Any, at: datetime) -> datetime:
        return at + timedelta(days=self.link_days)

    def address_of(self, about: Any) -> str:
        """The address of an email that goes to the one which it is about."""
        raise NotImplementedError

    @property
    def subject_template(self) -> str:
        return f"{self.app}/emails/{self.name}.subject.txt"

    @property
    def preheader_template(self) -> str:
        """What is at stake, in one line that mailboxes show after the subject."""
        return f"{self.app}/emails/{self.name}.preheader.txt"

    @property
    def body_template(self) -> str:
        return f"{self.app}/emails/{self.name}.body.txt"


_KINDS: dict[str, EmailKind] = {}


def add_kind(kind: type[EmailKind]) -> None:
    """Add a kind of email to the registry; AppConfig.ready of each app calls this."""
    _KINDS[kind.name] = kind()
    if kind.says_who_answered:
        querysets.UNREAD_KINDS.add(kind.name)


def kind_named(name: str) -> EmailKind:
    return _KINDS[name]


def kinds() -> list[EmailKind]:
    """Every kind, in the order in which the apps add them."""
    return list(_KINDS.values())


def queue(
    kind: str,
    *,
    about: Any,
    to: Any,
    at: datetime,
    occasion: object = "",
    hub_id: int | None = None,
    address: str = AddressChoice.MAIN,
    state: str = EmailState.QUEUED,
    not_before: datetime | None = None,
) -> Email | None:
    """Save an email in the transaction of its change; enqueue it after the commit.

    `about` and `to` are rows. Returns None if the same email to this recipient was
    queued for this occasion before. That is not checked where the occasion is a row,
    such as the event that was just created. With `not_before` the periodic task sends
    it from then on.
    """
    news = News(kind, about, to)
    identity = _identity(news, occasion)
    is_new = isinstance(occasion, Model)
    if not is_new and Email.objects.filter(**identity).exists():
        return None
    hub_id = hub_id if hub_id is not None else getattr(about, "hub_id", None)
    state = holding.state_of_email(state)
    email = Email.objects.create(
        **identity,
        bulk_action=holding.current_action(),
        hub_id=hub_id,
        address=address,
        message_id=new_message_id(),
        link=_link_for(news, hub_id, at),
        state=state,
        written_at=at,
        next_try_at=not_before,
    )
    if state == EmailState.QUEUED and not_before is None:
        jobs.enqueue("recruitment.tasks.deliver_email", email.pk)
    return email


def queue_all(news: Sequence[News], *, occasion: Model, at: datetime) -> list[Email]:
    """Save the emails of one event, such as a confirmation, in one statement.

    Like `queue` for an occasion that is a row; inside a bulk action they are held.
    """
    state = holding.state_of_email(EmailState.QUEUED)
    emails = Email.objects.bulk_create(
        Email(
            **_identity(each, occasion),
            bulk_action=holding.current_action(),
            hub_id=each.about.hub_id,
            address=AddressChoice.MAIN,
            message_id=new_message_id(),
            link=_link_for(each, each.about.hub_id, at),
            state=state,
            written_at=at,
        )
        for each in news
    )
    if state == EmailState.QUEUED:
        for email in emails:
            jobs.enqueue("recruitment.tasks.deliver_email", email.pk)
    return emails


def release(emails: QuerySet[Email]) -> None:
    """Let those of these emails go that are held."""
    held = emails.filter(state=EmailState.HELD)
    ids = list(held.order_by("pk").values_list("pk", flat=True))
    held.update(state=EmailState.QUEUED)
    for pk in ids:
        jobs.enqueue("recruitment.tasks.deliver_email", pk)


def _identity(news: News, occasion: object) -> dict[str, Any]:
    return {
        "kind": news.kind,
        "about_type": news.about._meta.label_lower,
        "about_id": news.about.pk,
        "occasion": str(occasion.pk if isinstance(occasion, Model) else occasion),
        "recipient_type": news.to._meta.label_lower,
        "recipient_id": news.to.pk,
    }


def new_message_id() -> str:
    return f"<{randomness.new_uuid().hex}@{urlsplit(settings.SITE_URL).hostname}>"


def get_rows(email: Email) -> tuple[Any, Any]:
    """The row that an email is about and its recipient; None for one deleted.

    A recipient who was read with the first row is not read again.
    """
    kind = kind_named(email.kind)
    about = _row(email.about_type, email.about_id, kind.related, kind.unread)
    for name in kind.related:
        row = getattr(about, name, None)
        if _is(row, email.recipient_type, email.recipient_id):
            return about, row
    return about, _row(email.recipient_type, email.recipient_id)


def _is(row: Model | None, label: str, pk: int) -> bool:
    return row is not None and (row._meta.label_lower, row.pk) == (label, pk)


def _row(
    label: str, pk: int, related: Sequence[str] = (), unread: Sequence[str] = ()
) -> Any:
    return only_row(_rows(label, tuple(related), tuple(unread)).filter(pk=pk))


@prepared
def _rows(
    label: str, related: tuple[str, ...], unread: tuple[str, ...]
) -> QuerySet[Any]:
    rows = apps.get_model(label)._base_manager.order_by().defer(*unread)
    # without a name, `select_related` would follow every relation
    return rows.select_related(*related) if related else rows


def _link_for(news: News, hub_id: int | None, at: datetime) -> Link | None:
    """A new link for this email; the links of earlier emails keep working."""
    kind = kind_named(news.kind)
    subject = kind.link_subject(news.about, news.to) if kind.link_purpose else None
    if subject is None:
        return None
    return links.make(
        kind.link_purpose,
        subject,
        hub_id=hub_id,
        expires_at=kind.link_until(news.about, at),
    )


def claim(email_id: int, *, at: datetime) -> Email | None:
    """Lease a due email for LEASE_SECONDS; None if another worker has it."""
    token = jobs.claim(
        Email.objects.due(at),
        email_id,
        at=at,
        seconds=LEASE_SECONDS,
        running=EmailState.SENDING,
    )
    if not token:
        return None
    claimed: Email = _emails().get(pk=email_id)
    return claimed


@prepared
def _emails() -> QuerySet[Email]:
    """Emails, each with `may_be_worded`: whether its hub has words of its own."""
    wordings_of_hub = Wording.objects.filter(hub=OuterRef("hub"), name=OuterRef("kind"))
    own = Exists(wordings_of_hub.order_by())
    return Email.objects.select_related("hub", "link").annotate(may_be_worded=own)


def finish(email: Email, state: str, **changes: Any) -> None:
    """End the lease and set a state: sent, cancelled, bounced, failed or to retry."""
    Email.objects.filter(pk=email.pk, lease_token=email.lease_token).update(
        state=state, lease_until=None, **changes
    )
    email.state = state


def postpone(email: Email, *, until: datetime) -> None:
    """Let a claimed email wait; that is no failed try."""
    attempts = max(email.attempts - 1, 0)
    finish(email, EmailState.QUEUED, next_try_at=until, attempts=attempts)


def cancel_told(emails: Sequence[int]) -> None:
    """Cancel emails that wait and whose news another one has told."""
    waiting = Email.objects.filter(pk__in=emails, state__in=NOT_GONE)
    waiting.update(state=EmailState.CANCELLED, problem="Told in another email.")


def schedule_retry(email: Email, problem: str, *, at: datetime) -> None:
    """Schedule the next try by BACK_OFF; after the last one the email has failed."""
    if email.attempts > len(BACK_OFF):
        finish(email, EmailState.FAILED, problem=problem[:200])
        return
    minutes = BACK_OFF[email.attempts - 1]
    finish(
        email,
        EmailState.TO_RETRY,
        problem=problem[:200],
        next_try_at=at + timedelta(minutes=minutes),
    )
