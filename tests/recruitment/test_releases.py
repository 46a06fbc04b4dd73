"""The page of who agreed that teachers are released: who is on it, and its proof."""

from datetime import date, time, timedelta

import pytest
from django.test import Client

from recruitment.actions import merging, releases
from recruitment.models import (
    BulkAction,
    BulkActionRow,
    Link,
    Participant,
    Place,
    Registration,
    ReleaseContact,
)
from recruitment.personal_data import all_held
from recruitment.queries import releases as queries
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_session,
    make_staff,
    make_work_group,
)
from tests.recruitment.release_cases import (
    client_at,
    link_to,
    make_contact,
    named,
)
from workgroups.models import AuditEntry, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PAGE = "/release/"
LATER = FRIDAY_5PM + timedelta(minutes=1)


def names(contact) -> list[str]:
    return [each.full_name for each in queries.teachers_of(contact, at=FRIDAY_5PM)]


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def proved(hub, **fields) -> ReleaseContact:
    return make_contact(hub, proved_at=FRIDAY_5PM, **fields)


@pytest.mark.parametrize(
    ("state", "is_there"),
    [
        ("interested", False),
        ("waiting", False),
        ("offered", False),
        ("confirmed", True),
        ("completed", True),
        ("not_completed", True),
        ("provisional", False),
        ("declined", False),
        ("lapsed", False),
        ("withdrawn", False),
        ("moved", False),
        ("cancelled_by_hub", False),
    ],
)
def test_only_teachers_with_a_secured_place_are_shown(state, is_there):
    place = named("Ann", state=state)

    assert names(proved(place.hub)) == (["Ann Vale"] if is_there else [])


@pytest.mark.parametrize(
    ("year", "is_there"), [(2025, False), (2026, True), (2027, True), (2028, False)]
)
def test_only_this_academic_year_and_the_next_are_shown(year, is_there):
    place = named("Ann", group=make_work_group(start_year=year))

    assert names(proved(place.hub)) == (["Ann Vale"] if is_there else [])


def test_a_page_names_those_who_gave_this_very_address_at_this_hub():
    here, there = make_hub("Here"), make_hub("There")
    group, beside = make_work_group(hub=here), make_work_group(hub=here)
    named("Cy", group=group)
    named("Ann", group=beside, email="Head@School.Example")
    named("Bo", group=group, email="other.head@school.example")
    named("Dee", group=group, email="")
    named("Eve", group=group, release_agreed="not_yet")
    named("Flo", group=group, release_agreed="")
    named("Gus", group=make_work_group(hub=there))
    named("Hal", group=make_work_group(hub=there), email="x@school.example")

    assert names(proved(here)) == ["Ann Vale", "Cy Vale"]
    assert names(proved(there)) == ["Gus Vale"]


def test_whoever_cannot_be_counted_on_to_come_is_not_shown():
    hub = make_hub()
    erased, imported, changing, cancelled = (named(name) for name in "ABCD")
    Participant.objects.filter(pk=erased.participant_id).update(erased_at=FRIDAY_5PM)
    rows = Registration.objects.filter(pk=imported.registration_id)
    rows.update(source="import")
    WorkGroup.objects.filter(pk=cancelled.work_group_id).update(
        cancelled_on=date(2026, 10, 1)
    )
    by = make_staff("hub_lead")
    bulk = BulkAction.objects.create(
        hub=hub, actor=by, verb="move", state="held", created_at=FRIDAY_5PM
    )
    BulkActionRow.objects.create(
        bulk_action=bulk, hub=hub, place=changing, result="done"
    )
    contact = proved(hub)

    assert names(contact) == []
    rows.update(told_on=date(2026, 10, 1))
    assert names(contact) == ["B Vale"]


def test_teachers_stand_by_year_and_name_with_their_sessions_by_time():
    group = make_work_group(hub=make_hub(), start_year=2026)
    second = make_session(group, on=date(2026, 11, 6), starts=time(16))
    first = make_session(group, on=date(2026, 10, 2), day_share="0.25")
    off = make_session(group, on=date(2026, 12, 1), called_off_at=FRIDAY_5PM)
    open_dates = make_work_group(start_year=2027, dates_confirmed=False)
    make_session(open_dates, on=date(2027, 10, 1))
    named("Ann", group=open_dates)
    named("Bo", group=group)

    teachers = queries.teachers_of(proved(group.hub), at=FRIDAY_5PM)

    found = [(each.full_name, each.sessions) for each in teachers]
    assert found == [("Bo Vale", [first, second]), ("Ann Vale", [])]
    assert off not in teachers[0].sessions


