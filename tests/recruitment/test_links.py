"""Links in emails and the participant session: how long they live, what they open."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from evaluation.actions import feedback
from recruitment import links, outbox
from recruitment.models import AddressChange, Email, Link, OpeningRequest
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_user,
    mark_present,
)
from tests.recruitment.release_cases import make_contact
from workgroups.models import Role

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 12, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def queued(kind: str) -> Email:
    """An email of this kind about fitting rows, written on Monday at 09:00 UTC."""
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    mentorship = make_mentorship(place.participant)
    role = Role.objects.create(
        user=make_user(), kind="evaluator", hub=make_hub(), from_on=MONDAY.date()
    )
    change = AddressChange.objects.create(
        hub=place.hub,
        participant=place.participant,
        old_email=place.participant.email,
        new_email="new@example.org",
        asked_by=make_user(),
        asked_at=MONDAY,
    )
    contact = make_contact(place.hub)
    asked = OpeningRequest.objects.create(
        hub=place.hub,
        work_group=place.work_group,
        email="ada@example.org",
        awaited="opening",
        asked_at=MONDAY,
    )
    about, to = {
        "group_opened": (asked, asked),
        "opening_asked": (asked, asked),
        "prove_address": (change, place.participant),
        "sign_in": (place.participant, place.participant),
        "mentor_told": (mentorship, mentorship.mentor),
        "mentor_sign_in": (mentorship.mentor, mentorship.mentor),
        "release_told": (contact, contact),
        "release_dates": (contact, contact),
        "mentor_session_one": (mentorship.mentor, mentorship.mentor),
        "mentor_tasks": (mentorship.mentor, mentorship.mentor),
        "mentor_invited": (mentorship.mentor, mentorship.mentor),
        "account_invitation": (role, role.user),
    }.get(kind, (place, place.participant))
    email = outbox.queue(kind, about=about, to=to, at=MONDAY)
    assert email is not None
    return email


#: Each kind of email with a link: the purpose of the link, and when it stops working.
LIVES = {
    "account_invitation": ("invitation", MONDAY + timedelta(days=14)),
    "already_asked": ("confirm", FRIDAY_5PM),
    "asked_about_next_year": ("next_year", MONDAY + timedelta(days=60)),
    "asked_to_check_details": ("details", MONDAY + timedelta(days=30)),
    "asked_to_confirm": ("confirm", FRIDAY_5PM),
    "group_opened": ("opening", MONDAY + timedelta(days=400)),
    "opening_asked": ("opening", MONDAY + timedelta(days=400)),
    "prove_address": ("address", MONDAY + timedelta(days=7)),
    "mentor_sign_in": ("mentor", MONDAY + timedelta(days=400)),
    "mentor_invited": ("mentor", MONDAY + timedelta(days=400)),
    "mentor_session_one": ("mentor", MONDAY + timedelta(days=400)),
    "mentor_tasks": ("mentor", MONDAY + timedelta(days=400)),
    "mentor_told": ("mentor", MONDAY + timedelta(days=400)),
    "next_year_offered": ("confirm", FRIDAY_5PM),
    "offer_extended": ("confirm", FRIDAY_5PM),
    "place_moved": ("confirm", FRIDAY_5PM),
    "release_dates": ("release", MONDAY + timedelta(days=400)),
    "release_told": ("release", MONDAY + timedelta(days=400)),
    "reminder_about_next_year": ("next_year", MONDAY + timedelta(days=60)),
    "reminder_to_confirm": ("confirm", FRIDAY_5PM),
    "seat_not_held": ("confirm", FRIDAY_5PM),
    "seat_offered": ("confirm", FRIDAY_5PM),
    "sessions_changed": ("come", MONDAY + timedelta(days=30)),
    "sign_in": ("sign_in", MONDAY + timedelta(hours=2)),
    "waiting_list": ("confirm", FRIDAY_5PM),
    "written_by_mistake": ("confirm", FRIDAY_5PM),
}
#: Their links open a feedback form; a test of its own asks for them.
FEEDBACK_KINDS = {
    "feedback_asked",
    "feedback_asked_again",
    "feedback_reminder",
    "leads_asked",
    "session_reminder",
}


def test_every_kind_of_email_with_a_link_is_in_the_table():
    with_link = {kind.name for kind in outbox.kinds() if kind.link_purpose}

    assert with_link == set(LIVES) | FEEDBACK_KINDS


@pytest.mark.parametrize("kind", sorted(LIVES))
def test_a_link_lives_as_long_as_its_purpose_needs(kind):
    email = queued(kind)

    assert (email.link.purpose, email.link.expires_at) == LIVES[kind]


def test_a_confirm_link_without_an_offer_lives_thirty_days():
    place = make_place("waiting")

    email = outbox.queue("already_asked", about=place, to=place.participant, at=MONDAY)

    assert email.link.expires_at == datetime(2026, 11, 11, 9, tzinfo=UTC)


def test_a_feedback_link_opens_a_page_for_ninety_days_after_its_form_closed():
    session = make_session(on=MONDAY.date())
    mark_present(make_place(work_group=session.work_group), session)

    feedback.ask_those_present(session, at=MONDAY)

    assert Link.objects.get(purpose="feedback").expires_at == datetime(
        2027, 1, 17, 9, tzinfo=UTC
    )


def link_for(purpose: str, subject, *, expires_at=FRIDAY_5PM) -> Link:
    return links.make(purpose, subject, hub_id=subject.hub_id, expires_at=expires_at)


@pytest.mark.parametrize(
    ("fields", "seconds", "why"),
    [
        ({}, 0, ""),
        ({}, 1, "expired"),
        ({"used_at": MONDAY}, 0, "used"),
        ({"superseded_at": MONDAY}, 0, "superseded"),
        ({"used_at": MONDAY}, 1, "used"),
    ],
)
def test_why_a_link_does_not_work(fields, seconds, why):
    link = link_for("confirm", make_place("offered"))
    Link.objects.filter(pk=link.pk).update(**fields)
    link.refresh_from_db()

    kept = links.KeptLink(link, FRIDAY_5PM + timedelta(seconds=seconds))

    assert (kept.why, kept.usable) == (why, why == "")


def test_a_token_is_read_only_with_its_own_signature():
    mine = link_for("confirm", make_place("offered"))
    other = link_for("confirm", make_place("offered"))
    name, _, mac = links.token_of(mine).partition(".")
    foreign_name = links.token_of(other).partition(".")[0]

    read = [
        links.read_token(token)
        for token in (f"{name}.{mac}", f"{foreign_name}.{mac}", f"{name}.", name, "x.y")
    ]

    assert read == [mine, None, None, None, None]


def test_a_token_has_one_spelling():
    """Of the last character of an id, four bits are not used."""
    link = link_for("confirm", make_place("offered"))
    Link.objects.filter(pk=link.pk).update(id=UUID(int=3))
    name, _, mac = links.token_of(Link.objects.get()).partition(".")
    same_bits = [name[:-1] + last for last in "wxyz0123456789-_"]

    found = [each for each in same_bits if links.read_token(f"{each}.{mac}")]

    assert found == [name] == ["AAAAAAAAAAAAAAAAAAAAAw"]


def test_a_link_leads_to_this_site_with_its_token(settings):
    settings.SITE_URL = "https://hub.example"
    link = link_for("confirm", make_place("offered"))

    assert links.address(link) == (
        f"https://hub.example/confirm/{links.token_of(link)}/"
    )


def test_a_link_opens_no_page_of_another_purpose(client):
    mentor = make_mentor()
    make_participant(id=mentor.pk)  # whom the number of the mentor would name
    token = links.token_of(link_for("mentor", mentor))

    client.get(f"/sign-in/{token}/")
    answer = client.post("/sign-in/finish/")

    assert "participant" not in client.session
    assert answer.status_code == 200
    assert client.get("/my/").status_code == 302


def test_using_a_link_keeps_the_first_time():
    link = link_for("sign_in", make_participant())

    links.use(link, at=MONDAY)
    links.use(link, at=FRIDAY_5PM)

    link.refresh_from_db()
    assert link.used_at == MONDAY


def test_superseding_closes_the_open_links_of_one_subject_and_purpose():
    place = make_place("offered")
    mine = link_for("confirm", place)
    used = link_for("confirm", place)
    links.use(used, at=MONDAY)
    others = link_for("confirm", make_place("offered"))
    sign_in = link_for("sign_in", place.participant)

    links.supersede("confirm", place, at=FRIDAY_5PM)

    closed = [mine, used, others, sign_in]
    for link in closed:
        link.refresh_from_db()
    assert [link.superseded_at for link in closed] == [FRIDAY_5PM, None, None, None]


# --- the participant's session


def sign_in(client: Client, person) -> None:
    token = links.token_of(link_for("sign_in", person))
    client.get(f"/sign-in/{token}/")
    client.post("/sign-in/finish/")


def browser_with(session_key: str) -> Client:
    """Somebody else's browser, into which this session key was put."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_key
    return client


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_key_that_somebody_planted_before_signing_in_opens_nothing(client):
    client.session.save()
    planted = key_of(client)

    sign_in(client, make_place("offered").participant)

    assert client.get("/my/").status_code == 200
    assert browser_with(planted).get("/my/").status_code == 302


