"""What the tests of a changed address share."""

from datetime import timedelta

from django.core import mail

from recruitment import delivery, links
from recruitment.actions import address_changes
from recruitment.models import Email, Link
from tests.factories import FRIDAY_5PM, make_hub, make_participant, make_staff

NEW, OLD = "new@example.org", "priya@example.org"
LATER = FRIDAY_5PM + timedelta(hours=1)


def make_ola():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


def make_priya(hub=None, **fields):
    values = {"first_name": "Priya", "last_name": "Shah", "email": OLD, **fields}
    return make_participant(hub or make_hub(), **values)


def ask(person, staff, new_email=NEW, at=FRIDAY_5PM):
    return address_changes.ask_address_change(
        person, new_email=new_email, by=staff, at=at
    )


def change(person, staff, new_email=NEW, at=LATER):
    """Ask for a new address and prove it."""
    asked = ask(person, staff, new_email)
    address_changes.change_address(asked, at=at)
    person.refresh_from_db()
    return asked


def sent(kind, at=FRIDAY_5PM):
    """The message of the one email of a kind."""
    delivery.deliver(Email.objects.get(kind=kind).pk, at=at)
    return mail.outbox[-1]


def link_of(asked) -> str:
    return links.address(Link.objects.get(purpose="address", subject_id=asked.pk))


def path_of(asked) -> str:
    return "/address/" + link_of(asked).rstrip("/").rpartition("/")[2] + "/"


def kinds_after(pk: int = 0) -> list[str]:
    """The kinds of the emails that were queued after the one with this id."""
    rows = Email.objects.filter(pk__gt=pk).order_by("pk")
    return list(rows.values_list("kind", flat=True))
