"""People without an account: their places, their mentor's page, their feedback."""

from recruitment.models import Place
from tests.browser import arranging
from tests.browser.arranging import link_about


def test_a_participant_signs_in_by_a_link_and_withdraws(visitor, mode):
    group = arranging.make_group(f"Place value ({mode.name})")
    place = arranging.make_place(group)
    email, person = place.participant.email, visitor

    person.open("/")
    person.follow("Sign in")
    person.press("Send me a link")
    person.mend("E-mail address", "Write your e-mail address.")
    person.write("E-mail address", email)
    person.press("Send me a link")
    person.reads("Look for our letter")
    person.open(link_about(place.participant, "sign_in"))
    person.press("Open my places")
    person.reads("My places", group.title, "Secured", "Your pathway")
    person.follow(f"Give up my place in {group.title}")
    person.choose("No cover in school", group="What got in the way?")
    person.write("Anything you would like to add?", "Too much at once.")
    person.press("Give up my place")

    person.reads("Thank you for telling us.")
    assert Place.objects.get(pk=place.pk).state == "withdrawn"
    person.press("Sign out")
    assert person.path == "/"
    person.open("/my/")
    assert person.path == "/sign-in/"


def test_a_place_is_declined_from_the_email(visitor, mode):
    group = arranging.make_group(f"Declined ({mode.name})")
    place = arranging.make_place(group, "offered")

    visitor.open(arranging.make_link(place, "confirm"))
    visitor.follow("I do not want this place")
    visitor.press("No, thank you")

    visitor.reads("Thank you for telling us.")
    assert Place.objects.get(pk=place.pk).state == "declined"


def test_a_mentor_reads_the_page_and_objects_to_emails(visitor, mode):
    group = arranging.make_group(f"Mentored ({mode.name})")
    place = arranging.make_place(group)
    mentor = arranging.make_mentor_of(place)

    visitor.open(arranging.make_link(mentor, "mentor"))
    visitor.reads("Dear Jo Fern", place.participant.full_name, group.title)
    visitor.follow("This is not me, or stop writing to me")
    visitor.press("Stop writing to me")

    visitor.reads("We have stopped writing to you")
    mentor.refresh_from_db()
    assert mentor.objected_at


def test_feedback_is_given_once(visitor, mode):
    group = arranging.make_group(
        f"Answering ({mode.name})", first_session=arranging.today()
    )
    path = arranging.ask_for_feedback(arranging.make_place(group))

    visitor.open(path)
    visitor.choose("4")
    visitor.tab_to(lambda stop: stop["tag"] == "textarea", "a box for words")
    visitor.page.keyboard.type("More time to talk, please.")
    visitor.tick("My words may be quoted")
    visitor.press("Send my answers")
    visitor.reads("Thank you", "nothing that we keep says which are yours")
    visitor.open(path)

    visitor.reads("Your answers have been sent")


def test_broken_links_explain_themselves(visitor, mode):
    group = arranging.make_group(f"Run out ({mode.name})")
    place = arranging.make_place(group, "offered")

    visitor.open("/no-such-page/", status=404)
    visitor.reads("We cannot find that page")
    visitor.open("/confirm/not-one-of-ours/", status=404)
    visitor.reads("This link does not work")
    visitor.open("/feedback/not-one-of-ours/", status=404)
    visitor.open("/sign-in/not-one-of-ours/")
    visitor.open("/privacy/")
    visitor.open("/accessibility/")
    visitor.open("/schools/?q=primary")
    visitor.open(arranging.make_link(place, "confirm", days=-1))
    visitor.reads("This link has run out")
    visitor.press("Send me a new letter")

    assert visitor.path == "/sign-in/"
    visitor.open(link_about(place, "confirm"))
    visitor.reads("Confirm your place")


def test_the_first_tab_stop_skips_to_the_content(visitor):
    visitor.open("/work-groups/")

    visitor.to("Skip to main content", "a")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")

    assert visitor.stop()["name"] == "Words or postcode"
    assert visitor.shift_tab()["name"] != "Words or postcode"