def test_the_key_changes_when_the_next_person_opens_their_places(client):
    first, second = make_participant(), make_participant()
    sign_in(client, first)
    earlier = key_of(client)

    sign_in(client, second)

    assert client.get("/my/").status_code == 200
    assert key_of(client) != earlier
    assert browser_with(earlier).get("/my/").status_code == 302


def test_the_key_of_staff_changes_when_they_open_places_of_their_own(signed_in):
    client = signed_in(make_staff("hub_lead"))
    earlier = key_of(client)

    sign_in(client, make_participant())

    assert key_of(client) != earlier
    assert browser_with(earlier).get("/admin/").status_code == 302


def test_places_stay_open_for_two_hours_without_use(client):
    sign_in(client, make_place().participant)

    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        in_time = client.get("/my/").status_code
    with time_machine.travel(MONDAY + timedelta(hours=4, seconds=1), tick=False):
        too_late = client.get("/my/")

    assert (in_time, too_late.status_code, too_late["Location"]) == (
        200,
        302,
        "/sign-in/",
    )


def test_finishing_forgets_every_link_and_both_sessions(client):
    place = make_place("offered")
    sign_in(client, place.participant)
    client.get(f"/confirm/{links.token_of(link_for('confirm', place))}/")

    client.post("/my/finish/")

    assert client.get("/my/").status_code == 302
    assert client.get("/confirm/").status_code == 404
    assert dict(client.session) == {}
