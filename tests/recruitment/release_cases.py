"""What the tests of released teachers share: who named whom, and the page of a link."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.models import Place, ReleaseContact
from tests.factories import make_participant, make_place, make_work_group

HEAD = "head@school.example"


def named(
    first_name: str = "Ann",
    *,
    group: Any = None,
    state: str = "confirmed",
    email: str = HEAD,
    **fields: Any,
) -> Place:
    """A place of somebody called First Vale, whose release the address agreed to."""
    group = group or make_work_group()
    person = make_participant(group.hub, first_name=first_name, last_name="Vale")
    answers = {"release_agreed": "yes", "release_email": email, **fields}
    return make_place(state, work_group=group, participant=person, **answers)


def make_contact(hub: Any, *, email: str = HEAD, **fields: Any) -> ReleaseContact:
    return ReleaseContact.objects.create(hub=hub, email=email, **fields)


def link_to(contact: ReleaseContact) -> str:
    """The address in a letter to the contact, without the site."""
    made = links.make(
        LinkPurpose.RELEASE,
        contact,
        hub_id=contact.hub_id,
        expires_at=timezone.now() + timedelta(days=400),
    )
    return f"/release/{links.token_of(made)}/"


def client_at(contact: ReleaseContact) -> Client:
    """A browser that has opened a link to the contact's page."""
    client = Client()
    client.get(link_to(contact))
    return client
