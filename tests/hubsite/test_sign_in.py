"""Staff sign-in: codes, passwords, the second factor, and redirects."""

import re
import smtplib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from hubsite import adapters
from tests import factories
from workgroups.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def second_factor_required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in_by_code(client: Client, user: User, mailoutbox) -> str:
    """Sign in by the code from the email; return the path that follows."""
    client.post(reverse("account_request_login_code"), {"email": user.email})
    code = re.search(r"^\s*([A-Z0-9-]{4,})\s*$", mailoutbox[-1].body, re.M)[1]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    return answer["Location"]


def sign_in_by_password(client: Client, user: User) -> str:
    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": factories.PASSWORD}
    )
    return answer.get("Location", "")


def enrol(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )


def test_a_code_from_the_email_signs_in(client, mailoutbox):
    user = factories.make_staff("work_group_lead")

    location = sign_in_by_code(client, user, mailoutbox)

    assert location == "/workspace/"
    assert "is your sign-in code" in mailoutbox[0].subject


def test_a_known_and_an_unknown_address_get_the_same_answer(mailoutbox):
    user = factories.make_staff("work_group_lead")
    known, unknown = Client(), Client()
    url = reverse("account_request_login_code")

    a = known.post(url, {"email": user.email}, follow=True)
    b = unknown.post(url, {"email": "nobody@example.org"}, follow=True)

    same = [
        re.sub(rf"csrf\S+ value=\S+|{user.email}|nobody@example.org", "", page)
        for page in (a.content.decode(), b.content.decode())
    ]
    assert a.redirect_chain == b.redirect_chain
    assert same[0] == same[1]
    assert [len(email.to) for email in mailoutbox] == [1, 1]


def test_the_page_says_that_the_mail_server_is_down(client, monkeypatch):
    user = factories.make_staff("evaluator")

    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    answer = client.post(
        reverse("account_request_login_code"), {"email": user.email}, follow=True
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "could not send the code" in page
    assert "authenticator app" in page


def test_without_the_adapter_a_dead_mail_server_is_an_error(client, monkeypatch):
    user = factories.make_staff("evaluator")
    parent = adapters.DefaultAccountAdapter.send_mail
    monkeypatch.setattr(adapters.StaffAccountAdapter, "send_mail", parent)

    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.post(reverse("account_request_login_code"), {"email": user.email})


def test_too_many_codes_for_one_address_are_refused(client, mailoutbox):
    user = factories.make_staff("evaluator")
    url = reverse("account_request_login_code")

    answers = [Client().post(url, {"email": user.email}) for _ in range(5)]

    assert len(mailoutbox) == 3
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
    assert answers[-1].context["form"].errors == {
        "email": ["Too many failed login attempts. Try again later."]
    }


def test_other_visitors_do_not_evict_the_rate_limit(client, mailoutbox):
    user = factories.make_staff("evaluator")
    for attempt in range(5):
        Client().post(reverse("account_request_login_code"), {"email": user.email})
        for number in range(
            301
        ):  # a full cache of 300 entries would evict from here on
            cache.set(f"zz-{attempt}-{number}", number)

    assert len(mailoutbox) == 3


def test_too_many_wrong_passwords_are_refused():
    user = factories.make_staff("evaluator")
    wrong = {"login": user.email, "password": "not the one"}
    for _ in range(6):
        Client().post(reverse("account_login"), wrong)

    client = Client()
    sign_in_by_password(client, user)

    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    answer = client.get("/accounts/signup/")

    assert answer["Location"] == reverse("account_login")
    assert (
        client.post("/accounts/signup/", {"email": "a@example.org"}).status_code == 302
    )
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["accounts/email/", "accounts/3rdparty/", "accounts/2fa/webauthn/"]
)
def test_unused_pages_of_third_parties_have_no_address(client, path):
    assert client.get(f"/{path}").status_code == 404


# --- the second factor


@pytest.mark.parametrize(
    "kind",
    [
        *("hub_lead", "assistant_hub_lead", "hub_administrator"),
        *("evaluator", "national"),
    ],
)
def test_production_leads_to_enrolment_first(client, second_factor_required, kind):
    user = factories.make_staff(kind)
    sign_in_by_password(client, user)

    answers = [client.get(url) for url in ("/workspace/", "/admin/", "/evaluations/")]

    assert {answer["Location"] for answer in answers} == {reverse("mfa_activate_totp")}


