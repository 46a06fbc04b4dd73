"""The sample's content is invented, varied and safe to show."""

import re
from collections import Counter
from pathlib import Path

import pytest

from evaluation.choices import AddressedTo, ThemeKind
from sample import content
from tests.factories import make_hub
from workgroups.choices import (
    Audience,
    OutcomeAudience,
    OutcomeKind,
    ProviderKind,
    RoleKind,
    SchoolPhase,
    SchoolStatus,
)

QUESTIONS = {
    "most_useful",
    "change",
    "tried_in_class",
    "mentor_knew",
    "anything_else",
    "spoken",
}
FILES = sorted(content.HERE.glob("*.toml")) + sorted(content.HERE.glob("*.csv"))
SHARED = Path(__file__).resolve().parents[3] / "shared"
RESERVED = re.compile(r"@[a-z0-9.-]+\.example$|@example\.org$")


def runs(text, *, gap, length=6):
    """Runs of consecutive words; punctuation becomes nothing, or a space."""
    words = re.sub(r"[^\w\s]", gap, text.lower()).split()
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def share(comments):
    return len(comments) / len(content.comments())


def all_stages():
    return [stage for each in content.programmes() for stage in each["stages"]]


def test_there_are_enough_comments_and_each_is_well_formed():
    comments = content.comments()

    assert len(comments) >= 330
    assert len({each.id for each in comments}) == len(comments)
    assert {each.question for each in comments} == QUESTIONS
    assert Counter(each.audience for each in comments).keys() == {
        "primary",
        "secondary",
        "itt",
    }
    assert all(4 <= len(each.text.split()) <= 60 for each in comments)


@pytest.mark.parametrize("gap", ["", " "])
def test_no_two_comments_share_six_consecutive_words(gap):
    seen = Counter()
    for each in content.comments():
        seen.update(runs(each.text, gap=gap))

    assert [" ".join(run) for run, times in seen.items() if times > 1] == []


def test_about_a_fifth_of_comments_has_two_themes_and_a_tenth_none():
    comments = content.comments()

    two = [each for each in comments if len(each.themes) == 2]
    none = [each for each in comments if not each.themes]

    assert 0.15 <= share(two) <= 0.25
    assert 0.07 <= share(none) <= 0.14
    assert max(len(each.themes) for each in comments) == 2


def test_every_theme_is_in_the_codebook_and_is_met_often():
    codebook = {theme["key"] for theme in content.themes()}
    met = Counter(key for each in content.comments() for key in each.themes)

    assert met.keys() == codebook
    assert all(met[key] >= 25 for key in codebook - {"itt_exchange"})


def test_comments_have_only_themes_of_their_audience():
    for audience in ("primary", "secondary", "itt"):
        known = {theme["key"] for theme in content.themes(audience=audience)}
        met = {
            key for each in content.comments(audience=audience) for key in each.themes
        }

        assert met <= known


def test_a_few_comments_name_somebody_whom_redaction_can_find():
    names = {each.last_name for each in content.all_people()}
    names |= {each.name for each in content.schools()}
    contact = re.compile(r"@|\b020 7946")

    naming = [each for each in content.comments() if each.has_identifier]
    others = [each for each in content.comments() if not each.has_identifier]

    assert 6 <= len(naming) <= 12
    for each in naming:
        assert contact.search(each.text) or any(name in each.text for name in names)
    for each in others:
        assert not contact.search(each.text)
        assert not any(re.search(rf"\b{re.escape(n)}\b", each.text) for n in names)


def test_the_codebook_has_what_a_theme_needs():
    for theme in content.themes():
        assert theme["kind"] in ThemeKind.values
        assert len(theme["examples"]) == 3
        assert theme["name"] and theme["description"] and theme["finding"]
        for implication in theme["implications"]:
            assert implication["addressed_to"] in AddressedTo.values
            assert implication["owner_role"] in RoleKind.values
            assert re.fullmatch(r"\d\d-\d\d", implication["due"])
            assert implication["text"] and implication["measure"]


def test_schools_have_invented_numbers_and_every_status():
    schools = content.schools()
    by_urn = {each.urn: each for each in schools}

    assert len(by_urn) == len(schools) >= 80
    assert min(by_urn) == 900001
    assert {each.status for each in schools} == set(SchoolStatus.values)
    assert {each.phase for each in schools} <= set(SchoolPhase.values)
    assert max(len(each.name) for each in schools) > 100
    closed = [each for each in schools if each.status == SchoolStatus.CLOSED]
    assert all(by_urn[each.successor_urn].opened_on for each in closed)


