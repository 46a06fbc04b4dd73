"""The pages on which a hub writes emails in its own words."""

import pytest
from django.urls import reverse

from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.models import Wording

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
KIND = "place_not_selected"
TYPED = {"subject": "Sorry, {first name}", "body": "Hi\n\n{group}\n\n{privacy page}"}


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def client(hub):
    return client_of(make_staff("hub_lead", hub=hub, name="Sam Lead"))


def url_of(hub, kind=KIND):
    return reverse("admin:wordings_edit", args=[hub.slug, kind])


def saved(hub):
    rows = Wording.objects.filter(hub=hub).order_by("pk")
    return list(rows.values_list("name", "subject", "body", "saved_by__name"))


def test_the_page_begins_with_the_shipped_text(client, hub):
    page = client.get(url_of(hub)).content.decode()

    assert 'value="About your expression of interest: {group}"' in page
    assert "Dear {first name},\n\nThank you for your expression of interest in" in page
    assert "Nobody has changed this letter." in page
    assert "Back to the wording" not in page


def test_a_wording_is_saved_listed_and_taken_back(client, hub):
    answer = client.post(url_of(hub), {**TYPED, "save": ""})
    row = (KIND, TYPED["subject"], TYPED["body"], "Sam Lead")

    assert answer.status_code == 302
    assert saved(hub) == [row]
    listed = one_line(client.get(reverse("admin:wordings")).content.decode())
    assert "<strong>Yours</strong>, since 16 October 2026, by Sam Lead" in listed
    page = one_line(client.get(url_of(hub)).content.decode())
    assert "16 October 2026, 5pm, Sam Lead (used now)" in page

    client.post(url_of(hub), {"shipped": ""})

    assert saved(hub) == [row, (KIND, "", "", "Sam Lead")]
    listed = client.get(reverse("admin:wordings")).content.decode()
    assert "Yours" not in listed
    assert "About your expression" in client.get(url_of(hub)).content.decode()


def test_the_audit_log_tells_who_changed_an_email_and_went_back(client, hub):
    client.post(url_of(hub), {**TYPED, "save": ""})
    client.post(url_of(hub), {"shipped": ""})

    page = client.get("/admin/workgroups/auditentry/")

    assert [str(row.sentence) for row in page.context["cl"].result_list] == [
        "Sam Lead went back to the shipped words of a letter: no place can be "
        "offered, 16 October 2026 at 17:00",
        "Sam Lead changed what a letter says: no place can be offered, "
        "16 October 2026 at 17:00",
    ]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"body": "Hi {group}"}, "The text needs {privacy page}: the address of"),
        ({"body": TYPED["body"] + "{grup}"}, "Nothing is called {grup} here."),
        ({"subject": "{privacy page}"}, "{privacy page} is too long for a subject."),
        ({"subject": ""}, "Please fill this in."),
    ],
)
def test_a_wording_that_does_not_fit_is_refused_and_nothing_typed_is_lost(
    client, hub, changed, problem
):
    typed = {**TYPED, **changed}

    page = client.post(url_of(hub), {**typed, "save": ""}).content.decode()

    assert problem in page
    assert "What you typed is still here." in page
    assert typed["body"] in page
    assert f'value="{typed["subject"]}"' in page or not typed["subject"]
    assert saved(hub) == []


def test_a_preview_shows_a_person_of_the_hub_and_saves_nothing(client, hub):
    for name, each in (("Ada", hub), ("Bo", make_hub("Wolds and Dales"))):
        group = make_work_group(f"Group for {name}", hub=each)
        person = make_participant(each, first_name=name, last_name="Shah")
        make_place("not_selected", work_group=group, participant=person)

    page = client.post(url_of(hub), {**TYPED, "preview": ""}).content.decode()

    assert "What Ada Shah would get" in page
    assert "Hi\n\nGroup for Ada\n" in page
    assert "Bo Shah" not in page
    assert saved(hub) == []


def test_the_person_who_is_chosen_is_shown(client, hub):
    group = make_work_group(hub=hub)
    people = [make_participant(hub, first_name=name) for name in ("Ada", "Eve")]
    for person in people:
        make_place("not_selected", work_group=group, participant=person)

    for person in people:
        typed = {**TYPED, "preview": "", "person": str(person.pk)}
        page = client.post(url_of(hub), typed).content.decode()
        assert f"Sorry, {person.first_name}" in page


def test_the_second_of_two_is_told_and_keeps_what_they_typed(client, hub):
    client.post(url_of(hub), {**TYPED, "save": ""})

    second = {**TYPED, "subject": "Mine", "save": "", "seen": ""}
    page = client.post(url_of(hub), second)

    text = page.content.decode()
    assert "Sam Lead changed this text while you were writing." in text
    assert 'value="Mine"' in text
    assert [subject for _, subject, _, _ in saved(hub)] == ["Sorry, {first name}"]

    seen = page.context["form"]["seen"].value()
    client.post(url_of(hub), {**second, "seen": seen})
    assert [subject for _, subject, _, _ in saved(hub)][1:] == ["Mine"]


def test_staff_of_another_hub_and_other_roles_write_nothing(hub):
    other = make_hub("Wolds and Dales")
    strangers = [("hub_lead", other, 404), ("work_group_lead", hub, 403)]
    strangers += [("evaluator", hub, 403), ("national", None, 403)]
    for kind, at, status in strangers:
        account = make_staff(kind, hub=at, email=f"{kind}@example.org")
        client = client_of(account)
        assert client.post(url_of(hub), {**TYPED, "save": ""}).status_code == status
        assert client.get(url_of(hub)).status_code == status

    assert saved(hub) == []


def test_an_email_of_no_hub_has_no_page(client, hub):
    assert client.get(url_of(hub, "staff_sign_in")).status_code == 404
    assert client.get(url_of(hub, "nothing")).status_code == 404


def test_a_stored_wording_that_no_longer_fits_is_marked(client, hub):
    Wording.objects.create(
        hub=hub,
        name=KIND,
        subject="x",
        body="{gone}",
        saved_by=make_staff("hub_lead", hub=hub, email="b@example.org"),
        saved_at=FRIDAY_5PM,
    )

    assert "Not used:" in client.get(reverse("admin:wordings")).content.decode()


def test_the_list_asks_the_database_as_often_with_one_wording_and_with_many(
    client, hub, django_assert_max_num_queries
):
    client.post(url_of(hub), {**TYPED, "save": ""})
    for kind in ("sign_in", "place_declined", "mentor_told"):
        Wording.objects.create(
            hub=hub,
            name=kind,
            subject="x",
            body="x",
            saved_by=make_staff("hub_lead", hub=hub, email=f"{kind}@example.org"),
            saved_at=FRIDAY_5PM,
        )

    with django_assert_max_num_queries(10):
        client.get(reverse("admin:wordings"))
