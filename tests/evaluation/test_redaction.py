"""Names go, words stay."""

import pytest

from evaluation import redaction
from evaluation.redaction import KnownPerson, known_names, redact

REGISTER = known_names(
    [
        KnownPerson("Ada Brook"),
        KnownPerson("Zoë O'Hara-Lind"),
        KnownPerson("Grace Will"),
        KnownPerson("Mark April"),
        KnownPerson("Ian Hope"),
        KnownPerson("June Rose", "[mentor]"),
        KnownPerson("Jo Fern", "[mentor]"),
    ],
    [
        "Rose Hill Primary School",
        "St Mary's Church of England Primary School",
        "Fairlawn Academy",
        "White Rose Junior School",
    ],
)


@pytest.mark.parametrize(
    ("typed", "redacted"),
    [
        ("See https://a.example/x?y=1 please", "See [link] please"),
        ("Write to ada.b@school.example.", "Write to [e-mail]"),
        ("Ask @maths_ada about it", "Ask [handle] about it"),
        ("Ring 020 7946 0958 or +44 (0)7700 900123", "Ring [phone] or [phone]"),
        ("We are at SE13 6TU now", "We are at [postcode] now"),
        ("My TRN is 1234567", "My TRN [number]"),
        ("URN 100001 is ours", "URN [number] is ours"),
        ("Rose Hill Primary School is busy", "[school] is busy"),
        ("at rose hill we use it", "at [school] we use it"),
        ("St. Mary's C of E pupils", "[school] C of E pupils"),
        ("at Saint Mary's", "at [school]"),
        ("RHPS has one class", "[school] has one class"),
        ("we at Fairlawn do", "we at [school] do"),
        ("ada brook was kind", "[name] was kind"),
        ("Brook, Ada and I", "[name] and I"),
        ("A. Brook's plan", "[name]'s plan"),
        ("thanks to zoe o’hara-lind", "thanks to [name]"),
        ("Jo Fern is my mentor", "[mentor] is my mentor"),
        ("my mentor Jo never knew", "my mentor [mentor] never knew"),
        ("thanks to Mark and Grace", "thanks to [name] and [name]"),
        ("Grace's idea was good", "[name]'s idea was good"),
        ("Ada said so", "[name] said so"),
        ("Mrs Patel's class", "Mrs [name]'s class"),
        ("mr van der Berg helped", "mr [name] helped"),
        ("Miss O'Connor led it", "Miss [name] led it"),
        ("Mr Khan Year 4 teacher", "Mr [name] Year 4 teacher"),
        ("pupils at White Rose Junior School", "pupils at [school]"),
    ],
)
def test_what_names_somebody_is_taken_out(typed, redacted):
    assert redact(typed, REGISTER).rstrip(".") == redacted.rstrip(".")


@pytest.mark.parametrize(
    "ordinary",
    [
        "Will there be more time? I will try to mark with grace.",
        "I hope the April session comes before May.",
        "We use White Rose and Power Maths at Key Stage 1.",
        "It rose from April to June, in Year 5, 2nd half of term.",
        "Marking takes me from 4pm to 6pm every Monday.",
        "The NCETM materials are good; in 2022/23 I taught Y4 3rd set.",
        "I miss working with peers. May I say so?",
        "Mastery is the hill to climb, primary maths the school of it.",
    ],
)
def test_ordinary_words_stay(ordinary):
    assert redact(ordinary, REGISTER) == ordinary


def test_redacting_twice_changes_nothing():
    once = redact("Thanks to Mark at Rose Hill, ada@a.example", REGISTER)

    assert redact(once, REGISTER) == once


def test_long_text_and_odd_characters_are_no_trouble():
    text = "🙂 Ada Brook\x07 " * 500

    assert redact(text, REGISTER).count("[name]") == 500


def test_unknown_capitals_are_pointed_out_not_removed():
    text = "I planned it with Keziah in Year 4 using White Rose. Then we met."

    assert redaction.unrecognised_capitals(text) == ["Keziah"]