def test_one_role_that_needs_the_second_step_is_enough(client, second_factor_required):
    user = factories.make_staff("hub_lead")
    factories.give_role(user, "work_group_lead", hub=factories.make_hub("Wolds"))
    sign_in_by_password(client, user)

    assert client.get("/workspace/")["Location"] == reverse("mfa_activate_totp")


def test_without_the_requirement_a_password_is_enough(client):
    user = factories.make_staff("hub_lead")
    sign_in_by_password(client, user)

    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("kind", ["work_group_lead", "la_partner"])
def test_leads_and_partners_need_no_authenticator(client, second_factor_required, kind):
    user = factories.make_user()
    factories.give_role(
        user,
        kind,
        hub=factories.make_hub(),
        local_authority=factories.make_authority(),
    )
    sign_in_by_password(client, user)

    assert client.get("/workspace/")["Location"] in {"/lead/", "/recruiting/"}


@pytest.mark.django_db(transaction=True)  # the session changes after the commit
def test_enrolling_opens_the_admin_and_encrypts_the_secret(
    client, second_factor_required
):
    user = factories.make_staff("hub_lead")
    sign_in_by_password(client, user)
    url = reverse("mfa_activate_totp")
    client.get(url, follow=True)
    client.post(
        f"{reverse('account_reauthenticate')}?next={url}",
        {"password": factories.PASSWORD},
    )
    page = client.get(url)
    secret = page.context["form"].secret

    client.post(url, {"code": code_of(secret)})

    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert client.get("/admin/").status_code == 200
    assert secret not in kept


@pytest.mark.django_db(transaction=True)
def test_a_lead_without_a_password_enrols_and_sees_the_recovery_codes(
    client, second_factor_required, mailoutbox
):
    user = factories.make_staff("hub_lead", password=None)
    sign_in_by_code(client, user, mailoutbox)
    url = client.get("/admin/")["Location"]
    secret = client.get(url).context["form"].secret

    codes = client.post(url, {"code": code_of(secret)}, follow=True)

    assert codes.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
    assert codes.status_code == 200
    assert client.get("/admin/").status_code == 200


def test_signing_in_asks_for_the_second_factor(client, second_factor_required):
    user = factories.make_staff("hub_lead")
    secret = enrol(user)

    first = sign_in_by_password(client, user)
    between = client.get("/admin/").status_code
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert (first, between) == (reverse("mfa_authenticate"), 302)
    assert client.get("/admin/").status_code == 200


def test_an_older_session_is_asked_for_the_code(client, second_factor_required):
    user = factories.make_staff("hub_lead")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    enrol(user)

    answer = client.get("/admin/")

    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))


# --- redirects


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("hub_lead", "/admin/"),
        ("hub_administrator", "/admin/"),
        ("evaluator", "/evaluations/"),
        ("work_group_lead", "/lead/"),
        ("national", "/national/"),
    ],
)
def test_each_role_is_redirected_to_its_workspace(signed_in, kind, path):
    client = signed_in(factories.make_staff(kind))

    assert client.get("/workspace/")["Location"] == path


def test_an_account_without_a_role_is_told_so(signed_in):
    answer = signed_in(factories.make_user()).get("/workspace/")

    assert answer.status_code == 403
    assert "no role at the moment" in answer.content.decode()


def test_staff_of_two_hubs_choose_a_hub(signed_in):
    first, second = factories.make_hub("A"), factories.make_hub("B")
    user = factories.make_staff("hub_lead", hub=first)
    factories.give_role(user, "hub_lead", hub=second)
    client = signed_in(user)

    client.post(reverse("hubsite:choose_hub"), {"hub": second.pk})
    foreign = client.post(reverse("hubsite:choose_hub"), {"hub": 99_999})

    assert "B in " in client.get("/admin/").content.decode()
    assert foreign.status_code == 404


def test_every_answer_carries_a_request_id(client):
    assert len(client.get("/accounts/login/")["X-Request-ID"]) == 32


def test_a_session_by_password_is_asked_for_the_code_once_one_is_enrolled(
    client, second_factor_required
):
    user = factories.make_staff("hub_lead")
    sign_in_by_password(client, user)  # its session remembers how: by password
    secret = enrol(user)

    before = client.get("/admin/")
    client.post(before["Location"], {"code": code_of(secret)})

    assert before["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get("/admin/").status_code == 200
