"""Staff import a list on a group's home, previewed first, and let its emails go."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recruitment import delivery
from recruitment.models import Email, Link, Participant, Place, Registration
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_school,
    make_staff,
    make_work_group,
)
from tests.hubsite.importing import (
    ADA,
    EVE,
    HOW,
    confirm,
    let_go,
    preview,
    said,
    text_of,
)
from tests.hubsite.test_group_home import client_of, home_of
from tests.recruitment.list_cases import import_list, listed
from tests.recruitment.list_files import csv_of, row, sheet_of, workbook
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


@pytest.fixture
def group(staff):
    return make_work_group("Greenwich", hub=make_hub())


# --- the preview


def test_a_preview_says_what_it_would_do_and_does_nothing(staff, group):
    school = make_school("Elm School", local_authority=group.local_authority)
    import_list(group, listed(first_name="Zoe", email="zoe@example.org"))
    heading = "First name,Surname,Email,School,Notes"
    lines = (f"{ADA},Elm School,x", f"{EVE},Oak School,", "Zoe,Brook,zoe@example.org,,")

    page = preview(staff, group, content=csv_of(*lines, heading=heading))

    text = text_of(page)
    assert (
        "2 new , 0 changed, 1 unchanged. Schools: 1 found, 1 kept as written." in text
    )
    assert "Ada Brook (ada@example.org); Eve Oak (eve@example.org)." in text
    assert "School school Notes not read" in text
    assert "Not read: “Notes”." in text
    assert "Import this list" in text
    assert school.places.count() == 0
    assert (Participant.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_a_workbook_is_previewed_as_well(staff, group):
    sheet = sheet_of(row(1, "Name", "Email"), row(2, "Ada Brook", "ada@example.org"))

    page = preview(staff, group, content=workbook(sheet), name="list.xlsx")

    assert "1 new" in text_of(page)


def test_every_bad_line_is_listed_and_nothing_can_be_imported(staff, group):
    lines = (ADA, "Bad,Mail,nowhere", ",,eve@example.org")

    text = text_of(preview(staff, group, *lines))

    assert "Line 3, Email: “nowhere”. Write one e-mail address" in text
    assert "Line 4, First name: The first name is missing." in text
    assert "Import this list" not in text


def test_a_problem_that_only_the_database_shows_is_listed_too(staff, group):
    heading = "First name,Surname,Email,URN"

    page = preview(staff, group, content=csv_of(f"{ADA},7", heading=heading))

    assert "Line 2: No school has the number 7." in text_of(page)
    assert "Import this list" not in text_of(page)


def test_of_very_many_problems_a_hundred_are_shown(staff, group):
    lines = [f"A{n},Oak,none" for n in range(103)]

    text = text_of(preview(staff, group, *lines))

    assert "Line 101," in text
    assert "Line 102," not in text
    assert "And 3 more." in text


def test_what_is_in_a_file_is_shown_as_text(staff, group):
    heading = "First name,Surname,Email,<b>Notes</b>"
    evil = "<script>alert(1)</script>"

    page = preview(staff, group, content=csv_of(f"{evil},Oak,{evil},", heading=heading))

    assert evil not in page.content.decode()
    assert "<b>Notes" not in page.content.decode()
    assert html.escape(evil) in page.content.decode()


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ({"file": ""}, "Choose the file."),
        ({"listed_as": "confirmed"}, "Say who vouches for it."),
        ({"listed_as": "completed"}, "Say who vouches for it."),
        (
            {"listed_as": "completed", "emails": "draft", "vouched_by": "Jo"},
            "Nobody is written to about a year that is over.",
        ),
        ({"listed_as": "none"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_asked_for(staff, group, how, wanted):
    file = SimpleUploadedFile("a.csv", csv_of(ADA))
    data = {"press": "preview", **HOW, "file": file, **how}

    page = client_of(staff).post(home_of(group, "import/"), data)

    assert wanted in text_of(page)
    assert page.context["preview"] is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\n\n", "This file is empty."),
        (b"A" * (2 * 1024 * 1024 + 1), "This file is larger than 2 MB."),
        (b"PK\x03\x04", "This workbook is damaged or is not an .xlsx file."),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(staff, group, content, why):
    page = preview(staff, group, content=content)

    assert why in text_of(page)
    assert page.context["preview"] is None


def test_the_number_of_statements_does_not_grow_with_the_lines(staff, group):
    numbers = []
    for many in (1, 30):
        lines = [f"A{n},Oak,a{n}@example.org" for n in range(many)]
        with CaptureQueriesContext(connection) as captured:
            preview(staff, group, *lines)
        numbers.append(len(captured))

    assert numbers[0] == numbers[1] <= 30


# --- the import


def test_exactly_the_people_of_the_preview_are_imported(staff, group):
    page = preview(staff, group)

    done = confirm(staff, group, page)

    assert said(done) == ["2 people added, 0 changed, 0 unchanged."]
    names = Participant.objects.order_by("pk").values_list("first_name", "email")
    assert list(names) == [("Ada", "ada@example.org"), ("Eve", "eve@example.org")]
    row_ = Registration.objects.first()
    assert (row_.source, row_.entered_by, row_.work_group) == ("import", staff, group)
    entries = AuditEntry.objects.filter(action="imported")
    assert {each.actor for each in entries} == {staff}
    assert len(entries) == 2


def test_two_presses_import_once(staff, group):
    page = preview(staff, group)

    confirm(staff, group, page)
    again = confirm(staff, group, page)

    assert said(again) == ["0 people added, 0 changed, 2 unchanged."]
    assert Place.objects.count() == 2


def test_everything_that_was_asked_goes_along(staff):
    group = make_work_group(hub=make_hub(), capacity=1)
    how = {"listed_as": "confirmed", "emails": "draft", "vouched_by": "Jo Lee"}
    content = csv_of(
        f'{ADA},"3, 4"', f"{EVE},", heading="First name,Surname,Email,Year groups"
    )

    full = confirm(staff, group, preview(staff, group, content=content, **how))
    page = preview(staff, group, content=content, beyond_capacity="on", **how)
    done = confirm(staff, group, page)

    assert "this list would go 1 beyond it" in said(full)[0]
    assert said(done) == [
        "2 people added, 0 changed, 0 unchanged. 2 letters wait below."
    ]
    place = Place.objects.order_by("pk")[0]
    assert (place.state, place.year_groups) == ("confirmed", ["3", "4"])
    event = place.events.get()
    assert (event.actor, event.reason) == (
        staff,
        "From the list “lewisham.csv”. Jo Lee vouched for it.",
    )


def test_a_preview_is_good_for_its_group_and_its_account(staff, group):
    page = preview(staff, group)
    other = make_work_group("Bromley", hub=group.hub)
    colleague = make_staff("hub_lead", hub=group.hub)
    signed = page.context["preview"].signed
    client = client_of(staff)
    forged = {"press": "import", "list": signed[:-1] + ("A", "B")[signed[-1] == "A"]}

    answers = [
        confirm(staff, other, page),
        confirm(colleague, group, page),
        client.post(home_of(group, "import/"), forged),
        client.post(home_of(group, "import/"), {"press": "import"}),
    ]

    old = ["This preview is too old. Choose the file again."]
    assert [said(each) for each in answers] == [old] * 4
    assert Place.objects.count() == 0


@pytest.mark.parametrize(("minutes", "places"), [(59, 2), (61, 0)])
def test_a_preview_is_good_for_an_hour(staff, group, minutes, places):
    page = preview(staff, group)

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        confirm(staff, group, page)

    assert Place.objects.count() == places


def test_a_group_that_was_cancelled_meanwhile_takes_nobody(staff, group):
    page = preview(staff, group)
    group.cancelled_on = FRIDAY_5PM.date()
    group.save()

    done = confirm(staff, group, page)

    assert said(done) == ["This group is cancelled, so nobody can be registered in it."]
    assert Place.objects.count() == 0


# --- its emails


def test_emails_wait_with_their_number_and_one_of_each_kind(staff, group):
    people = (listed(2, mentor_email="jo@example.org"), listed(3, "Eve"))
    import_list(group, *people, listed_as="confirmed", emails="draft")

    page = client_of(staff).get(home_of(group, "import/"))

    text = text_of(page)
    assert "2 × a place is secured To Ada Brook:" in text
    assert "1 × a mentor learns of a participant" in text
    assert "Dear Ada," in text
    assert "[link]" in text
    assert "Let these letters go" in text


def test_emails_go_once_somebody_lets_them_go(staff, group):
    import_list(group, listed_as="confirmed", emails="draft")
    email = Email.objects.get()

    first, again = (let_go(staff, group, email.pk) for _ in range(2))

    email.refresh_from_db()
    assert (said(first), said(again)) == (
        ["1 letter will go now."],
        ["0 letters will go now."],
    )
    assert email.state == "queued"
    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"
    entry = AuditEntry.objects.get(action="release_drafts")
    assert (entry.actor, entry.object_id) == (staff, str(group.pk))


def test_only_the_emails_that_were_shown_go(staff, group):
    import_list(group, emails="draft")
    shown = Email.objects.get().pk
    import_list(group, listed(3, "Eve"), emails="draft")

    let_go(staff, group, shown)

    states = Email.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["queued", "draft"]


def test_emails_of_other_groups_and_hubs_stay(staff, group):
    other = make_work_group(hub=group.hub)
    elsewhere = make_work_group(hub=make_hub("Wolds"))
    for each in (group, other, elsewhere):
        import_list(each, emails="draft")

    let_go(staff, group, Email.objects.order_by("-pk")[0].pk)

    states = Email.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["queued", "draft", "draft"]


def test_an_email_that_no_longer_holds_is_cancelled_when_it_goes(staff, group):
    import_list(group, emails="draft")
    Place.objects.update(state="withdrawn")
    email = Email.objects.get()

    let_go(staff, group, email.pk)

    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "cancelled"


def test_links_work_as_long_as_if_the_emails_were_written_now(staff, group):
    person = listed(mentor_email="jo@example.org")
    import_list(
        group,
        person,
        listed_as="confirmed",
        emails="draft",
        at=FRIDAY_5PM - timedelta(days=20),
    )
    before = Link.objects.get().expires_at + timedelta(days=20)

    let_go(staff, group, Email.objects.order_by("-pk")[0].pk)

    later = Link.objects.get().expires_at - before
    assert timedelta() <= later < timedelta(hours=2)


def test_without_emails_nothing_is_said_of_them(staff, group):
    make_place(work_group=group)

    page = client_of(staff).get(home_of(group, "import/"))

    assert "Letters that wait" not in text_of(page)


# --- who may do it


def test_another_hub_finds_no_such_page(staff, group):
    stranger = make_staff("hub_lead", hub=make_hub("Wolds"))
    page = preview(staff, group)
    import_list(group, emails="draft")
    posts = (
        {"press": "import", "list": page.context["preview"].signed},
        {"press": "let_go", "newest": Email.objects.get().pk},
        {},
    )

    answers = [
        client_of(stranger).post(home_of(group, "import/"), each) for each in posts
    ]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert (Place.objects.count(), Email.objects.get().state) == (1, "draft")


@pytest.mark.parametrize("kind", ["work_group_lead", "evaluator", "national"])
def test_other_roles_have_no_such_page(group, kind):
    user = make_staff(kind, hub=None if kind == "national" else group.hub)
    group.leads.add(user)

    assert preview(user, group).status_code in (403, 404)
