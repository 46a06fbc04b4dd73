"""Mentors on a person's home: staff name them, change them and end them, by dates."""

from datetime import date, timedelta

import pytest
from django.core import mail

from recruitment import delivery
from recruitment.actions import mentors
from recruitment.models import Email, Mentor, Mentorship
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_staff,
)
from tests.hubsite.test_group_home import client_of
from tests.hubsite.test_person_home import home_of, make_place_of, make_priya
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
TODAY, BEFORE = date(2026, 10, 16), date(2026, 9, 20)
MIA = {"name": "Mia Cole", "email": " Mia@Example.org ", "from_on": "2026-09-20"}
ADD, END = {"press": "add"}, {"press": "end"}


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


def post(user, person, **data):
    return client_of(user).post(home_of(person, "mentors/"), data, follow=True)


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_staff_name_a_mentor_who_is_told_once(staff):
    priya = make_priya()
    make_place_of(priya, state="confirmed")

    for _ in range(2):
        answer = post(staff, priya, **ADD, **MIA)

    named = Mentorship.objects.get()
    assert (named.mentor.name, named.mentor.email) == ("Mia Cole", "mia@example.org")
    assert (named.hub, named.from_on, named.until_on) == (priya.hub, BEFORE, None)
    assert named.registration is None
    assert said(answer) == ["Mia Cole is a mentor since 20 September 2026."]
    email = Email.objects.get()
    assert (email.kind, email.recipient_id) == ("mentor_told", named.mentor_id)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("add_mentor", staff)


def test_the_email_says_that_the_hub_was_told(staff):
    priya = make_priya()
    make_place_of(priya, state="confirmed", title="Greenwich")
    post(staff, priya, **ADD, **MIA)

    body = composed(Email.objects.get())

    assert "Priya Shah takes part in Greenwich (2026/27)" in body
    assert "We were told that you are their mentor" in body
    assert "named you as mentor" not in body


def composed(email) -> str:
    delivery.deliver(email.pk, at=FRIDAY_5PM)
    return str(mail.outbox[-1].body)


def test_a_mentor_is_not_told_before_a_place_is_secured(staff):
    priya = make_priya()
    make_place_of(priya, state="offered", offer_ends_at=FRIDAY_5PM + timedelta(days=3))

    answer = post(staff, priya, **ADD, **MIA)

    assert Email.objects.count() == 0
    assert said(answer) == [
        "Mia Cole is a mentor since 20 September 2026. "
        "We write to them once a place is secured."
    ]


def test_a_mentor_who_objected_is_named_and_not_written_to(staff):
    priya = make_priya()
    make_place_of(priya, state="confirmed")
    make_mentor(
        priya.hub, name="M. Cole", email="mia@example.org", objected_at=FRIDAY_5PM
    )

    answer = post(staff, priya, **ADD, **MIA)

    assert Mentorship.objects.get().mentor.name == "M. Cole"
    assert Email.objects.count() == 0
    assert "We do not write to them" in said(answer)[0]


def test_a_new_mentor_takes_the_place_of_the_one_that_is_chosen(staff):
    priya = make_priya()
    before, beside = make_mentorship(priya), make_mentorship(priya)

    post(staff, priya, **ADD, **MIA, instead_of=before.pk)

    before.refresh_from_db()
    beside.refresh_from_db()
    assert (before.until_on, beside.until_on) == (BEFORE, None)
    running = Mentorship.objects.filter(until_on=None)
    assert sorted(each.mentor.name for each in running) == ["Jo Fern", "Mia Cole"]
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["end_mentorship", "add_mentor"]


def test_the_mentor_before_is_chosen_from_the_start(staff):
    priya = make_priya()
    make_mentorship(priya, make_mentor(priya.hub))
    before = Mentorship.objects.get()
    other = make_mentorship(make_priya(email="other@example.org"))

    form = client_of(staff).get(home_of(priya, "mentors/")).context["form"]

    assert form["instead_of"].value() == before.pk
    assert other not in form.fields["instead_of"].queryset


