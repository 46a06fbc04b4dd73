"""A visitor finds a group, registers step by step, confirms and sees the place."""

from recruitment.models import Place
from tests.browser import arranging
from tests.browser.arranging import link_about
from tests.browser.person import Visitor
from workgroups.choices import Audience


def find_group(person: Visitor, title: str) -> None:
    person.open("/")
    person.follow("Find a work group")
    if person.is_phone:
        person.unfold("Filters")
    person.write("Words or postcode", title)
    person.pick("Phase", "primary")
    person.pick("Where", "Lewisham")
    person.pick("Who for", "early career")
    person.press("Show")
    person.follow(f"Lewisham, {title}")


def test_an_early_career_teacher_registers_and_confirms(visitor, mode):
    group = arranging.make_group(f"Fractions ({mode.name})")
    person, email = visitor, f"zoe.{mode.name}@example.org"

    find_group(person, group.title)
    person.reads("Who it is for", "Dates", "The pathway over both years")
    person.follow("Register your interest")
    person.press("Continue")
    person.mend("First name", "Write your first name.")
    person.write("First name", "Zoë")
    person.write("Last name", "Oak")
    person.write("E-mail address", "zoe")
    person.press("Continue")
    person.mend("E-mail address", "Write one e-mail address")
    assert person.page.get_by_label("First name").input_value() == "Zoë"
    person.write("E-mail address", email)
    person.press("Continue")

    person.write("Find your school", "xyzzy")
    person.go()
    person.reads("We found no school by that")
    school = arranging.some_school()
    person.write("Find your school", school.name)
    person.go()
    person.choose(school.name)
    person.press("Continue")

    person.tick("Year 3")
    person.tick("something else")
    if mode.scripts:
        person.write("Which other scheme?", "Inch by Inch")
        person.press("Continue")
    else:
        person.press("Continue")
        person.write("Which other scheme?", "Inch by Inch")
        person.press("Continue")
    person.write("Your mentor's name", "Jo Fern")
    person.press("Continue")
    person.mend("Your mentor's e-mail", "Write your mentor's e-mail address")
    person.write("Your mentor's e-mail", f"jo.{mode.name}@example.org")
    person.press("Continue")

    person.choose("Yes, for both years")
    person.press("Continue")
    person.reads("Zoë", school.name, "How we use what you tell us")
    person.follow("Change first name")
    person.write("First name", "Zoe")
    person.press("Continue")
    person.press("Register my interest")
    person.reads("We have your expression of interest", email)
    person.follow("Answer a few more questions")
    person.choose("first year", group="Which year of ECT")
    person.press("Save")
    person.reads("We have your expression of interest")

    place = Place.objects.get(participant__email=email)
    person.open(link_about(place, "confirm"))
    person.press("Confirm")
    person.mend("I can attend these dates", "Tick the box")
    person.tick("I can attend these dates")
    person.press("Confirm")
    assert person.path == "/my/"
    person.reads("Your place is secured.", "Pencilled in for next year", "Jo Fern")
    person.open(link_about(place, "confirm"))
    person.reads("Your place is secured")


def test_a_lead_of_teacher_training_registers_without_a_mentor(visitor, mode):
    group = arranging.make_group(
        f"Partnerships ({mode.name})",
        programme={"audience": Audience.ITT},
        project={"themes": "Number sense\nRepresentation"},
    )
    person, email = visitor, f"itt.{mode.name}@example.org"

    person.open(group.get_absolute_url())
    person.follow("Register your interest")
    person.write("First name", "Ines")
    person.write("Last name", "Ash")
    person.write("E-mail address", email)
    person.press("Continue")
    person.press("Continue")
    person.mend("Your institution", "Choose your institution")
    person.pick("Your institution", "My institution is not listed")
    person.choose("Yes", group="Are you directly involved")
    if not mode.scripts:
        person.press("Continue")
    person.write("What is the name of your institution", "Example University")
    person.press("Continue")
    person.choose("For the first year only")
    person.press("Continue")
    if not mode.scripts:  # the reason has a page of its own
        person.press("Continue")
    person.reads("Example University")
    person.press("Register my interest")

    person.reads("We have your expression of interest")
    assert Place.objects.filter(participant__email=email).exists()


def test_a_draft_can_be_resumed(visitor, mode):
    group = arranging.make_group(f"Left halfway ({mode.name})")
    person = visitor

    person.open(f"/work-groups/{group.slug}/register/")
    person.write("First name", "Noor")
    person.write("Last name", "Reed")
    person.write("E-mail address", "noor@example.org")
    person.press("Continue")
    person.open("/")
    person.open(f"/work-groups/{group.slug}/register/")

    person.reads("You have been here before")
    assert person.page.get_by_label("First name").input_value() == "Noor"