def test_no_postcode_is_a_real_one():
    codes = [each.postcode for each in content.schools()]

    # The last two letters of a real postcode are never C, I, K, M, O or V.
    assert all(re.fullmatch(r"[A-Z]{2}\d+ \d[CIKMOV]{2}", code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_every_area_has_primary_schools_and_secondary_schools():
    for hub in content.hubs():
        for area in hub["areas"]:
            phases = Counter(each.phase for each in content.schools(la_code=area))

            assert phases["primary"] >= 3
            assert phases["secondary"] >= 1


def test_no_school_of_the_sample_is_a_real_one():
    lists = [
        SHARED / "data/dfe_pupil_premium_2021_schools.csv",
        SHARED / "data/london_schools_atlas_2016.csv",
    ]
    if not all(each.exists() for each in lists):
        pytest.skip("real schools to compare with are not here (shared/data)")

    real = "\n".join(each.read_text("utf-8", "replace") for each in lists).lower()

    assert [x.name for x in content.schools() if f",{x.name.lower()}," in real] == []


def test_there_are_enough_people_and_each_name_is_unique():
    names = [(each.first_name, each.last_name) for each in content.all_people()]

    assert len(content.people("participant")) >= 260
    assert len(content.people("mentor")) >= 230
    assert len(content.people("staff")) >= 20
    assert len(set(names)) == len(names)
    assert len({content.email(*name, "a school") for name in names}) == len(names)


def test_staff_have_roles_areas_and_hubs_that_exist():
    hubs = {hub["slug"]: hub["areas"] for hub in content.hubs()}

    for person in content.people("staff"):
        assert person.role in RoleKind.values
        if person.role == RoleKind.NATIONAL:
            assert person.hub == ""
        else:
            areas = ["", "secondary", "itt", *hubs[person.hub]]
            assert person.area in areas


@pytest.mark.parametrize(
    ("first", "last", "organisation", "expected"),
    [
        ("Zoë", "O'Hanlon", "Hill School", "zoe.ohanlon@hill-school.example"),
        ("Łukasz", "van der Berg", "A+B", "lukasz.van-der-berg@a-b.example"),
        (
            "Li",
            "Ng",
            "The Very Long Name of a School and of its Nursery",
            "li.ng@the-very-long-name-of-a-school-and-of.example",
        ),
    ],
)
def test_email_is_plain_and_at_a_reserved_domain(first, last, organisation, expected):
    assert content.email(first, last, organisation) == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_addresses_are_reserved_and_no_real_hub_is_named(file):
    text = file.read_text(encoding="utf-8").replace("https://materials.example/", "")

    addresses = re.findall(r"[\w.+-]+@[\w.-]*\w", text)

    assert [each for each in addresses if not RESERVED.search(each)] == []
    # Websites of real hubs, their lead schools, and registered domains.
    assert not re.search(r"redriff|mathshub|\.sch\.uk|\.gov\.uk|https?:", text, re.I)


def test_programmes_use_the_words_of_the_models():
    for programme in content.programmes():
        assert programme["audience"] in Audience.values
        for order, stage in enumerate(programme["stages"], start=1):
            assert stage["order"] == order
            assert stage["school_phase"] in SchoolPhase.values
            for outcome in stage["project"]["outcomes"]:
                assert outcome["kind"] in OutcomeKind.values
                assert outcome["audience"] in OutcomeAudience.values
    assert {each["kind"] for each in content.providers()} <= set(ProviderKind.values)


def test_every_stage_has_sessions_and_says_what_it_asks():
    for stage in all_stages():
        assert content.commitment(stage["key"])
        for session in content.sessions(stage["key"]):
            assert len(session["focus"]) <= 200
            assert len(session["mentors_invited"]) <= 200
            assert session["outcomes"] and session["in_class_activity"]
            assert session["gap_task"] and session["to_bring"]
            assert session["between_minutes"] > 0
            assert set(session["sections"]) <= set(range(1, 9))
    for key in ("primary-1", "secondary-1", "itt"):
        assert len(content.sessions(key)) == 5


def test_every_area_has_a_venue_at_a_school_of_its_own():
    for hub in content.hubs():
        for area in hub["areas"]:
            schools = content.schools(la_code=area)
            venue = content.venue(area)

            name = venue["name"].split(",")[0]
            assert (name, venue["postcode"]) in [(s.name, s.postcode) for s in schools]
            assert venue["address"] and venue["how_to_get_in"] and venue["seats"] > 0


def test_evaluations_point_at_themes_and_questions_that_exist():
    themes = {theme["key"] for theme in content.themes()}

    for key in ("last-year", "this-year"):
        evaluation = content.evaluation(key)
        asked = [q for group in evaluation["groups"] for q in group["questions"]]
        assert {theme for each in asked for theme in each["themes"]} <= themes
        assert {one for each in asked for one in each["questions"]} <= QUESTIONS
    assert len(content.evaluation("last-year")["visits"]) == 8
    assert content.evaluation("last-year")["conclusion"].count("\n\n") == 4


def test_the_privacy_notice_says_what_a_local_authority_sees():
    for hub in content.hubs():
        notice = " ".join(hub["notice"].split())

        assert "up to confirmed" in notice
        assert "local authority's link" in notice.partition("Who answers")[0]
        assert "Your rights" in notice
        assert str(hub["retention_months"]) in notice


#: What a notice once promised and the site does not do.
NOT_BUILT = (
    "my data",
    "sent the dates",
    "or list",
    "or its list",
    "deleted after the last",
    "training partners",
    "is removed",
    "are removed",
)


@pytest.mark.django_db
def test_a_privacy_notice_promises_only_what_the_site_does(client):
    for given in content.hubs():
        hub = make_hub(given["name"], privacy_notice=given["notice"])

        page = " ".join(client.get(f"/privacy/{hub.slug}/").content.decode().split())

        assert given["notice"].splitlines()[2][:40] in page
        assert [each for each in NOT_BUILT if each in page.lower()] == []
