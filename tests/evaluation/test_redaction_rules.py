"""The rules by which names are told from words, one by one."""

import pytest

from evaluation.redaction import (
    KnownPerson,
    group_names,
    known_names,
    redact,
    unrecognised_capitals,
)
from evaluation.redaction.common_words import differs_by_one

NOBODY = known_names([], [])


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("okonkwo", "okonkwa"),
        ("okonkwo", "akonkwo"),
        ("okonkwo", "okokwo"),
        ("okonkw", "okonkwo"),
        ("okonkwo", "okonkwoo"),
        ("okonkwo", "okonnkwo"),
        ("okonkwo", "oknokwo"),
        ("okonkwo", "okonkow"),
        ("okonkwo", "koonkwo"),
    ],
)
def test_one_letter_off_is_found(word, other):
    assert differs_by_one(word, other)
    assert differs_by_one(other, word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("okonkwo", "okonkwo"),
        ("okonkwo", "okonkwooo"),
        ("okonkwo", "okonk"),
        ("okonkwo", "okonkaa"),
        ("okonkwo", "akonkwa"),
        ("okonkwo", "oknokwa"),
        ("okonkwo", "okwonko"),
        ("okonkwo", "oknkwoa"),
        ("okonkwo", "akoonkwo"),
    ],
)
def test_two_letters_off_are_another_word(word, other):
    assert not differs_by_one(word, other)
    assert not differs_by_one(other, word)


def test_a_person_is_known_by_every_order_of_their_names():
    names = known_names([KnownPerson("Ada Mary Brook", "[mentor]")], [])

    phrases = {key: shown for key, shown in names.phrases.items() if shown}
    assert phrases == {
        ("ada", "mary", "brook"): "[mentor]",
        ("ada", "brook"): "[mentor]",
        ("brook", "ada"): "[mentor]",
    }
    assert names.capitalised == {("a", "brook"): "[mentor]", ("ada", "b"): "[mentor]"}
    assert names.lone == {"ada": "[mentor]", "brook": "[mentor]"}
    assert names.initials == {}


@pytest.mark.parametrize(
    ("name", "lone"),
    [
        ("Ada", {"ada": "[name]"}),
        ("A", {}),
        ("", {}),
        ("A Brook", {"brook": "[name]"}),
        ("Ada B", {"ada": "[name]"}),
        ("June Monday", {"june": "[name]"}),
        ("Stem Brook", {"brook": "[name]"}),
    ],
)
def test_single_names_of_a_person(name, lone):
    assert known_names([KnownPerson(name)], []).lone == lone


def test_of_two_people_with_one_name_the_first_gives_the_placeholder():
    people = [KnownPerson("Ada Brook"), KnownPerson("Brook Ada", "[mentor]")]

    names = known_names(people, [])

    assert names.phrases["ada", "brook"] == "[name]"
    assert names.phrases["brook", "ada"] == "[mentor]"
    assert names.lone == {"ada": "[name]", "brook": "[name]"}


@pytest.mark.parametrize(
    ("school", "phrases", "capitalised", "lone", "initials"),
    [
        (
            "Rose Hill Primary School",
            {("rose", "hill", "primary", "school"), ("rose", "hill", "primary")}
            | {("rose", "hill")},
            set(),
            set(),
            {"RHPS"},
        ),
        (
            "St Mary's School",
            {("st", "marys", "school"), ("st", "marys"), ("saint", "marys")},
            set(),
            set(),
            {"SMS"},
        ),
        ("Fairlawn Academy", {("fairlawn", "academy")}, set(), {"fairlawn"}, set()),
        (
            "The Fairlawn Academy",
            {("the", "fairlawn", "academy")},
            {("the", "fairlawn")},
            set(),
            {"TFA"},
        ),
        ("Stem Academy", {("stem", "academy")}, {("stem",)}, set(), set()),
        ("Primary School", {("primary", "school")}, set(), set(), set()),
        ("Fairlawn", {("fairlawn",)}, set(), set(), set()),
        ("Early Care Trust", {("early", "care", "trust")}, set(), set(), set()),
        ("", set(), set(), set(), set()),
    ],
)
def test_short_names_of_a_school(school, phrases, capitalised, lone, initials):
    names = known_names([], [school])

    assert {key for key, shown in names.phrases.items() if shown} == phrases
    assert set(names.capitalised) == capitalised
    assert set(names.lone) == lone
    assert set(names.initials) == initials


