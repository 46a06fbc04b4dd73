"""That a person was asked for feedback, as it is held about them.

What they answered is not among it: once a form has closed nothing leads back to them.
"""

from recruitment.personal_data import Held, add_held, left_out, shown
from recruitment.queries.held_data import PLUMBING
from recruitment.queries.held_rows import of_person

ENCRYPTED = (
    "Until the form closes your answers are encrypted with a key of the form. Then "
    "they stand among other people’s, and nobody can find them again."
)
ASKED = Held(
    "evaluation.FeedbackRequest",
    "Feedback that you were asked for",
    of_person(
        "place__participant",
        "evaluation.FeedbackRequest",
        "form__question_set",
        "form__work_group__project",
        "form__session__work_group__project",
    ),
    [
        shown("form", "Form"),
        shown("answered", "Answered"),
        shown("answered_in_room", "You said that you answered in the room"),
        *left_out(PLUMBING, "id", "hub", "place", "user", "link"),
    ],
    is_written_about=True,
)
ANSWERS = Held(
    "evaluation.EncryptedAnswers",
    "",
    of_person("request__place__participant", "evaluation.EncryptedAnswers"),
    left_out(ENCRYPTED, "id", "form", "request", "ciphertext"),
    because=ENCRYPTED,
)


def add_held_data() -> None:
    add_held((ASKED, ANSWERS))