def test_before_the_address_is_proved_the_page_names_nobody():
    group = make_work_group(title="Number in Reception")
    make_session(group)
    named("Ann", group=group, release_name="Sam Head")
    contact = make_contact(group.hub)
    client = client_at(contact)

    page = client.get(PAGE)
    dates = client.get("/release/sessions.ics")

    assert page.status_code == 200
    assert 'name="is_mine"' in said(page)
    assert "wrote to <strong>head@school.example</strong>" in said(page)
    for secret in ("Ann", "Vale", "Number in Reception", "Sam Head", "October"):
        assert secret not in said(page).partition("<main")[2]
    assert (dates.status_code, dates["Location"]) == (302, PAGE)


def test_the_address_is_proved_by_a_tick_and_a_press_and_nothing_else():
    place = named("Ann")
    contact = make_contact(place.hub)
    client = client_at(contact)

    client.get(PAGE)
    unticked = client.post(PAGE, {})
    contact.refresh_from_db()
    assert contact.proved_at is None
    assert "Tick the box if this is your address." in said(unticked)

    ticked = client.post(PAGE, {"is_mine": "on"}, follow=True)

    contact.refresh_from_db()
    assert contact.proved_at == FRIDAY_5PM
    assert ticked.redirect_chain == [(PAGE, 302)]
    assert "Ann Vale</h2>" in said(ticked)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.fields, entry.hub_id) == (
        "release_address_proved",
        "proved_at",
        place.hub_id,
    )


def test_proving_again_keeps_the_first_time_and_writes_nothing():
    contact = make_contact(make_hub())

    releases.prove_release_address(contact, at=FRIDAY_5PM)
    again = releases.prove_release_address(contact, at=LATER)

    assert again.proved_at == FRIDAY_5PM
    assert AuditEntry.objects.count() == 1


def test_the_page_says_when_where_and_what_the_school_agreed_to():
    group = make_work_group(
        title="Number & <Place>", venue="Rose Hill", commitment="Come to all.\nTry it."
    )
    make_session(group, on=date(2026, 10, 2), day_share="0.25")
    make_session(group, on=date(2026, 11, 6), day_share="0.5")
    place = named(
        "Ann", group=group, release_name="Sam <b>Head</b>", release_role="Headteacher"
    )

    page = said(client_at(proved(place.hub)).get(PAGE))

    assert "Number &amp; &lt;Place&gt;, 2026/27" in page
    assert (
        "Friday 2 October 2026, 4pm to 6pm, Rose Hill "
        '<span class="tag tag--closed">Over</span><br> '
        "Friday 6 November 2026, 4pm to 6pm, Rose Hill </dd>"
    ) in page
    assert "<dt>Cover needed</dt><dd>0.75 days in all</dd>" in page
    assert "Come to all.<br>Try it." in page
    assert (
        "<dt>Agreed by</dt> <dd>Sam &lt;b&gt;Head&lt;/b&gt;, Headteacher, as Ann Vale "
        "told us</dd>"
    ) in page
    assert "gave us head@school.example" in page
    assert 'href="/release/stop/"' in page
    assert 'href="/release/sessions.ics"' in page


def test_nobody_who_names_the_address_is_said():
    page = said(client_at(proved(make_hub())).get(PAGE))

    assert "Nobody with a place in our groups names your address" in page
    assert "sessions.ics" not in page


def test_a_changed_address_leaves_the_page_of_the_old_one_at_once():
    place = named("Ann")
    stays = named("Bo", group=place.work_group)
    client = client_at(proved(place.hub))
    assert "Ann Vale" in said(client.get(PAGE))

    Place.objects.filter(pk=place.pk).update(release_email="new@school.example")

    assert "Ann Vale" not in said(client.get(PAGE))
    assert f"{stays.participant.full_name}</h2>" in said(client.get(PAGE))
    assert b"Ann Vale" not in client.get("/release/sessions.ics").content


def test_two_hubs_with_one_address_have_two_pages_that_never_meet():
    here, there = make_hub("Here"), make_hub("There")
    for hub, name in ((here, "Ann"), (there, "Bo")):
        group = make_work_group(hub=hub, title=f"Group of {hub.name}")
        make_session(group)
        named(name, group=group)
    ours, theirs = proved(here), proved(there)
    client = Client()

    client.get(link_to(ours))
    first, first_file = said(client.get(PAGE)), client.get("/release/sessions.ics")
    client.get(link_to(theirs))
    second, second_file = said(client.get(PAGE)), client.get("/release/sessions.ics")

    assert ("Ann Vale" in first, "Bo Vale" in first, "There" in first) == (1, 0, 0)
    assert ("Ann Vale" in second, "Bo Vale" in second) == (False, True)
    assert b"Group of Here" in first_file.content
    assert b"Group of There" not in first_file.content
    assert b"Group of Here" not in second_file.content
    releases.prove_release_address(make_contact(here, email="x@example.org"), at=LATER)
    theirs.refresh_from_db()
    assert theirs.proved_at == FRIDAY_5PM


