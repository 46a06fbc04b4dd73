"""Follow-ups, addresses that look mistyped, and what is asked after registering."""

import pytest
from django.test import Client
from django.urls import reverse

from recruitment.models import Place, RegistrationDraft
from recruitment.registration import domains
from tests.factories import make_place
from tests.pages import one_line
from tests.recruitment.reading_back import groups_for
from tests.recruitment.registration_cases import CASES
from tests.recruitment.test_my_places_sessions import sign_in
from tests.recruitment.test_registration_pages import (
    YOU,
    group_over_two_years,
    url,
    walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def more(group) -> str:
    return reverse("recruitment:answer_more", args=[group.slug])


def register(client, group, **you) -> str:
    walk(client, group, **you)
    return client.post(url(group, "check"), follow=True).content.decode()


def test_a_follow_up_that_was_not_shown_has_a_page_of_its_own(client):
    group = group_over_two_years()
    client.post(url(group), YOU)
    client.post(url(group, "school"), {"school": "no-school"})

    plain = client.post(url(group, "classes"), {"schemes": ["white_rose"]})
    other = client.post(url(group, "classes"), {"schemes": ["other"]})
    page = one_line(client.get(other.url).content.decode())
    onwards = client.post(other.url, {"scheme_other": "Inch by Inch"})

    assert plain.url == url(group, "mentor")
    assert other.url == url(group, "scheme-other")
    assert "Which other scheme?" in page and "Step 3 of 6" in page
    assert onwards.url == url(group, "mentor")


def test_a_follow_up_waits_disabled_until_its_answer_is_given(client):
    group = group_over_two_years()
    client.post(url(group), YOU)

    before = one_line(client.get(url(group, "classes")).content.decode())
    client.post(url(group, "classes"), {"schemes": ["other"], "scheme_other": "Own"})
    after = one_line(client.get(url(group, "classes")).content.decode())

    assert 'data-answers="other " hidden disabled>' in before
    assert "hidden disabled>" not in after and 'value="Own"' in after


def test_a_mentor_not_known_yet_is_one_press(client):
    group = group_over_two_years()
    client.post(url(group), YOU)

    page = client.get(url(group, "mentor")).content.decode()
    onwards = client.post(url(group, "mentor"), {"mentor_name": "Jo", "skip": "1"})

    assert "I don&#x27;t know yet</button>" in page
    assert onwards.url == url(group, "dates")
    assert RegistrationDraft.objects.get().answers["mentor_email"] == []


def test_whoever_is_not_responsible_for_maths_is_asked_for_a_deputy(client):
    group, _ = groups_for(CASES["ITT"])
    client.post(url(group), YOU)
    answers = {"provider": "not-listed", "provider_name": "Deal SCITT"}

    yes = client.post(url(group, "institution"), {**answers, "leads_itt_maths": "yes"})
    no = client.post(url(group, "institution"), {**answers, "leads_itt_maths": "no"})
    page = one_line(client.get(no.url).content.decode())

    assert yes.url == url(group, "dates")
    assert no.url == url(group, "deputy-name")
    assert "directly involved in initial teacher training, with" in page
    assert "Who is responsible for maths" in page


def test_not_sure_of_year_one_is_an_answer_that_staff_can_read(client):
    case = CASES["ECT, one year"]
    group, _ = groups_for(case)
    for step, data in case.posted.items():
        client.post(url(group, step), data)
    unsure = {"earlier_stage": "not_sure", "earlier_stage_where": ""}
    client.post(url(group, "dates"), unsure)

    page = client.get(url(group, "check")).content.decode()
    client.post(url(group, "check"))

    assert "I&#x27;m not sure" in page
    place = Place.objects.get()
    assert (place.earlier_stage, place.earlier_stage_where) == (None, "Not sure")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zoe@gmial.com", "zoe@gmail.com"),
        ("zoe@gmail.con", "zoe@gmail.com"),
        ("zoe@gmail.co.uk", "zoe@gmail.com"),
        ("zoe@hotmial.co.uk", "zoe@hotmail.co.uk"),
        ("zoe@gmail.com", ""),
        ("zoe@mail.com", ""),
        ("zoe@hotmail.fr", ""),
        ("zoe@rosehill.lewisham.sch.uk", ""),
    ],
)
def test_a_well_known_domain_one_slip_away_is_noticed(typed, meant):
    assert domains.meant(typed) == meant


def test_a_mistyped_domain_is_asked_about_and_not_refused(client):
    group = group_over_two_years()
    typed = {**YOU, "email": "zoe@gmial.com"}

    asked = client.post(url(group), typed)
    kept = client.post(url(group), {**typed, "as_typed": "zoe@gmial.com"})
    mended = Client().post(
        url(group), {**typed, "as_typed": "zoe@gmial.com", "use_offered": "email"}
    )

    assert "Did you mean zoe@gmail.com?" in asked.content.decode()
    assert (kept.status_code, mended.status_code) == (302, 302)
    found = [each.answers["email"] for each in RegistrationDraft.objects.all()]
    assert sorted(found) == [["zoe@gmail.com"], ["zoe@gmial.com"]]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"capacity": 2}, "It asks you to confirm your place."),
        ({"capacity": 0}, "it tells you about the waiting list"),
        ({"dates_confirmed": False}, "The dates of this group are not settled."),
        ({"offers": "after_review"}, "Somebody at the hub reads your request"),
    ],
)
def test_the_page_after_says_one_thing_alike_for_known_and_unknown(fields, words):
    group = group_over_two_years(**fields)

    first = one_line(register(Client(), group))
    again = one_line(register(Client(), group))

    assert Place.objects.count() == 1
    assert words in first
    assert first == again


def test_later_answers_leave_a_place_of_somebody_else_alone(client):
    group = group_over_two_years()
    register(Client(), group)
    place = Place.objects.get()

    register(client, group)  # the same address, typed by somebody else
    answer = client.post(more(group), {"job_role": "x", "phone": "1"}, follow=True)

    place.refresh_from_db()
    assert answer.status_code == 200
    assert (place.job_role, place.participant.phone) == ("", "")


def test_later_answers_are_kept_and_ones_left_out_change_nothing(client):
    group = group_over_two_years()
    register(client, group)

    client.post(more(group), {"job_role": "Year 3 teacher", "phone": "020 7946 0001"})
    client.post(more(group), {"job_role": "", "phone": "07700 900123"})

    place = Place.objects.get()
    assert (place.job_role, place.participant.phone) == (
        "Year 3 teacher",
        "020 7946 0001",
    )


def test_without_having_registered_here_nothing_is_asked(client):
    group = group_over_two_years()
    register(Client(), group)

    assert client.get(more(group)).url == "/sign-in/"


def test_ones_own_place_is_asked_and_that_of_another_is_not_found(client):
    mine, theirs = make_place("confirmed"), make_place("confirmed")
    sign_in(client, mine.participant.email)
    addresses = [
        reverse("recruitment:answer_more_of_place", args=[place.pk])
        for place in (mine, theirs)
    ]

    found = [
        client.post(each, {"job_role": "Year 4"}).status_code for each in addresses
    ]

    roles = [Place.objects.get(pk=each.pk).job_role for each in (mine, theirs)]
    assert found == [302, 404]
    assert roles == ["Year 4", ""]
    assert 'value="Year 4"' in client.get(addresses[0]).content.decode()
