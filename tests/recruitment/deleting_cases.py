"""A person whose name stands in every column, and how they are deleted."""

from datetime import date, timedelta

from django.apps import apps

from recruitment import outbox
from recruitment.actions import deleting
from recruitment.actions.fresh_codes import ask_for_code
from recruitment.models import (
    AddressChange,
    BulkAction,
    BulkActionRow,
    ContactNote,
    Email,
    Place,
    PlaceEvent,
    Registration,
    RegistrationDraft,
)
from tests.factories import (
    FRIDAY_5PM,
    make_apology,
    make_form,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_user,
    make_work_group,
    mark_present,
)

MARK = "zqcanary"
LONG_AGO = FRIDAY_5PM - timedelta(days=60)
OPEN = ["interested", "waiting", "offered", "confirmed"]


def delete(person, by=None):
    return deleting.delete_person(person, by=by, at=FRIDAY_5PM)


def make_marked(**fields):
    """A person each of whose names, addresses and texts has the mark."""
    values = {
        "first_name": MARK,
        "last_name": f"{MARK}son",
        "email": f"{MARK}@example.org",
        "second_email": f"{MARK}2@example.org",
        "former_emails": [f"{MARK}3@example.org"],
        "phone": f"{MARK} 1",
        **fields,
    }
    return make_participant(**values)


def marked_texts(model, names) -> dict[str, str]:
    texts = {}
    for name in names:
        kind = model._meta.get_field(name).get_internal_type()
        texts[name] = (
            f"{MARK}@example.org" if kind == "EmailField" else f"{MARK} {name}"
        )
    return texts


TEXTS = (
    "school_name provider_name job_role scheme_other lead_provider_name access_needs "
    "release_name release_role release_email earlier_stage_where itt_theme deputy_name "
    "deputy_email"
).split()


def make_everything():
    """A person with rows of every kind, in each of which a text has the mark."""
    person = make_marked()
    by = make_user()
    group = make_work_group()
    place = make_place(
        work_group=group, participant=person, **marked_texts(Place, TEXTS)
    )
    Registration.objects.update(first_only_words=f"{MARK} words", computer=MARK)
    PlaceEvent.objects.create(
        hub=group.hub, place=place, to_state="confirmed", at=LONG_AGO, reason=MARK
    )
    mark = mark_present(place, make_session(group, on=date(2026, 10, 1)))
    mark.deputy, mark.note = f"{MARK} deputy", f"{MARK} note"
    mark.save()
    make_apology(place, make_session(group, number=2, on=date(2026, 12, 1)))
    make_mentorship(person, make_mentor(name=MARK, email=f"{MARK}4@example.org"))
    ContactNote.objects.create(
        hub=group.hub,
        participant=person,
        kind="call",
        text=MARK,
        written_by=by,
        written_at=LONG_AGO,
    )
    AddressChange.objects.create(
        hub=group.hub,
        participant=person,
        old_email=f"{MARK}@example.org",
        new_email=f"{MARK}5@example.org",
        asked_by=by,
        asked_at=LONG_AGO,
    )
    ask_for_code(person, purpose="my-data", at=FRIDAY_5PM)
    bulk = BulkAction.objects.create(
        hub=group.hub, actor=by, verb="offer", state="released", created_at=LONG_AGO
    )
    BulkActionRow.objects.create(
        hub=group.hub, bulk_action=bulk, place=place, why=f"{MARK} has a place"
    )
    RegistrationDraft.objects.create(
        hub=group.hub,
        work_group=group,
        answers={"email": f"{MARK}@Example.org", "first_name": MARK},
        changed_at=FRIDAY_5PM,
    )
    make_form(group).requests.create(hub=group.hub, place=place)
    write_letters(person, place)
    return person, place


def write_letters(person, place):
    """One letter sent to the person, one that waits, and one to a lead."""
    sent = outbox.queue("place_confirmed", about=place, to=person, at=LONG_AGO)
    outbox.queue("sign_in", about=person, to=person, at=FRIDAY_5PM)
    lead = make_user("lead@example.org")
    told = outbox.queue(
        "staff_sign_in", about=lead, to=lead, at=LONG_AGO, hub_id=place.hub_id
    )
    for email in (sent, told):
        Email.objects.filter(pk=email.pk).update(
            state="sent",
            subject_kept=f"To {person.full_name}",
            body_kept=f"Dear {person.full_name.upper()}",
        )


def places_of_the_mark() -> list[str]:
    """The columns of the three apps in which the mark stands."""
    found = []
    for label in ("workgroups", "recruitment", "evaluation"):
        for model in apps.get_app_config(label).get_models():
            for row in model._base_manager.values():
                found += [
                    f"{model._meta.label}.{name}"
                    for name, value in row.items()
                    if MARK in str(value).lower()
                ]
    return sorted(set(found))