def test_the_longest_known_name_is_looked_for():
    school = "Our Lady of the Rosary and St Dominic Catholic Primary School"
    names = known_names([], [school])

    assert (names.longest, NOBODY.longest) == (11, 4)
    assert redact(f"at {school} we met", names) == "at [school] we met"


@pytest.mark.parametrize(
    ("typed", "redacted"),
    [
        ("a. Brook came", "a. Brook came"),
        ("A. brook came", "A. brook came"),
        ("A. Brook came", "[name] came"),
        ("Ada B. came", "[name]. came"),
        ("ada b came", "ada b came"),
        ("Ada Brook’s plan and Ada Brook's", "[name]’s plan and [name]'s"),
        ("Ada Mary Brook and I", "[name] and I"),
        ("White Rose and Ada Brook", "White Rose and [name]"),
        ("a plan with Brook", "a plan with [name]"),
        ("a plan with brook", "a plan with brook"),
        ("The plan. Brook then", "The plan. Brook then"),
        ("thanks to Ada. And Brook too", "thanks to [name]. And Brook too"),
        ("thanks to Ada and Brook", "thanks to [name] and [name]"),
        ("thanks to Ada or Brook", "thanks to [name] or Brook"),
        ("thanks to Ada and then Brook", "thanks to [name] and then Brook"),
        ("hello. Ada wept", "hello. Ada wept"),
        ("hello Ada wept", "hello [name] wept"),
        ("we think Ada said it", "we think [name] said it"),
        ("we think Ada meant it", "we think Ada meant it"),
        ("from May onwards", "from May onwards"),
        ("dear May onwards", "dear [name] onwards"),
        ("in Fairlawn", "in [school]"),
        ("dear Fairlawn", "dear Fairlawn"),
        ("and Fairlawn's pupils", "and [school]'s pupils"),
        ("[Ada] said, thanks to [Ada Brook]", "[Ada] said, thanks to [Ada Brook]"),
        ("Ada Brook] came", "[name]] came"),
        ("Ada Brook says thanks to Brook", "[name] says thanks to [name]"),
        ("we said dear Ada wept. So", "we said dear [name] wept. So"),
        ("we met. The dear Ada wept", "we met. The dear [name] wept"),
        ("Mrs Patel", "Mrs [name]"),
        ("Mrs Patel Jones came", "Mrs [name] came"),
        ("Mrs Patel's class", "Mrs [name]'s class"),
        ("Mrs Patel Monday class", "Mrs [name] Monday class"),
        ("Mrs Ada Brook came", "Mrs [name] came"),
        ("Dr. de la Cruz came", "Dr. [name] came"),
        ("miss Patel a lot", "miss Patel a lot"),
        ("Mr B came", "Mr B came"),
        ("Zoe\u0301", "Zoé"),
    ],
)
def test_a_known_name_is_replaced_where_it_is_one(typed, redacted):
    people = [KnownPerson("Ada Mary Brook"), KnownPerson("May Oakes")]
    names = known_names(people, ["Fairlawn Academy"])

    assert redact(typed, names) == redacted


def test_names_of_a_group_leave_initials_particles_and_short_words_out():
    group = group_names(
        [
            KnownPerson("Ana de la Cruz", "[mentor]"),
            KnownPerson("J Mairi Ray"),
            KnownPerson("Ruth Stem"),
            KnownPerson("May"),
        ],
        ["Ropewalk Primary School", "The Ark Academy", "Cruz Maths College"],
    )

    assert group.people == {
        "ana": "[mentor]",
        "cruz": "[mentor]",
        "mairi": "[name]",
        "ray": "[name]",
        "ruth": "[name]",
        "may": "[name]",
    }
    assert group.schools == {"ropewalk": "[school]"}
    assert group.long == {"ropewalk": "[school]", "mairi": "[name]"}