def test_one_file_has_each_session_once_and_says_who_goes():
    group = make_work_group(title="Number", venue="Rose Hill")
    session = make_session(group, focus="Place value with straws")
    other = make_work_group(title="Fractions")
    later = make_session(other, on=date(2026, 12, 4))
    make_session(make_work_group(title="Beside"))
    for name, at in (("Bo", group), ("Ann", group), ("Ann", other)):
        named(name, group=at)

    answer = client_at(proved(group.hub)).get("/release/sessions.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="sessions.ics"'
    lines = answer.content.decode().replace("\r\n ", "").splitlines()
    wanted = ("UID", "SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION", "METHOD")
    assert [line for line in lines if line.startswith(wanted)] == [
        "METHOD:PUBLISH",
        "SUMMARY:Number: session 1",
        "DTSTART:20261016T150000Z",
        f"UID:session-{session.pk}@127.0.0.1",
        "DESCRIPTION:Released for it: Ann Vale and Bo Vale.",
        "LOCATION:Rose Hill",
        "SUMMARY:Fractions: session 1",
        "DTSTART:20261204T160000Z",
        f"UID:session-{later.pk}@127.0.0.1",
        "DESCRIPTION:Released for it: Ann Vale.",
    ]


def test_stopping_ends_every_link_and_shows_nobody_any_more():
    place = named("Ann")
    contact, beside = proved(place.hub), proved(place.hub, email="x@example.org")
    client, other = client_at(contact), client_at(contact)
    neighbour = client_at(beside)
    asked = said(client.get("/release/stop/"))
    contact.refresh_from_db()
    assert contact.objected_at is None
    assert "Stop writing to you?" in asked

    stopped = said(client.post("/release/stop/"))

    contact.refresh_from_db()
    assert contact.objected_at == FRIDAY_5PM
    assert "<h1>We have stopped writing to you</h1>" in stopped
    for path in (PAGE, "/release/sessions.ics", "/release/stop/"):
        page = said(other.get(path))
        assert "<h1>We have stopped writing to you</h1>" in page
        assert "Ann Vale" not in page
    assert neighbour.get(PAGE).context["contact"] == beside
    assert Link.objects.filter(superseded_at=None).count() == 1
    (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.fields) == ("release_emails_stopped", "objected_at")
    releases.stop_release_emails(contact, at=LATER)
    releases.prove_release_address(make_contact_stopped(place.hub), at=LATER)
    contact.refresh_from_db()
    assert contact.objected_at == FRIDAY_5PM
    assert AuditEntry.objects.count() == 1


def make_contact_stopped(hub) -> ReleaseContact:
    return make_contact(hub, email="no@example.org", objected_at=FRIDAY_5PM)


def test_who_is_not_meant_can_stop_before_proving_anything():
    contact = make_contact(named("Ann").hub)

    page = said(client_at(contact).post("/release/stop/"))

    assert "We have stopped writing to you" in page
    contact.refresh_from_db()
    assert (contact.proved_at, contact.objected_at) == (None, FRIDAY_5PM)


def test_a_merged_record_stands_once_under_the_name_that_stays():
    place = named("Ann")
    kept = make_participant(place.hub, first_name="Anne", last_name="Vale")

    merging.merge_people(
        kept, place.participant, by=make_staff("hub_lead"), at=FRIDAY_5PM
    )

    assert names(proved(place.hub)) == ["Anne Vale"]


def test_a_person_is_shown_the_addresses_that_they_named_at_their_own_hub():
    place = named("Ann", email="Head@school.example")
    own = make_contact(place.hub)
    make_contact(place.hub, email="beside@school.example")
    make_contact(make_hub("There"))
    named("Bo", group=place.work_group, email="beside@school.example")

    (held,) = [each for each in all_held() if each.model.endswith("ReleaseContact")]

    assert list(held.rows(place.participant)) == [own]


@pytest.mark.parametrize("people", [1, 4])
def test_the_page_has_four_statements_for_any_number_of_teachers(
    people, data_statements
):
    for number in range(people):
        group = make_work_group(venue="Rose Hill")
        make_session(group, venue="Hall")
        make_session(group)
        named(f"Ann{number}", group=group)
    client = client_at(proved(group.hub))

    with data_statements(at_most=4):
        page = client.get(PAGE)

    assert said(page).count("Vale</h2>") == people
