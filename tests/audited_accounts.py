"""Acts about accounts and addresses that the audit log names."""

from django.db.models import Model

from recruitment import links
from recruitment.actions import (
    accounts,
    address_changes,
    deleting,
)
from tests import factories as make
from tests.audited_world import AT, World

NEW = "new@example.org"


def invite(w: World) -> Model:
    return accounts.invite(
        email="eve@example.org", kind="evaluator", hub=w.hub, by=w.by, at=AT
    )


def accept_invitation(w: World) -> Model:
    role = w.by.roles.get(hub=w.hub)
    link = links.make("invitation", role, hub_id=w.hub.pk, expires_at=AT)
    accounts.accept_invitation(link, at=AT)
    return role


def end_role(w: World) -> Model:
    role = make.make_staff("evaluator", hub=w.hub).roles.get()
    return accounts.end_role(role, by=w.by, at=AT)


def end_sessions(w: World) -> Model:
    role = make.give_role(make.make_user(), "evaluator", hub=w.hub)
    accounts.end_sessions(role, by=w.by, at=AT)
    return role


def create_hub(w: World) -> Model:
    return accounts.create_hub("New", slug="new", lead="eve@example.org", at=AT)


def ask_address_change(w: World) -> Model:
    person = make.make_participant(w.hub)
    address_changes.ask_address_change(person, new_email=NEW, by=w.by, at=AT)
    return person


def call_off_address_change(w: World) -> Model:
    person = ask_address_change(w)
    address_changes.call_off_address_change(person, by=w.by, at=AT)
    return person


def delete_details(w: World) -> Model:
    person = make.make_participant(w.hub)
    return deleting.delete_person(person, by=w.by, asked_how="phone", at=AT)


def asked_to_be_deleted(w: World) -> Model:
    return deleting.delete_person(make.make_participant(w.hub), at=AT)


def change_address(w: World) -> Model:
    person = ask_address_change(w)
    address_changes.change_address(person.address_changes.get(), at=AT)
    return person