@pytest.mark.parametrize(
    ("typed", "redacted"),
    [
        ("Ropewalk", "[school]"),
        ("ropewalk", "[school]"),
        ("ropwalk and rropewalk", "[school] and [school]"),
        ("ropwlk", "ropwlk"),
        ("mari was here", "[name] was here"),
        ("mai was here", "mai was here"),
        ("Mairi's plan", "[name]'s plan"),
        ("Mairis’s plan", "[name]’s plan"),
        ("It was Hope again", "It was [name] again"),
        ("Hope was right", "[name] was right"),
        ("Hope is right", "[name] is right"),
        ("Hope so", "Hope so"),
        ("Hope, so we try", "[name], so we try"),
        ("Hope. So we try", "Hope. So we try"),
        ("Hope's idea", "[name]'s idea"),
        ("I hope so", "I hope so"),
        ("Hope", "Hope"),
        ("it was Hope", "it was [name]"),
        ("Fine. We met Hope again", "Fine. We met [name] again"),
        ("Fine. We Hope again", "Fine. We [name] again"),
        ("WE HOPE so", "WE [name] so"),
        ("so it goes. Hope", "so it goes. Hope"),
        ("WE HOPE SO", "WE HOPE SO"),
        ("DEAR HOPE SO", "DEAR [name] SO"),
        ("we HOPE SO", "we [name] SO"),
        ("Fine. Hope so", "Fine. Hope so"),
        ("in May we met", "in May we met"),
        ("called May we met", "called [mentor] we met"),
        ("in May who came", "in [mentor] who came"),
        ("in May said to", "in [mentor] said to"),
        ("in May. Said to", "in May. Said to"),
        ("at Beacon we met", "at [school] we met"),
        ("a Beacon we met", "a Beacon we met"),
        ("a Beacon teacher", "a [school] teacher"),
        ("a Beacon Y5 plan", "a [school] Y5 plan"),
        ("a Beacon yr11 plan", "a [school] yr11 plan"),
        ("a Beacon Y567 plan", "a Beacon Y567 plan"),
        ("a Beacon's light", "a [school]'s light"),
        ("a Beacon. Teacher", "a Beacon. Teacher"),
    ],
)
def test_a_name_of_the_group_is_replaced_where_it_is_one(typed, redacted):
    group = group_names(
        [
            KnownPerson("Mairi Hope"),
            KnownPerson("May", "[mentor]"),
        ],
        ["Ropewalk School", "Beacon School"],
    )

    assert redact(typed, NOBODY, group) == redacted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Keziah came with Oriel", ["Oriel"]),
        ("I met Oriel. Keziah came", ["Oriel"]),
        ("I met Oriel and Oriel", ["Oriel"]),
        ("I met Oriel and an oriel", []),
        ("I met Rose and White", []),
        ("I met B and Mr X", ["Mr"]),
        ("On Monday I came by Tube", ["Tube"]),
        ("She said “Keziah” and: Oriel", []),
        ("", []),
    ],
)
def test_capitals_that_no_rule_knows_are_listed_once(text, found):
    assert unrecognised_capitals(text) == found


@pytest.mark.parametrize(
    ("school", "typed", "redacted"),
    [
        ("Ropewalk", "we met at ropewalk again", "we met at [school] again"),
        ("Tree Tops Primary School", "saint tops came", "saint tops came"),
        ("St Tops Primary School", "saint tops came", "[school] came"),
    ],
)
def test_a_school_is_known_by_one_word_or_as_a_saint(school, typed, redacted):
    assert redact(typed, known_names([], [school])) == redacted
