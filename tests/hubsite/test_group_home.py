"""A work group's home in the admin."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.actions import feedback
from recruitment.models import Email
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_form,
    make_hub,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LATER = FRIDAY_5PM + timedelta(days=3)


def client_of(user) -> Client:
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(user, backend=backend)
    return client


def home_of(group, tab="") -> str:
    return f"/admin/workgroups/workgroup/{group.pk}/{tab}"


def make_waiting(group, name, **fields):
    person = make_participant(group.hub, first_name=name, last_name="Shah")
    values = {"state": "waiting", "registered_at": FRIDAY_5PM, **fields}
    return make_place(work_group=group, participant=person, **values)


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub())


def test_the_waiting_list_stands_in_its_order_with_the_reason(staff):
    group = make_work_group("Greenwich", hub=make_hub(), capacity=1)
    make_waiting(group, "Secured", state="confirmed")
    make_waiting(group, "Later", registered_at=FRIDAY_5PM - timedelta(days=1))
    make_waiting(group, "Early", registered_at=FRIDAY_5PM - timedelta(days=9))
    make_waiting(group, "Put up", priority=2)
    make_waiting(make_work_group("Bexley", hub=make_hub()), "Elsewhere")

    home = client_of(staff).get(home_of(group)).context["group"]

    said = [(w.position, str(w.place.participant), w.why) for w in home.waiting]
    assert said == [
        (1, "Put up Shah", "put up by the hub, registered on 16 October 2026"),
        (2, "Early Shah", "registered on 7 October 2026"),
        (3, "Later Shah", "registered on 15 October 2026"),
    ]
    assert home.why_they_wait == "No seat is free: 1 of 1 are in use."
    assert dict(home.figures)["seats in use"] == "1 of 1"


def test_people_stand_by_state_and_those_who_left_apart(staff):
    group = make_work_group(hub=make_hub())
    make_waiting(group, "Priya", state="confirmed")
    make_waiting(group, "Ola", state="offered", offer_ends_at=LATER)
    make_waiting(group, "Gone", state="withdrawn")

    home = client_of(staff).get(home_of(group)).context["group"]

    def named(lists):
        return [(p.state, [str(x.participant) for x in p.places]) for p in lists]

    assert named(home.going_on) == [
        ("secured", ["Priya Shah"]),
        ("asked to confirm", ["Ola Shah"]),
    ]
    assert named(home.ended) == [("withdrawn", ["Gone Shah"])]


def test_the_home_says_for_whom_nobody_has_agreed_the_release(staff):
    group = make_work_group(hub=make_hub())
    make_waiting(group, "Priya", state="confirmed", release_agreed="not_yet")
    make_waiting(group, "Ola", state="confirmed", release_agreed="yes")
    make_waiting(group, "Noor", release_agreed="not_yet")
    make_waiting(group, "Gone", state="withdrawn", release_agreed="not_yet")

    page = client_of(staff).get(home_of(group))

    figures = dict(page.context["group"].figures)
    assert figures["nobody has agreed the release yet"] == "2"
    said = one_line(page.content.decode())
    marked = "<strong>nobody has agreed the release yet</strong>"
    assert said.count(marked) == 2
    for name, is_marked in (("Priya", 1), ("Ola", 0), ("Noor", 1), ("Gone", 0)):
        row = said.partition(f"{name} Shah</a>")[2].partition("Shah</a>")[0]
        assert (marked in row.partition("</td> <td")[0].partition("</li>")[0]) == (
            is_marked
        ), name


def test_sessions_lead_to_their_registers(staff):
    group = make_work_group(hub=make_hub())
    held = make_session(group, number=1, on=FRIDAY - timedelta(days=7))
    owed = make_session(group, number=2, on=FRIDAY - timedelta(days=1))
    came = make_waiting(group, "Priya", state="confirmed")
    mark_present(came, held)

    page = client_of(staff).get(home_of(group))

    lines = page.context["group"].sessions
    found = [(x.row.present, x.row.marked, x.row.needs_register) for x in lines]
    assert found == [(1, 1, False), (0, 0, True)]
    assert [(line.expected, line.feedback) for line in lines] == [(1, "not asked")] * 2
    assert reverse("recruitment:record_attendance", args=[owed.pk]) in (
        page.content.decode()
    )


def test_emails_of_the_group_are_listed_and_no_other_groups(staff):
    groups = [make_work_group(hub=make_hub()) for _ in range(2)]
    for number, group in enumerate(groups):
        place = make_waiting(group, f"Person {number}")
        Email.objects.create(
            hub=group.hub,
            kind="waiting_list",
            about_type="recruitment.place",
            about_id=place.pk,
            recipient_type="recruitment.participant",
            recipient_id=place.participant_id,
            message_id=f"m{number}",
            written_at=FRIDAY_5PM,
        )

    page = client_of(staff).get(home_of(groups[0], "emails/"))

    assert [line.to for line in page.context["emails"]] == ["Person 0 Shah"]


@pytest.mark.parametrize("tab", ["", "emails/"])
def test_the_home_of_another_hubs_group_is_not_found(staff, tab):
    mine = make_work_group(hub=make_hub())
    theirs = make_work_group(hub=make_hub("Another Hub"))

    client = client_of(staff)

    assert client.get(home_of(mine, tab)).status_code == 200
    assert client.get(home_of(theirs, tab)).status_code == 404


def test_the_national_team_has_no_home_of_a_group():
    group = make_work_group(hub=make_hub())
    client = client_of(make_staff("national"))

    assert client.get(home_of(group)).status_code == 404
    page = client.get("/admin/workgroups/workgroup/").content.decode()
    assert f"{home_of(group)}change/" in page


def test_a_list_leads_to_the_home_and_the_form_is_its_tab(staff):
    group = make_work_group(hub=make_hub())
    client = client_of(staff)

    listed = client.get("/admin/workgroups/workgroup/").content.decode()
    form = client.get(f"{home_of(group)}change/")

    assert f'href="{home_of(group)}"' in listed
    assert [(tab.words, tab.is_here) for tab in form.context["tabs"]] == [
        ("Overview", False),
        ("Letters", False),
        ("Plan", False),
        ("Edit", True),
        ("History", False),
    ]


def test_the_buttons_offer_a_free_seat(staff):
    group = make_work_group(hub=make_hub(), capacity=1)
    place = make_waiting(group, "Priya")
    client = client_of(staff)
    (offer, *_, cancel, _) = client.get(home_of(group)).context["acts"]

    ticked = {"_selected_action": offer.row_id, "index": 0}
    client.post(offer.url, {"action": offer.action, **ticked})

    place.refresh_from_db()
    assert place.state == "offered"
    assert cancel.words == "Cancel this group…"


def test_buttons_lead_to_the_list_to_print_and_to_the_places_to_export(staff):
    group, other = (make_work_group(hub=make_hub()) for _ in range(2))
    cancelled = make_work_group(hub=make_hub(), cancelled_on=FRIDAY)
    make_waiting(group, "Priya")
    make_waiting(other, "Ola")
    client = client_of(staff)

    acts = client.get(home_of(group)).context["acts"]
    left = client.get(home_of(cancelled)).context["acts"]

    pages = [
        "Print the list of people",
        "Attendance over the year",
        "Who completes the year…",
        "List and export its people",
        "Import a list",
    ]
    before = ["Offer free seats to those who wait", "Message…"]
    before += ["Register somebody…", "Next year’s group…"]
    looks = ["main", "", "", "", *["link"] * 5, "grave", "grave"]
    after = ["Cancel this group…", "Delete or retire…"]
    assert [act.words for act in acts] == [*before, *pages, *after]
    assert [act.look for act in acts] == looks
    assert [act.words for act in left] == [*pages, after[1]]
    assert acts[4].url == f"/lead/groups/{group.slug}/"
    listed = client.get(acts[7].url).context["cl"].result_list
    assert [str(place.participant) for place in listed] == ["Priya Shah"]


def test_seats_are_offered_from_the_home_only_while_one_is_free_for_somebody(staff):
    nobody_waits = make_work_group("Nobody waits", hub=make_hub(), capacity=2)
    full = make_work_group("Full", hub=make_hub(), capacity=1)
    make_waiting(full, "Priya", state="confirmed")
    make_waiting(full, "Ola")
    free = make_work_group("Free", hub=make_hub(), capacity=2)
    make_waiting(free, "Rosa")
    client = client_of(staff)

    said = {
        group.title: "Offer free seats" in client.get(home_of(group)).content.decode()
        for group in (nobody_waits, full, free)
    }

    assert said == {"Nobody waits": False, "Full": False, "Free": True}


def test_what_ends_a_group_is_folded_away_below_the_other_acts(staff):
    group = make_work_group(hub=make_hub())

    text = client_of(staff).get(home_of(group)).content.decode()

    fold = text[text.index('<details class="acts__more">') :]
    fold = fold[: fold.index("</details>")]
    assert "Cancel this group…" in fold and "Delete or retire…" in fold
    assert "Message…" not in fold


@pytest.mark.parametrize("tab", ["", "emails/"])
def test_a_home_takes_as_many_statements_at_2_hubs_as_at_20(staff, tab):
    group = fill("Greenwich", make_hub(), people=2, sessions=2)
    client = client_of(staff)
    with CaptureQueriesContext(connection) as few:
        client.get(home_of(group, tab))

    for number in range(20):
        fill(f"Other {number}", make_hub(f"Hub {number}"), people=1, sessions=1)
    more = fill("Bexley", make_hub(), people=20, sessions=6)
    with CaptureQueriesContext(connection) as many:
        client.get(home_of(more, tab))

    assert len(few) == len(many) <= 15


def fill(title, hub, *, people, sessions):
    group = make_work_group(title, hub=hub, capacity=1)
    for number in range(people):
        make_waiting(group, f"Waits {number}")
        place = make_waiting(group, f"Came {number}", state="confirmed")
    for number in range(1, sessions + 1):
        session = make_session(group, number=number, on=FRIDAY)
        mark_present(place, session)
    return group


def test_staff_who_lead_nothing_go_from_the_leads_page_to_the_groups(staff):
    answer = client_of(staff).get("/lead/")

    assert answer.status_code == 302
    assert answer["Location"] == "/admin/workgroups/workgroup/"


def test_a_leads_page_tells_staff_whose_workspace_it_is(staff):
    lead = make_staff("work_group_lead", hub=make_hub(), name="Robin Marsh")
    group = make_work_group(hub=make_hub())
    group.leads.add(lead)
    url = f"/lead/groups/{group.slug}/"

    assert client_of(staff).get(url).context["leads_of_group"] == "Robin Marsh"
    assert client_of(lead).get(url).context["leads_of_group"] == ""


def test_emails_about_feedback_stand_with_those_about_places(staff):
    group, other = (make_work_group(hub=make_hub()) for _ in range(2))
    session = make_session(group, on=FRIDAY, starts=time(13), ends=time(15))
    for each in (group, other):
        place = make_place(work_group=each)
        held = session if each == group else make_session(each, on=FRIDAY)
        mark_present(place, held)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    feedback.ask_those_present(other.sessions.get(), at=FRIDAY_5PM)

    page = client_of(staff).get(home_of(group, "emails/"))

    about = [line.email.about_type for line in page.context["emails"]]
    assert about == ["evaluation.feedbackrequest"]


def test_a_session_shows_its_newest_form_and_those_of_the_year_stand_apart(staff):
    group = make_work_group(hub=make_hub())
    session = make_session(group, on=FRIDAY - timedelta(days=9))
    last_week = FRIDAY_5PM - timedelta(days=2)
    make_form(group, session=session, closes_at=last_week)
    newest = make_form(group, "final", session=session)
    of_the_year = make_form(group, "baseline")

    home = client_of(staff).get(home_of(group)).context["group"]

    assert [line.form.form for line in home.sessions] == [newest]
    assert [row.form for row in home.other_forms] == [of_the_year]


def test_a_cancelled_group_does_not_ask_for_dates(staff):
    group = make_work_group(hub=make_hub(), cancelled_on=FRIDAY)
    make_session(group, on=FRIDAY)

    page = client_of(staff).get(home_of(group)).content.decode()

    assert "The group is cancelled, so its sessions are not held." in page
    assert "No sessions yet" not in page
