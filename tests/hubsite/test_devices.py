"""Where an account is signed in, and how sessions on other devices are ended."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from hubsite.tasks import delete_old_sessions
from recruitment.actions import accounts
from recruitment.errors import NotAllowed
from tests import factories as make
from workgroups.models import AuditEntry
from workgroups.templatetags.devices import device

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PAGE = "/accounts/devices/"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
DESK = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)


@pytest.fixture
def hub():
    return make.make_hub("Kent and Coast")


def account(kind: str, hub, email: str):
    user = make.make_staff(kind, hub=hub, email=email)
    user.set_password("chalk and counters")
    user.save()
    return user


@pytest.fixture
def lead(hub):
    return account("work_group_lead", hub, "lead@example.org")


def signed_in_on(user, user_agent: str = DESK) -> Client:
    client = Client(headers={"user-agent": user_agent})
    given = {"login": user.email, "password": "chalk and counters"}
    answer = client.post("/accounts/login/", given)
    assert answer.status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/lead/").status_code == 200


def devices_on(page) -> list[str]:
    return [device(each.user_agent) for each in page.context["sessions"]]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Safari on an iPhone"),
        (DESK, "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/127.0", "Firefox on Linux"),
        ("(Linux; Android 14) SamsungBrowser/25.0 Chrome/121 Safari/537.36",)
        + ("Samsung Internet on an Android device",),
        ("(Macintosh; Intel Mac OS X 10_15_7) Chrome/126 Safari/537.36 OPR/111",)
        + ("Opera on a Mac",),
        ("(X11; CrOS x86_64 14541) Chrome/126 Safari/537.36", "Chrome on a Chromebook"),
        ("(iPad; CPU OS 17_5 like Mac OS X) CriOS/126 Safari/604.1",)
        + ("Chrome on an iPad",),
        ("(iPhone; CPU iPhone OS 17_5 like Mac OS X) FxiOS/127 Safari/605.1.15",)
        + ("Firefox on an iPhone",),
        ("curl/8.0", "another program"),
        ("", "another program"),
    ],
)
def test_a_device_is_named_as_people_call_it(user_agent, words):
    assert device(user_agent) == words


def test_an_account_sees_its_own_devices_and_which_one_this_is(hub, lead):
    signed_in_on(lead, PHONE)
    signed_in_on(account("work_group_lead", hub, "other@example.org"), PHONE)
    with time_machine.travel(make.FRIDAY_5PM + timedelta(hours=2), tick=False):
        here = signed_in_on(lead, DESK)

        page = here.get(PAGE)

    assert devices_on(page) == ["Safari on an iPhone", "Edge on Windows"]
    said = " ".join(page.content.decode().split())
    assert 'Safari on an iPhone</h2> <p class="row__facts">Signed in on' in said
    assert "16 October 2026 at 5pm </p>" in said
    assert '16 October 2026 at 7pm <span class="tag tag--secured">this one' in said
    assert "127.0.0.1" not in said


def test_signing_out_of_the_others_leaves_this_one(lead):
    phone, here = signed_in_on(lead, PHONE), signed_in_on(lead, DESK)

    page = here.post(PAGE, follow=True)

    assert (is_signed_in(phone), is_signed_in(here)) == (False, True)
    assert devices_on(page) == ["Edge on Windows"]
    assert "You are signed out of every other device." in page.content.decode()
    assert "Sign out of\nthe others" not in page.content.decode()


def test_the_page_is_for_those_who_are_signed_in(client):
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_the_office_signs_a_lost_phone_out(hub, lead):
    phone, desk = signed_in_on(lead, PHONE), signed_in_on(lead, DESK)
    colleague = signed_in_on(account("work_group_lead", hub, "other@example.org"))
    office = signed_in_on(account("hub_lead", hub, "office@example.org"))
    url = reverse("admin:workgroups_role_change", args=[lead.roles.get().pk])

    page = office.post(url, {"_end_sessions": "1"}, follow=True)

    assert "Robin Marsh is signed out of 2 devices." in page.content.decode()
    assert "Sign out of every device" in page.content.decode()
    found = [is_signed_in(each) for each in (phone, desk, colleague)]
    assert found == [False, False, True]
    assert office.get("/admin/").status_code == 200
    assert not UserSession.objects.filter(user=lead).exists()
    assert is_signed_in(signed_in_on(lead))  # the account itself stays open


def test_another_hub_does_not_find_the_account(lead):
    phone = signed_in_on(lead, PHONE)
    elsewhere = account("hub_lead", make.make_hub("Wolds"), "wolds@example.org")
    url = reverse("admin:workgroups_role_change", args=[lead.roles.get().pk])

    signed_in_on(elsewhere).post(url, {"_end_sessions": "1"}, follow=True)

    assert is_signed_in(phone)
    assert not AuditEntry.objects.filter(action="end_sessions").exists()


@pytest.mark.parametrize("kind", ["evaluator", "work_group_lead"])
def test_only_who_may_end_the_role_may_end_its_sessions(hub, lead, kind):
    phone = signed_in_on(lead, PHONE)

    with pytest.raises(NotAllowed, match="does not let you"):
        accounts.end_sessions(
            lead.roles.get(), by=make.make_staff(kind, hub=hub), at=make.FRIDAY_5PM
        )

    assert is_signed_in(phone)


def test_an_administrator_is_told_why_not(hub, lead):
    phone = signed_in_on(lead, PHONE)
    office = signed_in_on(account("hub_administrator", hub, "desk@example.org"))
    url = reverse("admin:workgroups_role_change", args=[lead.roles.get().pk])

    page = office.post(url, {"_end_sessions": "1"}, follow=True)

    text = page.content.decode()
    assert "Your own role does not let you end this one." in text
    assert "Sign out of every device" not in text
    assert is_signed_in(phone)


def test_devices_go_with_their_sessions(lead):
    signed_in_on(lead, PHONE)
    with time_machine.travel(make.FRIDAY_5PM + timedelta(days=20), tick=False):
        signed_in_on(lead, DESK)

    with time_machine.travel(make.FRIDAY_5PM + timedelta(days=31), tick=False):
        delete_old_sessions()

    (left,) = UserSession.objects.all()
    assert device(left.user_agent) == "Edge on Windows"
    assert Session.objects.filter(session_key=left.session_key).exists()


@pytest.mark.parametrize(("minutes", "kept"), [(59, True), (61, False)])
def test_a_device_whose_session_is_still_to_be_saved_is_kept(lead, minutes, kept):
    signed_in_on(lead, PHONE)
    Session.objects.all().delete()

    later = make.FRIDAY_5PM + timedelta(minutes=minutes)
    with time_machine.travel(later, tick=False):
        delete_old_sessions()

    assert UserSession.objects.exists() is kept
