"""The audit log in sentences: the list of a hub, and the history on each home."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.actions import contact_notes, mentors, seats
from recruitment.choices import BulkVerb, PlaceState
from tests.audited_acts import ACTS
from tests.factories import (
    make_evaluation,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_theme,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from workgroups import audit, audit_words
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LIST = "/admin/workgroups/auditentry/"
AT = datetime(2027, 1, 12, 14, 31, tzinfo=UTC)


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


def make_waiting(title="Greenwich", hub=None, name="Priya"):
    hub = hub or make_hub()
    person = make_participant(hub, first_name=name, last_name="Shah")
    return make_place(
        "waiting", work_group=make_work_group(title, hub=hub), participant=person
    )


def history_of(row) -> str:
    label = row._meta
    return f"/admin/{label.app_label}/{label.model_name}/{row.pk}/history/"


def said(user, entries, own=None) -> list[str]:
    return [str(each) for each in audit_words.sentences(entries, user, own=own)]


def listed(page) -> list[str]:
    return [str(entry.sentence) for entry in page.context["cl"].result_list]


def test_a_persons_history_says_what_was_done_to_all_that_is_theirs(staff):
    place = make_waiting()
    person, by = place.participant, {"by": staff, "at": AT}
    seats.offer_place(place, at=AT, actor=staff, reason="Agreed by telephone")
    contact_notes.write_contact_note(
        person, hub_id=person.hub_id, kind="call", text="Moves.", **by
    )
    mentors.end_mentorship(
        make_mentorship(person, make_mentor(person.hub, name="Mia Cole")),
        until_on=AT.date(),
        **by,
    )
    audit.record("changed", person, actor=staff, fields=["phone", "email"], at=AT)
    seats.offer_place(make_waiting("Bexley", name="Else"), at=AT, actor=staff)

    page = client_of(staff).get(history_of(person))

    assert [plain(sentence) for _, sentence in page.context["entries"]] == [
        "Ola Berg changed email and phone, 12 January 2027 at 14:31",
        "Ola Berg ended a mentorship: Mia Cole, mentor of Priya Shah, "
        "12 January 2027 at 14:31",
        "Ola Berg added: note about Priya Shah, 12 January 2027 at 14:31",
        "Ola Berg offered a place: Priya Shah in Greenwich, 2026/27, "
        "12 January 2027 at 14:31",
    ]


def plain(html) -> str:
    return re.sub("<[^>]+>", "", html)


def test_on_its_own_page_a_thing_is_not_named(staff):
    place = make_waiting()
    seats.offer_place(place, at=AT, actor=staff)

    own = ("recruitment.place", str(place.pk))

    assert said(staff, AuditEntry.objects.all(), own) == [
        "Ola Berg offered a place, 12 January 2027 at 14:31"
    ]


def test_the_list_names_things_with_a_link_to_their_homes(staff):
    place = make_waiting()
    session = make_session(place.work_group, number=3)
    audit.record("record_attendance", session, actor=staff, at=AT)
    audit.record("changed", place.participant, actor=staff, fields=["phone"], at=AT)
    theirs = make_waiting(hub=make_hub("Another Hub")).participant
    audit.record("changed", theirs, actor=staff, fields=["phone"], at=AT)

    rows = listed(client_of(staff).get(LIST))

    home = f"/admin/recruitment/participant/{place.participant_id}/"
    assert rows == [
        f'Ola Berg changed phone: <a href="{home}">Priya Shah</a>, '
        "12 January 2027 at 14:31",
        rows[1],
    ]
    assert plain(rows[1]) == (
        f"Ola Berg took the register: {session}, 12 January 2027 at 14:31"
    )
    assert str(session).startswith("Greenwich, session 3 on ")


def test_names_are_those_that_the_account_may_read(staff):
    theirs = make_waiting(hub=make_hub("Another Hub"))
    AuditEntry.objects.create(
        at=AT,
        hub=make_hub(),
        action="place_offered",
        object_type="recruitment.place",
        object_id=str(theirs.pk),
    )
    national = make_staff("national")

    for user in (staff, national):
        assert said(user, AuditEntry.objects.all()) == [
            "The site offered a place: place, 12 January 2027 at 14:31"
        ]


def test_what_is_gone_or_exported_is_named_by_its_kind(staff):
    session = make_session(make_work_group(hub=make_hub()))
    audit.record("deleted", session, actor=staff, at=AT)
    audit.record(
        "exported as csv", type(session)(), actor=staff, hub_id=make_hub().pk, at=AT
    )
    session.delete()

    assert said(staff, AuditEntry.objects.all()) == [
        "Ola Berg exported a list as CSV: sessions, 12 January 2027 at 14:31",
        "Ola Berg deleted: session, 12 January 2027 at 14:31",
    ]


def test_nobody_with_an_account_is_said_in_words(staff):
    mentor = make_mentor(make_hub(), name="Mia Cole")
    mentors.stop_writing(mentor, at=AT)

    assert said(staff, AuditEntry.objects.all()) == [
        "The mentor stopped our letters: Mia Cole, 12 January 2027 at 14:31"
    ]


def test_summer_is_told_by_the_clock_of_london():
    assert audit_words.moment(datetime(2027, 7, 1, 23, 5, tzinfo=UTC)) == (
        "2 July 2027 at 00:05"
    )


def test_every_action_has_its_words():
    bulk = [f"bulk_{verb}" for verb in BulkVerb]
    actions = {*ACTS, *bulk, *(f"place_{state}" for state in PlaceState)}

    wordless = {each for each in actions if each not in audit_words._PHRASES}

    assert wordless == set()


def test_words_are_no_names_of_code():
    for name, phrase in audit_words._PHRASES.items():
        assert "_" not in f"{phrase.did}{phrase.by}", name


def test_the_list_takes_as_many_statements_for_many_things_as_for_one(staff):
    client = client_of(staff)
    audit.record("changed", make_waiting(), actor=staff, at=AT)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)

    hub = make_hub()
    evaluation = make_evaluation(hub)
    for number in range(20):
        place = make_waiting(hub=hub, name=f"N{number}")
        mentor = make_mentor(hub)
        things = [place, place.participant, place.work_group, mentor, evaluation]
        things += [make_mentorship(place.participant, mentor), hub, staff]
        things += [make_session(place.work_group), make_theme(evaluation, f"T{number}")]
        for thing in things:
            audit.record("changed", thing, actor=staff, hub_id=hub.pk, at=AT)
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)

    assert len(listed(page)) == 50
    assert len(few) == len(many) <= 10


@pytest.mark.parametrize("asked", ["recruitment.place", "workgroups.session"])
def test_the_filter_names_models_in_words(staff, asked):
    place = make_waiting()
    audit.record("changed", place, actor=staff, at=AT)
    audit.record("changed", make_session(place.work_group), actor=staff, at=AT)

    page = client_of(staff).get(LIST, {"object_type": asked})

    (spec,) = page.context["cl"].filter_specs
    choices = [each["display"] for each in spec.choices(page.context["cl"])]
    assert choices == ["All", "places", "sessions"]
    assert [each.object_type for each in page.context["cl"].result_list] == [asked]
