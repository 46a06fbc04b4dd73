"""Sessions that clash with another group's, and days to avoid, on the admin's forms."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import shown_on
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.recruitment.test_changed_sessions import post_twice, save_group
from workgroups import rules
from workgroups.models import AuditEntry, DateToAvoid, Session, WorkGroup
from workgroups.rules import Meeting

OLA, SAM, OTHER_OLA = (7, "Ola Price"), (8, "Sam Reed"), (9, "Ola Price")
NOVEMBER = date(2026, 11, 6)


def meeting(number=1, on=NOVEMBER, group="Greenwich", venue=None, leads=(), group_id=2):
    return Meeting(number, on, group, group_id, venue, frozenset(leads))


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        (meeting(), meeting(), []),
        (
            meeting(2, venue=1),
            meeting(3, venue=1),
            [
                "Session 2, Friday 6 November 2026: session 3 of Greenwich is at the "
                "same venue that day."
            ],
        ),
        (meeting(venue=1), meeting(venue=2), []),
        (
            meeting(venue=1),
            meeting(venue=1, on=date(2026, 11, 7)),
            [],
        ),
        (
            meeting(leads=[OLA, SAM]),
            meeting(4, leads=[OLA]),
            [
                "Session 1, Friday 6 November 2026: Ola Price also leads session 4 of "
                "Greenwich that day."
            ],
        ),
        (
            meeting(leads=[OLA, SAM]),
            meeting(4, leads=[SAM, OLA]),
            [
                "Session 1, Friday 6 November 2026: Ola Price and Sam Reed also lead "
                "session 4 of Greenwich that day."
            ],
        ),
        (meeting(leads=[OLA]), meeting(leads=[OTHER_OLA]), []),
        (
            meeting(leads=[OLA]),
            meeting(leads=[OLA], group="Theirs", group_id=None),
            [
                "Session 1, Friday 6 November 2026: Ola Price also leads a session of "
                "another hub that day."
            ],
        ),
    ],
)
def test_clashes_in_words(own, other, said):
    assert [clash.words for clash in rules.clashes([own], [other])] == said


def test_both_a_venue_and_a_lead_are_said_for_each_session_in_its_order():
    own = [meeting(2, venue=1, leads=[OLA]), meeting(1, date(2026, 10, 1), venue=2)]
    others = [
        meeting(3, venue=1, leads=[OLA], group_id=5),
        meeting(4, date(2026, 10, 1), venue=2, group_id=6),
    ]

    found = rules.clashes(own, others)

    assert [clash.group_id for clash in found] == [6, 5, 5]
    assert [clash.words.split(":")[0] for clash in found] == [
        "Session 1, Thursday 1 October 2026",
        "Session 2, Friday 6 November 2026",
        "Session 2, Friday 6 November 2026",
    ]


@pytest.fixture
def office(signed_in):
    with time_machine.travel(FRIDAY_5PM, tick=False):
        yield signed_in(make.make_staff("hub_lead"))


@pytest.fixture
def lead():
    return make.make_staff("work_group_lead", name="Ola Price")


@pytest.fixture
def lewisham(lead):
    """A group with three sessions, two people with a place and one who is offered."""
    group = make.make_work_group("SKTM Lewisham", venue="Rose Hill Primary")
    group.leads.add(lead)
    for _ in range(3):
        make.make_session(group)
    for state in ("confirmed", "confirmed", "offered", "waiting", "withdrawn"):
        make.make_place(state, work_group=group)
    return group


def make_other(title, on, *, hub=None, venue="", leads=()):
    group = make.make_work_group(title, hub=hub, venue=venue)
    group.leads.add(*leads)
    return make.make_session(group, on=on)


def days_of(group):
    return [f"{each.on}" for each in group.sessions.order_by("number")]


MOVED = {2: {"on": "2026-11-05", "focus": "Place value"}}


@pytest.mark.django_db
def test_a_group_at_the_same_venue_is_warned_of_and_nothing_typed_is_lost(
    office, lewisham
):
    other = make_other("Greenwich", date(2026, 11, 5), venue="Rose Hill Primary")
    make.make_place("confirmed", work_group=other.work_group)
    before = AuditEntry.objects.count()

    warned = save_group(office, lewisham, changed=MOVED, title="SKTM, renamed")
    kept = (days_of(lewisham), AuditEntry.objects.count())
    page = warned.content.decode()
    ticked = save_group(
        office, lewisham, changed=MOVED, title="SKTM, renamed", save_anyway="on"
    )

    assert list(warned.context["errors"]) == [
        "Session 2, Thursday 5 November 2026: session 1 of Greenwich is at the same "
        "venue that day.",
        "SKTM Lewisham: 2 people have a place and 1 person is offered one.",
        "Greenwich: 1 person has a place.",
        "Are these dates right? If so, tick “Save these dates all the same”.",
    ]
    assert kept == (["2026-10-16", "2026-11-06", "2026-11-27"], before)
    assert 'value="SKTM, renamed"' in page and 'value="Place value"' in page
    assert 'value="2026-11-05"' in page
    assert page.count('name="save_anyway"') == 1
    assert ticked.status_code == 302
    assert days_of(lewisham) == ["2026-10-16", "2026-11-05", "2026-11-27"]


@pytest.mark.django_db
def test_a_session_of_the_same_lead_is_warned_of(office, lewisham, lead):
    make_other("Greenwich", date(2026, 11, 5), leads=[lead])

    said = save_group(office, lewisham, changed=MOVED).content.decode()

    assert "Ola Price also leads session 1 of Greenwich that day." in said
    assert "Greenwich: nobody has a place yet." in said


@pytest.mark.django_db
def test_a_group_that_takes_a_venue_or_a_lead_is_warned_for_all_its_sessions(
    office, lewisham
):
    sam = make.make_staff("work_group_lead", name="Sam Reed")
    make_other("Greenwich", date(2026, 11, 27), venue="Oak Lane", leads=[sam])

    at_oak_lane = save_group(office, lewisham, venue="Oak Lane").content.decode()
    with_sam = save_group(office, lewisham, leads=[sam.pk]).content.decode()
    neither = save_group(office, lewisham, capacity=20)

    assert "session 1 of Greenwich is at the same venue that day." in at_oak_lane
    assert "Sam Reed also leads session 1 of Greenwich that day." in with_sam
    assert neither.status_code == 302


@pytest.mark.django_db
def test_cancelled_groups_and_other_hubs_do_not_clash_by_venue(office, lewisham):
    gone = make_other("Gone", date(2026, 11, 5), venue="Rose Hill Primary")
    WorkGroup.objects.filter(pk=gone.work_group_id).update(cancelled_on=FRIDAY)
    elsewhere = make.make_hub("Wolds and Dales")
    make_other("Theirs", date(2026, 11, 5), hub=elsewhere, venue="Rose Hill Primary")

    assert save_group(office, lewisham, changed=MOVED).status_code == 302


@pytest.mark.django_db
def test_a_session_of_another_hub_is_not_named(office, lewisham, lead):
    elsewhere = make.make_hub("Wolds and Dales")
    theirs = make_other("Theirs", date(2026, 11, 5), hub=elsewhere, leads=[lead])
    make.make_place("confirmed", work_group=theirs.work_group)

    said = save_group(office, lewisham, changed=MOVED).content.decode()

    assert "Ola Price also leads a session of another hub that day." in said
    assert "Theirs" not in said


@pytest.mark.django_db
def test_the_page_of_a_session_warns_of_clashes(office, lewisham, lead):
    make_other("Greenwich", date(2026, 11, 5), venue="Rose Hill Primary", leads=[lead])
    session = Session.objects.get(work_group=lewisham, number=2)
    url = reverse("admin:workgroups_session_change", args=[session.pk])
    data = {**shown_on(office, url), "on": "2026-11-05"}

    warned = office.post(url, data)
    ticked = post_twice(office, url, {**data, "save_anyway": "on"})

    said = warned.content.decode()
    assert "session 1 of Greenwich is at the same venue that day." in said
    assert "Ola Price also leads session 1 of Greenwich that day." in said
    assert "2 people have a place and 1 person is offered one." in said
    assert (warned.status_code, ticked.status_code) == (200, 302)


def avoid(name, day, *, hub=None, authority=""):
    la = make.make_authority(authority) if authority else None
    hub = hub or make.make_hub()
    DateToAvoid.objects.create(
        hub=hub, name=name, from_on=day, until_on=day, local_authority=la
    )


@pytest.mark.django_db
def test_the_days_to_avoid_of_the_hub_and_of_the_authority_are_warned_of(
    office, lewisham
):
    day = date(2026, 11, 5)
    avoid("Training day", day)
    avoid("Lewisham holiday", day, authority="Lewisham")
    avoid("Bexley holiday", day, authority="Bexley")
    avoid("Their festival", day, hub=make.make_hub("Wolds and Dales"))

    warned = save_group(office, lewisham, changed=MOVED)
    WorkGroup.objects.filter(pk=lewisham.pk).update(local_authority=None)
    lewisham.refresh_from_db()
    whole_hub = save_group(office, lewisham, changed=MOVED)

    start = "Session 2, Thursday 5 November 2026, is on a day to avoid:"
    assert list(warned.context["errors"])[:2] == [
        f"{start} Lewisham holiday.",
        f"{start} Training day.",
    ]
    assert list(whole_hub.context["errors"])[:3] == [
        f"{start} Bexley holiday.",
        f"{start} Lewisham holiday.",
        f"{start} Training day.",
    ]


@pytest.mark.django_db
def test_days_to_avoid_are_edited_under_setting_up(office):
    url = reverse("admin:workgroups_datetoavoid_add")
    days = {"name": "SATs week", "from_on": "2027-05-10", "until_on": "2027-05-09"}

    wrong = office.post(url, days)
    office.post(url, {**days, "until_on": "2027-05-13"})

    assert "The last day is before the first." in wrong.content.decode()
    [row] = DateToAvoid.objects.all()
    assert (row.hub, row.local_authority) == (make.make_hub(), None)
    assert str(row) == "SATs week, 10 May 2027 to 13 May 2027"
    assert AuditEntry.objects.latest("pk").action == "added"
    assert "Dates to avoid" in office.get(reverse("admin:setting_up")).content.decode()
