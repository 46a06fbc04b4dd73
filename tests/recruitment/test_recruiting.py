"""The list to ring of a local authority, and how each call on it ends."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from recruitment.actions import taking_back
from recruitment.models import RecruitingCall
from recruitment.queries import recruiting
from tests import factories as make
from tests.recruitment.bulk_cases import done
from tests.recruitment.recruiting_cases import Areas, client_of, url
from workgroups.models import AuditEntry, Role, SchoolYear

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def areas() -> Areas:
    return Areas()


def area_of(areas, user=None, authority=None):
    own = recruiting.areas_of(user or areas.partner, today=make.FRIDAY)
    wanted = authority or areas.lewisham
    return next(each for each in own if each.authority == wanted)


def ring_list(areas, user=None, authority=None):
    return recruiting.to_ring(area_of(areas, user, authority), today=make.FRIDAY)


def press(areas, about, answer, *, user=None, hub=None, authority=None, year=2026):
    kind = "school" if about._meta.model_name == "school" else "place"
    return client_of(user or areas.partner).post(
        url("end_call", hub or areas.hub, authority or areas.lewisham),
        {"about": kind, "pk": about.pk, "year": year, "answer": answer},
    )


def kept() -> list[tuple[str, str, int]]:
    rows = RecruitingCall.objects.order_by("pk")
    return [(each.local_authority.name, each.answer, each.start_year) for each in rows]


# --- where somebody recruits


def test_a_partner_recruits_in_their_own_areas_alone(areas):
    found = recruiting.areas_of(areas.partner, today=make.FRIDAY)

    assert [(each.key, each.has_partner, each.is_staff) for each in found] == [
        ("london-south-east-plus/209", True, False)
    ]


def test_an_area_without_a_partner_is_the_hubs_own_and_comes_first(areas):
    found = recruiting.areas_of(areas.lead, today=make.FRIDAY)

    assert [(each.key, each.has_partner, each.is_staff) for each in found] == [
        ("london-south-east-plus/305", False, True),
        ("london-south-east-plus/209", True, True),
    ]


def test_a_partner_whose_role_is_over_leaves_the_area_to_the_hub(areas):
    areas.partner.roles.update(until_on=make.FRIDAY - timedelta(days=1))

    found = recruiting.areas_of(areas.lead, today=make.FRIDAY)

    assert [each.has_partner for each in found] == [False, False]


def test_a_partner_of_the_same_authority_at_another_hub_is_not_the_hubs(areas):
    areas.partner.roles.update(hub=areas.other)

    found = recruiting.areas_of(areas.lead, today=make.FRIDAY)

    assert [each.has_partner for each in found] == [False, False]


def test_an_office_reads_areas_without_a_partner_first(areas):
    Role.objects.filter(user=areas.partner).update(local_authority=areas.bromley)

    found = recruiting.areas_of(areas.lead, today=make.FRIDAY)

    assert [(each.authority.name, each.has_partner) for each in found] == [
        ("Lewisham", False),
        ("Bromley", True),
    ]


def test_areas_of_another_year_are_left_out(areas):
    areas.hub.areas.filter(local_authority=areas.bromley).update(start_year=2025)

    found = recruiting.areas_of(areas.lead, today=make.FRIDAY)

    assert [each.key for each in found] == ["london-south-east-plus/209"]


def test_last_years_areas_hold_until_a_hub_enters_those_of_this_year(areas):
    areas.hub.areas.update(start_year=2025)
    areas.hub.areas.filter(local_authority=areas.bromley).update(start_year=2028)

    found = recruiting.areas_of(areas.lead, today=make.FRIDAY)

    assert [each.key for each in found] == ["london-south-east-plus/209"]


def test_areas_of_next_year_are_recruited_for_beside_those_of_this_year(areas):
    areas.hub.areas.filter(local_authority=areas.bromley).update(start_year=2027)

    found = recruiting.areas_of(areas.lead, today=make.FRIDAY)

    assert [each.key for each in found] == [
        "london-south-east-plus/305",
        "london-south-east-plus/209",
    ]


def test_a_new_hub_recruits_for_its_first_year_before_september(areas):
    found = recruiting.areas_of(areas.lead, today=date(2026, 7, 31))

    assert {each.key for each in found} == {
        "london-south-east-plus/305",
        "london-south-east-plus/209",
    }


# --- schools to ring


def test_schools_that_expect_teachers_are_rung_until_somebody_registers(areas):
    ash, elm = areas.school("Ash School"), areas.school("Elm School", town="Lee")
    areas.expected(ash)
    areas.expected(elm, 3)
    areas.expected(areas.school("None School"), 0)
    areas.expected(areas.school("Far School", areas.bromley))
    areas.expected(areas.school("Theirs"), hub=areas.other)
    areas.expected(areas.school("Old"), start_year=2025)
    make.make_place("waiting", work_group=areas.group(), school=ash)

    (line,) = ring_list(areas).schools

    assert (line.name, line.where, line.year) == (
        "Elm School",
        "Lee · 3 expected",
        "2026/27",
    )


def test_a_registration_at_another_hub_or_year_does_not_count(areas):
    ash = areas.school("Ash School")
    areas.expected(ash)
    theirs = areas.group("Theirs", hub=areas.other)
    make.make_place("confirmed", work_group=theirs, school=ash)
    last_year = areas.group("Last year", start_year=2025)
    make.make_place("confirmed", work_group=last_year, school=ash)

    assert [each.name for each in ring_list(areas).schools] == ["Ash School"]


def test_schools_of_next_year_come_after_those_of_this_year(areas):
    areas.expected(areas.school("Ash School"), start_year=2027)
    areas.expected(areas.school("Elm School"))
    areas.expected(areas.school("Oak School"), start_year=2028)

    lines = ring_list(areas).schools

    assert [(each.name, each.start_year) for each in lines] == [
        ("Elm School", 2026),
        ("Ash School", 2027),
    ]


@pytest.mark.parametrize(
    ("answer", "is_over"),
    [
        ("will_register", False),
        ("call_back", False),
        ("no_ect", True),
        ("cover", True),
        ("other_training", True),
    ],
)
def test_a_call_ends_in_one_press(areas, answer, is_over):
    ash, elm = areas.school("Ash School"), areas.school("Elm School")
    for school in (ash, elm):
        areas.expected(school)

    response = press(areas, ash, answer)

    assert response.url == "/recruiting/?area=london-south-east-plus/209#to-ring"
    lines = ring_list(areas).schools
    assert [(each.name, each.answer, each.is_over) for each in lines] == [
        ("Elm School", "", False),
        ("Ash School", answer, is_over),
    ]
    assert lines[1].called_on == make.FRIDAY
    contacted = SchoolYear.objects.order_by("school__name")
    assert list(contacted.values_list("contacted_on", flat=True)) == [make.FRIDAY, None]
    (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.actor, entry.hub, entry.fields) == (
        "end_call",
        areas.partner,
        areas.hub,
        "answer",
    )


def test_pressing_twice_keeps_one_call_and_another_answer_counts(areas):
    ash = areas.school("Ash School")
    areas.expected(ash)

    for answer in ("call_back", "call_back", "cover"):
        press(areas, ash, answer)

    assert kept() == [("Lewisham", "call_back", 2026), ("Lewisham", "cover", 2026)]
    assert ring_list(areas).schools[0].answer == "cover"


def test_the_same_answer_on_another_day_is_another_call(areas, time_machine):
    ash = areas.school("Ash School")
    areas.expected(ash)
    press(areas, ash, "call_back")
    time_machine.move_to(timezone.now() + timedelta(days=3))

    press(areas, ash, "call_back")

    assert len(kept()) == 2
    assert ring_list(areas).schools[0].called_on == date(2026, 10, 19)


def test_a_call_of_one_year_says_nothing_of_the_next(areas):
    ash = areas.school("Ash School")
    areas.expected(ash)
    areas.expected(ash, start_year=2027)

    press(areas, ash, "cover", year=2027)

    lines = ring_list(areas).schools
    assert [(each.start_year, each.answer) for each in lines] == [
        (2026, ""),
        (2027, "cover"),
    ]


@pytest.mark.parametrize("user", ["partner", "lead"])
def test_what_is_not_on_the_list_cannot_be_answered(areas, user):
    user = getattr(areas, user)
    elsewhere = areas.school("Far School", areas.greenwich)
    areas.expected(elsewhere, hub=areas.other)
    theirs = areas.school("Theirs")
    areas.expected(theirs, hub=areas.other)
    own = areas.school("Ash School")
    areas.expected(own)
    place = areas.second_year("Ashdown", state="confirmed")

    statuses = [
        press(areas, elsewhere, "cover", user=user).status_code,
        press(areas, theirs, "cover", user=user).status_code,
        press(areas, own, "cover", user=user, hub=areas.other).status_code,
        press(areas, own, "cover", user=user, authority=areas.greenwich).status_code,
        press(areas, own, "cover", user=user, year=2027).status_code,
        press(areas, own, "never", user=user).status_code,
        press(areas, place, "cover", user=user).status_code,
    ]

    assert statuses == [404] * 7
    assert kept() == []


def test_a_partner_rings_nobody_of_the_hubs_other_authority(areas):
    far = areas.school("Far School", areas.bromley)
    areas.expected(far)

    own = press(areas, far, "cover").status_code
    path = press(areas, far, "cover", authority=areas.bromley).status_code
    lead = press(areas, far, "cover", user=areas.lead, authority=areas.bromley)

    assert (own, path, lead.status_code) == (404, 404, 302)
    assert kept() == [("Bromley", "cover", 2026)]


# --- offers of a second year


def test_a_partner_reads_unanswered_offers_of_their_own_people(areas):
    areas.second_year("Ashdown", link=areas.link())
    areas.second_year("Birchall")
    areas.second_year("Cole", link=areas.link(areas.bromley))
    areas.second_year("Dale", link=areas.link(), state="confirmed")
    areas.second_year("Elder", link=areas.link(), authority=areas.bromley)
    areas.second_year("Frost", hub=areas.other)

    own, staff = ring_list(areas), ring_list(areas, areas.lead)

    assert [each.name.split()[-1] for each in own.people] == ["Ashdown"]
    assert own.unnamed == 2
    names = [each.name.split()[-1] for each in staff.people]
    assert (names, staff.unnamed) == (["Ashdown", "Birchall", "Cole"], 0)


def test_an_offer_is_not_rung_while_staff_may_take_it_back(areas):
    place = areas.second_year("Ashdown", state="waiting")
    held = done("offer", place, at=make.FRIDAY_5PM)

    before = ring_list(areas, areas.lead).people
    taking_back.release(held.pk, at=make.FRIDAY_5PM, actor=held.actor)
    after = ring_list(areas, areas.lead).people

    assert (len(before), [each.pk for each in after]) == (0, [place.pk])


def test_a_call_about_an_offer_is_of_the_year_of_the_offer(areas):
    place = areas.second_year("Ashdown", link=areas.link())

    assert press(areas, place, "cover", year=2027).status_code == 404
    assert kept() == []


def test_an_offer_of_a_first_year_is_not_rung(areas):
    make.make_place("offered", work_group=areas.group())

    found = ring_list(areas, areas.lead)

    assert (found.people, found.unnamed) == ([], 0)


def test_the_call_to_a_person_ends_in_one_press(areas):
    place = areas.second_year("Ashdown", link=areas.link())

    response = press(areas, place, "call_back")

    assert response.status_code == 302
    (line,) = ring_list(areas).people
    assert (line.answer, line.about, line.pk) == ("call_back", "place", place.pk)
    place.refresh_from_db()
    assert place.state == "offered"


def test_a_partner_answers_for_nobody_who_came_by_no_link_of_theirs(areas):
    place = areas.second_year("Birchall")

    assert press(areas, place, "cover").status_code == 404
    assert press(areas, place, "cover", user=areas.lead).status_code == 302


# --- what schools said


def test_the_last_answers_are_counted_by_authority(areas):
    ash, elm = areas.school("Ash School"), areas.school("Elm School")
    far = areas.school("Far School", areas.bromley)
    for school in (ash, elm, far):
        areas.expected(school)
    press(areas, ash, "call_back")
    press(areas, ash, "cover")
    press(areas, elm, "cover")
    press(areas, far, "no_ect", user=areas.lead, authority=areas.bromley)

    found = recruiting.answers_by_area([areas.hub.pk], start_year=2026)

    assert [(each.authority, each.counts) for each in found] == [
        ("Bromley", (0, 1, 0, 0, 0)),
        ("Lewisham", (0, 0, 2, 0, 0)),
    ]
    assert recruiting.answers_by_area([areas.other.pk], start_year=2026) == []
    assert recruiting.answers_by_area([areas.hub.pk], start_year=2027) == []