@pytest.mark.parametrize(
    "own", ["priya@example.org", "home@example.org", "before@example.org"]
)
def test_nobody_is_their_own_mentor_and_what_was_typed_stays(staff, own):
    emails = {"email": "priya@example.org", "second_email": "home@example.org"}
    priya = make_priya(**emails, former_emails=["before@example.org"])

    answer = post(staff, priya, **ADD, **{**MIA, "email": own})

    assert said(answer) == [
        "This is the person’s own address. Write that of their mentor."
    ]
    assert answer.context["form"]["name"].value() == "Mia Cole"
    assert Mentor.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("from_on", "2026-10-17", "Write today or an earlier day."),
        ("email", "", "Write the mentor’s e-mail address."),
        ("name", "", "Please fill this in."),
        ("name", "win.example.com", "Write a name, without a web address."),
    ],
)
def test_a_mentor_that_cannot_be_kept_is_asked_again(staff, field, typed, why):
    priya = make_priya()

    answer = post(staff, priya, **ADD, **{**MIA, field: typed})

    assert answer.context["form"].errors == {field: [why]}
    assert Mentorship.objects.count() == 0


def test_today_is_a_day_on_which_a_mentor_may_begin(staff):
    post(staff, make_priya(), **ADD, **{**MIA, "from_on": "2026-10-16"})

    assert Mentorship.objects.get().from_on == TODAY


def test_a_mentor_whom_an_unproven_form_names_is_proven_by_staff(staff):
    priya = make_priya()
    mentor = make_mentor(priya.hub, email="mia@example.org")
    place = make_place_of(priya, state="waiting")
    unproven = make_mentorship(priya, mentor)
    unproven.registration = place.registration
    unproven.save()

    post(staff, priya, **ADD, **MIA)

    (running,) = Mentorship.objects.filter(until_on=None).proven()
    assert (running.mentor, running.registration) == (mentor, None)
    assert Mentorship.objects.filter(until_on=None).count() == 1


def test_staff_end_a_mentorship_by_a_day_once(staff):
    priya = make_priya()
    ended, other = make_mentorship(priya), make_mentorship(priya)
    press = {**END, "mentorship": ended.pk, "until_on": "2026-10-01"}

    answer = post(staff, priya, **press)
    again = post(staff, priya, **{**press, "until_on": "2026-10-02"})

    ended.refresh_from_db()
    other.refresh_from_db()
    assert (ended.until_on, other.until_on) == (date(2026, 10, 1), None)
    assert said(answer) == ["Jo Fern was a mentor until 1 October 2026."]
    assert said(again) == []
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id) == ("end_mentorship", str(ended.pk))


def test_a_mentorship_that_has_ended_keeps_its_day(staff):
    row = make_mentorship(make_priya())

    for day in (date(2026, 10, 1), date(2026, 10, 2)):
        mentors.end_mentorship(row, until_on=day, by=staff, at=FRIDAY_5PM)

    row.refresh_from_db()
    assert row.until_on == date(2026, 10, 1)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(("day", "ends"), [("2026-08-31", False), ("2026-09-01", True)])
def test_a_mentorship_does_not_end_before_it_began(staff, day, ends):
    priya = make_priya()
    row = make_mentorship(priya)  # since 1 September 2026

    answer = post(staff, priya, **END, mentorship=row.pk, until_on=day)

    assert ("They were not the mentor yet on that day." in said(answer)) is not ends
    assert Mentorship.objects.filter(until_on=None).exists() is not ends


@pytest.mark.parametrize("of_other_hub", [False, True])
def test_a_mentorship_of_somebody_else_is_not_ended(staff, of_other_hub):
    priya = make_priya()
    hub = make_hub("Another Hub") if of_other_hub else priya.hub
    theirs = make_mentorship(make_priya(hub, email="other@example.org"))

    post(staff, priya, **END, mentorship=theirs.pk, until_on="2026-10-01")
    post(staff, priya, **ADD, **MIA, instead_of=theirs.pk)

    theirs.refresh_from_db()
    assert theirs.until_on is None


def test_a_hub_keeps_its_own_mentor_with_an_address_that_another_hub_knows(staff):
    theirs = make_mentor(make_hub("Another Hub"), email="mia@example.org")

    post(staff, make_priya(), **ADD, **MIA)

    assert Mentorship.objects.get().mentor != theirs
    assert Mentor.objects.count() == 2


def test_nobody_names_a_mentor_of_somebody_who_was_blanked(staff):
    priya = make_priya(erased_at=FRIDAY_5PM)

    page = client_of(staff).get(home_of(priya, "mentors/")).content.decode()
    answer = post(staff, priya, **ADD, **MIA)

    assert "Keep the mentor" not in page
    assert answer.status_code == 403
    assert Mentorship.objects.count() == 0


def test_a_person_at_another_hub_is_not_found(staff):
    theirs = make_priya(make_hub("Another Hub"))

    assert post(staff, theirs, **ADD, **MIA).status_code == 404
    assert Mentorship.objects.count() == 0
