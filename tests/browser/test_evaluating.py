"""An evaluator codes comments, arranges themes and requests the report."""

import time

from evaluation.models import Coding, Theme
from tests.browser import arranging


def evaluator_at(new_visitor, mode, title):
    """A visitor who is signed in as evaluator, on the page of an evaluation."""
    user = arranging.make_staff("evaluator")
    evaluation = arranging.make_evaluation(f"{title} ({mode.name})")
    person = new_visitor(mode, as_user=user)
    person.open("/evaluations/")
    person.follow(str(evaluation))
    return person, evaluation


def test_an_evaluator_records_a_visit_and_codes(new_visitor, mode):
    person, evaluation = evaluator_at(new_visitor, mode, "Coded")

    person.follow("Add a visit")
    person.press("Go on to the notes")
    person.mend("Which meeting", "Choose a session")
    person.tab_to(lambda stop: stop["tag"] == "select", "the session")
    person.page.keyboard.press("ArrowDown")
    person.press("Go on to the notes")
    person.press("The whole room")
    person.mend("What was said or seen?", "Type the note first")
    person.write("What was said or seen?", "They want more time to talk.")
    person.press("The whole room")
    person.reads("Saved", "They want more time to talk.")

    person.follow(str(evaluation))
    person.follow("Read and code")
    person.write("Or a new theme", "Time to talk")
    person.tick("A strong quote")
    person.press("Save, and the next")
    person.tick("Time to talk")
    person.press("Save, and the next")
    assert Coding.objects.filter(evidence__evaluation=evaluation).count() == 2

    person.follow("Comments")
    person.follow("Questions")
    person.follow("Add a question")
    person.press("Save")
    assert person.page.title().startswith("Error: ")


def test_an_evaluator_arranges_themes(new_visitor, mode):
    person, evaluation = evaluator_at(new_visitor, mode, "Arranged")

    person.follow("Themes")
    person.press("Suggest themes")
    suggested = Theme.objects.filter(evaluation=evaluation, state="suggested")
    assert suggested.exists()
    person.write("Name", "Kept as a theme")
    person.to("Keep", "button")
    person.go()
    assert Theme.objects.filter(evaluation=evaluation, state="kept").count() == 1
    person.follow("Finding and name")
    person.write("The finding", "Teachers ask for time to talk.")
    person.press("Save the theme")
    person.open(f"/evaluations/{evaluation.pk}/implications/add/")
    person.press("Save the implication")
    person.mend("What could be done", "Please fill this in")


def test_an_evaluator_requests_the_report(new_visitor, mode):
    person, evaluation = evaluator_at(new_visitor, mode, "Reported")

    person.follow("Make the report")
    person.press("Freeze it and make the report")
    person.reads("Report:")
    ends = time.monotonic() + 60
    while "a tagged PDF" not in person.page.inner_text("body"):
        assert time.monotonic() < ends, person.page.inner_text("main")
        person.page.wait_for_timeout(500)
    person.page.wait_for_load_state("load")
    person.look()

    with person.page.expect_download() as download:
        person.to("", "a")
        person.tab_to(lambda stop: stop["name"].endswith(".pdf"), "the PDF")
        person.page.keyboard.press("Enter")
    assert download.value.path().read_bytes().startswith(b"%PDF")
