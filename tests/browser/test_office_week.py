"""The week of a hub's office with 60 groups and 1,500 people, by keyboard."""

import pytest
from django.utils import timezone

from recruitment.models import Email, Place
from tests.browser.conftest import DESKTOP_SCRIPTS, PHONE_PLAIN
from tests.browser.office import Office, build_office
from tests.factories import make_participant, make_place, make_staff
from tests.servers import wait_until
from workgroups.actions import saved_lists
from workgroups.models import ListExport, SavedList

HOME = "/admin/"
BOTH = pytest.mark.parametrize(
    "mode", [PHONE_PLAIN, DESKTOP_SCRIPTS], ids=lambda mode: mode.name
)


@pytest.fixture(scope="module")
def office(site) -> Office:
    return build_office()


@pytest.fixture
def person(new_visitor, mode, office):
    return new_visitor(mode, as_user=office.lead)


class Presses:
    """Opens the start page and counts the presses from there."""

    def __init__(self, person) -> None:
        self.person, self.number = person, 0
        person.open(HOME)

    def follow(self, name: str) -> "Presses":
        """Press Enter on the link of exactly this name."""
        self.person.tab_to(
            lambda stop: stop["tag"] == "a" and stop["name"] == name, name
        )
        self.person.go()
        self.number += 1
        return self

    def unfold(self, name: str) -> "Presses":
        self.person.unfold(name)
        self.number += 1
        return self

    @property
    def total(self) -> int:
        found = self.person.page.locator("[data-total]").get_attribute("data-total")
        return int(found)


@BOTH
@pytest.mark.parametrize(
    ("links", "total", "words"),
    [
        (["40"], 40, "Asked to confirm, not answered yet, "),
        (["3 groups have fewer people than hoped for"], 3, "Camden Year 1 4"),
        (["4 sessions were held and have no register"], 4, "Barnet"),
        (["6 letters came back or could not be sent"], 6, "came back"),
        (["330"], 330, "Secured, without a mentor, "),
        (["1100", "Barnet 173"], 173, "Came to session 3, "),
        (["20"], 20, "Chose another group 20"),
    ],
    ids=[
        "not confirmed",
        "under target",
        "registers owed",
        "bounced",
        "no mentor",
        "session 3 in one local authority",
        "not back and why",
    ],
)
def test_a_question_of_monday_takes_two_presses_at_most(person, links, total, words):
    presses = Presses(person)

    for link in links:
        presses.follow(link)

    assert presses.number <= 2
    assert presses.total == total
    person.reads(words)


@BOTH
def test_who_waits_for_which_group_and_why_takes_two_presses(person, office):
    presses = Presses(person)

    presses.unfold("Office Year 1").follow(office.full_group.title)

    assert presses.number == 2
    person.reads("Waiting list", "Position", "Why there", "5 Eve Rowe", "registered on")


@BOTH
def test_somebody_who_rings_has_another_school_and_mentor(person, office, mode):
    number = 480 if mode.scripts else 481
    place = Place.objects.get(participant__email=f"office{number}@example.org")
    who = place.participant.full_name

    person.open(HOME)
    person.write("Find a person", place.participant.last_name)
    person.go()
    person.follow(who)
    person.follow("Change the school")
    person.write("Find the school", "Tamarisk Green Junior")
    person.go()
    person.choose("Tamarisk Green Junior School")
    person.press("Keep the school")
    person.reads("Tamarisk Green Junior School is kept for 1 place.")
    person.open(f"/admin/recruitment/participant/{place.participant_id}/")
    person.follow("Change the mentors")
    person.write("Name", "Mia Cole")
    person.write("E-mail address", f"mia{number}@example.org")
    person.pick("In place of", "Mentor ")
    person.press("Keep the mentor")
    person.reads("Mia Cole is a mentor since")

    place.refresh_from_db()
    assert place.school.name == "Tamarisk Green Junior School"
    mentors = place.participant.mentorships.filter(until_on=None)
    assert [each.mentor.name for each in mentors] == ["Mia Cole"]


@BOTH
def test_a_mistaken_withdrawal_is_taken_back_before_a_letter_goes(person, office, mode):
    group = office.groups[30 if mode.scripts else 31]
    people = Place.objects.filter(work_group=group)
    before = set(people.values_list("pk", "state"))

    person.open(
        f"/admin/recruitment/place/?task=secured&hub={office.hub.pk}"
        f"&of={group.start_year}&group={group.pk}"
    )
    person.pick("Action", "Withdraw")
    person.tick("All that this list holds")
    person.press("Go")
    person.reads("will be changed 25")
    person.choose("Moved school", group="Why?")
    person.press("Withdraw: 25 people")
    person.reads("25 letters go at", "it can be taken back")
    assert set(people.values_list("state", flat=True)) == {"withdrawn"}
    person.press("Take it all back")
    wait_until(
        lambda: set(people.values_list("pk", "state")) == before,
        seconds=30,
        what="the places as they were",
    )

    ids = [pk for pk, _ in before]
    letters = Email.objects.filter(about_type="recruitment.place", about_id__in=ids)
    assert letters.filter(sent_at__isnull=False, kind="place_withdrawn").count() == 0


