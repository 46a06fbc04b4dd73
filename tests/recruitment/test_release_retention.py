"""What becomes of the address of who agreed a release once nobody names it."""

import pytest
from django.core import mail

from recruitment import delivery, tasks
from recruitment.actions import deleting, emails, releases
from recruitment.models import Email, Link, Place, ReleaseContact
from tests.factories import FRIDAY_5PM, make_hub, make_staff, make_work_group
from tests.recruitment.release_cases import HEAD, make_contact, named

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def send_letter_to(email: str, **fields) -> None:
    """Deliver the letter that waits for an address."""
    to = ReleaseContact.objects.get(email=email, **fields)
    letter = Email.objects.get(recipient_id=to.pk)
    assert delivery.deliver(letter.pk, at=FRIDAY_5PM) == "sent"


def test_an_address_that_nobody_names_any_more_is_deleted_with_its_letters():
    stays, goes = named("Ann"), named("Bo", email="Old@school.example")
    there = make_hub("There")
    theirs = make_contact(there, email="old@school.example")
    stopped = make_contact(there, email="no@example.org", objected_at=FRIDAY_5PM)
    named("Cy", group=make_work_group(hub=there), email="old@school.example")
    releases.tell_release_contacts(at=FRIDAY_5PM)
    send_letter_to("old@school.example", hub=goes.hub)
    assert releases.delete_unnamed() == 0
    Place.objects.filter(pk=goes.pk).update(release_email="")

    tasks.delete_old_rows()

    left = set(ReleaseContact.objects.values_list("hub__name", "email"))
    assert left == {
        (stays.hub.name, HEAD),
        ("There", theirs.email),
        ("There", stopped.email),
    }
    gone = Email.objects.filter(body_kept="", state="sent").get()
    assert (gone.subject_kept, gone.link) == ("", None)
    assert Email.objects.filter(state="queued").count() == 2


def test_a_letter_to_an_address_that_was_deleted_is_called_off():
    place = named("Ann")
    releases.tell_release_contacts(at=FRIDAY_5PM)
    Place.objects.filter(pk=place.pk).update(release_email="")

    there = make_contact(make_hub("There"))
    of_person = Link.objects.create(
        hub=place.hub,
        purpose="sign_in",
        subject_type="recruitment.participant",
        subject_id=ReleaseContact.objects.get(hub=place.hub).pk,
        expires_at=FRIDAY_5PM,
    )

    assert releases.delete_unnamed(place.hub_id) == 1

    assert list(ReleaseContact.objects.all()) == [there]
    assert list(Link.objects.all()) == [of_person]
    assert Email.objects.get().state == "cancelled"
    by = make_staff("hub_lead", hub=place.hub)
    assert emails.send_again(Email.objects.get(), by=by, at=FRIDAY_5PM) is None
    assert Email.objects.count() == 1


def test_deleting_a_person_deletes_whom_only_they_named():
    place = named("Ann", email="only@school.example")
    both = named("Bo", group=place.work_group)
    named("Cy", group=place.work_group)
    releases.tell_release_contacts(at=FRIDAY_5PM)
    send_letter_to(HEAD)
    assert "Bo Vale" in mail.outbox[-1].body

    deleting.delete_person(place.participant, at=FRIDAY_5PM)
    deleting.delete_person(both.participant, at=FRIDAY_5PM)

    assert list(ReleaseContact.objects.values_list("email", flat=True)) == [HEAD]
    kept = "".join(Email.objects.values_list("body_kept", flat=True))
    assert "Bo Vale" not in kept
    assert not Place.objects.filter(release_email="only@school.example").exists()