@BOTH
def test_a_session_is_called_off_and_the_numbers_to_ring_are_there(
    person, office, mode
):
    group = office.groups[40 if mode.scripts else 41]
    session = group.sessions.get(number=4)

    person.open(f"/admin/workgroups/workgroup/{group.pk}/")
    person.follow("Call off")
    person.write("Why", "The school has no heating.")
    person.press("Call it off")

    session.refresh_from_db()
    assert session.called_off_at is not None
    person.reads("020 7946")


@BOTH
def test_next_years_twelve_groups_are_made_in_one_page(person, office, mode):
    twelve = office.groups[48:] if mode.scripts else office.groups[:12]
    year = twelve[0].start_year
    chosen = "".join(f"&group={each.pk}" for each in twelve)

    person.open(
        f"/admin/workgroups/workgroup/next-year/?hub={office.hub.pk}&of={year}{chosen}"
    )
    person.press("Make the ticked groups")

    person.reads("12 groups of", "with dates to be confirmed")
    made = office.hub.work_groups.filter(made_from__in=twelve)
    assert {each.start_year for each in made} == {year + 1}
    assert sum(each.sessions.count() for each in made) == 48


def is_made(pk: int) -> bool:
    return ListExport.objects.filter(pk=pk, state="done").exists()


@BOTH
def test_a_return_is_saved_once_and_goes_to_a_colleague_each_month(
    person, new_visitor, office, mode
):
    name = f"Secured places by {mode.name}"
    ben = make_staff("hub_administrator", hub=office.hub, name=f"Ben of {mode.name}")

    Presses(person).follow("1455")  # secured places
    person.follow("Save this list")
    person.write("Name", name)
    person.tick(ben.name)
    person.unfold("Group, state and attendance")
    person.write("Number of Sessions attended", "2")
    person.write("Number of Work group", "1")
    person.write("Heading of Work group", "Which group")
    person.press("Save")
    person.reads(f"“{name}” is saved.", "Which group", ben.name)
    row = SavedList.objects.get(name=name)
    assert row.next_sent_on > timezone.localdate()
    SavedList.objects.filter(pk=row.pk).update(next_sent_on=timezone.localdate())
    (file,) = saved_lists.send_saved_list(row.pk, at=timezone.now())
    wait_until(lambda: is_made(file.pk), seconds=60, what="the file")
    colleague = new_visitor(mode, as_user=ben)
    colleague.open(f"/admin/exports/{file.public_id}/")
    colleague.reads("The file is ready", "1455 rows")

    letters = Email.objects.filter(kind="monthly_list", recipient_id=ben.pk)
    assert letters.count() == 1


@BOTH
def test_two_records_of_one_person_become_one_and_are_parted_again(
    person, office, mode
):
    number = 482 if mode.scripts else 483
    place = Place.objects.get(participant__email=f"office{number}@example.org")
    kept, other_group = place.participant, office.groups[20]
    twin = make_participant(
        office.hub,
        first_name=kept.first_name,
        last_name=kept.last_name,
        email=f"twin{number}@example.org",
    )
    second = make_place("interested", participant=twin, work_group=other_group)

    person.open(f"/admin/recruitment/participant/{kept.pk}/")
    person.follow("Edit")
    person.follow("Two records?")
    person.reads("Perhaps the same person", twin.email, "the same name")
    person.follow(twin.full_name)
    person.reads(
        f"Make one record of {kept.full_name} and {twin.full_name}",
        "takes over from the other one: 1 place, 1 registration",
        f"The letter to {twin.email}",
        "Both addresses are told, ten minutes later.",
    )
    person.choose(twin.email, group="E-mail")
    person.press("Make them one record")
    person.reads("The two records are one now. The letters go at")

    kept.refresh_from_db()
    assert kept.email == f"twin{number}@example.org"
    assert owners_of(place, second) == [kept.pk, kept.pk]
    person.press("Undo: they are two people")
    person.reads("They are two records again.")
    kept.refresh_from_db()
    assert kept.email == f"office{number}@example.org"
    assert owners_of(place, second) == [kept.pk, twin.pk]
    told = Email.objects.filter(kind="records_merged", sent_at__isnull=False)
    assert not told.filter(recipient_id__in=[kept.pk, twin.pk]).exists()


def owners_of(*places: Place) -> list[int]:
    found = dict(Place.objects.values_list("pk", "participant"))
    return [found[place.pk] for place in places]
