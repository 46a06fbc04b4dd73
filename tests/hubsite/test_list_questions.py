"""The questions above the admin's lists: each count opens exactly its rows."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from evaluation.models import Implication
from recruitment.models import AnswerOption, Place
from tests import factories
from tests.factories import FRIDAY
from tests.hubsite.asked_above import (
    _questions,
    current_on,
    links_on,
    open_lists,
    questions_on,
    total_on,
    wrong_counts,
)
from tests.hubsite.test_admin_start_page import (
    fill,
    people_of_last_year,
    place_with,
    this_year,
)
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
PLACES = reverse("admin:recruitment_place_changelist")
#: The questions of one hub in this year; a number that is not 0 is a link.
EXPECTED = {
    "recruitment_participant": [
        ("Not yet told", 0),
        ("Two records?", 0),
        ("Details go next", 0),
    ],
    "recruitment_place": [
        ("Head or deputy not told", 0),
        ("Waiting for you to look", 1),
        ("No seat held", 0),
        ("Three days or less to confirm", 2),  # one of them next year
        ("School has closed", 0),
        ("Secured", 6),
        ("Not confirmed", 1),
        ("On the waiting list", 1),
        ("Mentor we cannot write to", 1),
        ("No mentor", 4),
        ("Nobody has agreed the release yet", 1),
        ("Class or scheme not known", 6),
        ("Absent twice", 1),
        ("Moved to another hub", 0),
        ("Came to session 1", 1),
        ("Never asked for a second year", 1),
        ("Said no to the second year", 1),
    ],
    "recruitment_mentor": [("Not told", 0)],
    "recruitment_email": [
        ("Letters back", 2),
        ("Could not be sent", 2),
        ("Tried again", 2),
    ],
    "workgroups_workgroup": [
        ("Too few seats", 0),
        ("Fewer people than hoped for", 1),
        ("Running", 4),
        ("No target", 2),
    ],
    "workgroups_session": [
        ("Registers owed", 2),
        ("Plans overdue", 0),
        ("This week", 2),
    ],
    "evaluation_feedbackform": [
        ("Open", 2),
        ("Answers to read", 0),
        ("Too few answers", 1),
    ],
    "evaluation_implication": [("Due within two weeks", 1)],
}


@pytest.fixture
def hubs():
    """Two hubs with rows of most questions; the first has rows of next year too."""
    found = [factories.make_hub("Wolds"), factories.make_hub("Dales")]
    for hub in found:
        fill(hub, year=this_year())
        people_of_last_year(hub, year=this_year())
    fill(found[0], year=this_year() + 1)
    absent_twice(found[0])
    no_release(found[0])
    implication_due(found[0])
    return found


def absent_twice(hub) -> None:
    """Two sessions of this week, which one of the group's people missed."""
    group = hub.work_groups.filter(start_year=this_year()).earliest("pk")
    place = group.places.filter(state="confirmed").latest("pk")
    for number in (2, 3):
        session = factories.make_session(group, number=number, on=FRIDAY - DAY)
        factories.mark_present(place, session, "absent")


def no_release(hub) -> None:
    """Somebody who is asked to confirm, and one of last year, say "not yet"."""
    rows = Place.objects.filter(hub=hub, start_year=this_year())
    asked = rows.filter(state="offered").latest("pk")
    Place.objects.filter(pk=asked.pk).update(release_agreed="not_yet")
    Place.objects.filter(hub=hub, start_year=this_year() - 1).update(
        release_agreed="not_yet"
    )


def implication_due(hub) -> None:
    evaluation = factories.make_evaluation(hub)
    Implication.objects.create(hub=hub, evaluation=evaluation, text="-", due_on=FRIDAY)


def in_two_hubs(hubs, kind: str):
    """An account that is hub lead of the first hub and has a role at the second."""
    user = factories.make_staff("hub_lead", hub=hubs[0])
    give(user, kind, hubs[1])
    return user


def give(user, kind: str, hub) -> None:
    is_partner = kind == "la_partner"
    authority = factories.make_authority() if is_partner else None
    hub = None if kind == "national" else hub
    factories.give_role(user, kind, hub=hub, local_authority=authority)


@pytest.mark.parametrize(
    "kind", ["hub_lead", "assistant_hub_lead", "hub_administrator"]
)
def test_each_question_of_each_list_opens_the_rows_that_it_counts(
    signed_in, hubs, kind
):
    client = signed_in(factories.make_staff(kind, hub=hubs[0]))

    pages = open_lists(client)

    asked = {name: questions_on(page) for name, page in pages.items()}
    assert {name: found for name, found in asked.items() if found} == EXPECTED
    assert sum(len(links_on(page)) for page in pages.values()) == 24
    assert wrong_counts(client, pages.values()) == []


@pytest.mark.parametrize(
    ("kind", "is_let_in"),
    [
        *(("work_group_lead", False), ("la_partner", False), ("evaluator", False)),
        ("national", True),
    ],
)
def test_who_has_no_hub_of_their_own_is_asked_nothing(signed_in, hubs, kind, is_let_in):
    user = factories.make_user()
    give(user, kind, hubs[0])
    client = signed_in(user)

    pages = open_lists(client)

    assert ("workgroups_workgroup" in pages) == is_let_in
    assert [name for name, page in pages.items() if _questions(page)] == []


@pytest.mark.parametrize("kind", ["evaluator", "work_group_lead", "la_partner"])
def test_another_role_at_another_hub_adds_nothing(signed_in, hubs, kind):
    user = in_two_hubs(hubs, kind)
    for group in hubs[1].work_groups.all():
        group.leads.add(user)
    client = signed_in(user)

    pages = open_lists(client)
    theirs = client.get(f"{PLACES}?hub={hubs[1].pk}")

    asked = {name: questions_on(page) for name, page in pages.items()}
    assert {name: found for name, found in asked.items() if found} == EXPECTED
    assert dict(questions_on(theirs))["Secured"] == 6
    assert all(f"hub={hubs[0].pk}&" in url for _, url in links_on(theirs))


def test_a_lead_of_two_hubs_is_asked_about_the_hub_of_the_address(signed_in, hubs):
    client = signed_in(in_two_hubs(hubs, "hub_lead"))
    names = ["recruitment_place", "workgroups_workgroup", "workgroups_session"]
    urls = [reverse(f"admin:{name}_changelist") for name in names]

    pages = [client.get(f"{url}?hub={hubs[1].pk}") for url in urls]

    assert [questions_on(page) for page in pages[1:]] == [
        [
            ("Too few seats", 0),
            ("Fewer people than hoped for", 1),
            ("Running", 4),
            ("No target", 2),
        ],
        [("Registers owed", 1), ("Plans overdue", 0), ("This week", 0)],
    ]
    assert dict(questions_on(pages[0]))["Absent twice"] == 0
    assert dict(questions_on(pages[0]))["Three days or less to confirm"] == 1
    assert wrong_counts(client, pages) == []
    assert [about(page) for page in pages] == ["Questions about Dales, 2026/27"] * 3
    assert about(client.get(PLACES)) == "Questions about Wolds, 2026/27"


def about(page) -> str:
    (heading,) = re.findall(r"<h2[^>]*>(.*?)</h2>", _questions(page), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", heading).split())


@pytest.mark.parametrize(
    ("query", "year", "secured"),
    [
        ("", "2026/27", 6),
        ("?of=2027", "2027/28", 5),
        ("?of=2027/28", "2027/28", 5),
        ("?of=2027/29", "2026/27", 6),
        ("?of=soon", "2026/27", 6),
        ("?start_year=2027", "2027/28", 5),
        ("?start_year=2027&of=2026", "2026/27", 6),
        ("?of=2025", "2025/26", 4),
    ],
)
def test_questions_are_about_the_year_that_is_asked_for(
    signed_in, hubs, query, year, secured
):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    page = client.get(PLACES + query)

    assert about(page) == f"Questions about {year}"
    assert dict(questions_on(page))["Secured"] == secured
    assert wrong_counts(client, [page]) == []


def test_the_question_that_is_looked_at_is_marked_and_all_leads_back(signed_in, hubs):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))
    every = client.get(PLACES)
    links = dict(zip(words_with_links(every), links_on(every), strict=True))

    marked = {words: current_on(client.get(url)) for words, (_, url) in links.items()}

    assert marked == {words: [f"{words} {n}"] for words, (n, _) in links.items()}
    assert current_on(every) == ["All"]
    for query in ("?of=2027", "?q=Brook", "?state__exact=waiting", "?o=1"):
        is_all = query in {"?of=2027", "?o=1"}
        assert current_on(client.get(PLACES + query)) == ["All"] * is_all, query


def words_with_links(page) -> list[str]:
    return [words for words, number in questions_on(page) if number]


def test_all_keeps_the_hub_and_the_year_that_were_asked_for(signed_in, hubs):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))
    group = hubs[0].work_groups.first()

    addresses = [
        all_of(client.get(PLACES + query))
        for query in (
            "",
            f"?task=secured&hub={hubs[0].pk}&of=2027&group={group.pk}",
            "?of=2027/28&q=Brook",
        )
    ]

    assert addresses == ["?", f"?hub={hubs[0].pk}&of=2027", "?of=2027%2F28"]


def test_the_list_says_which_session_its_people_came_to(signed_in, hubs):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    page = client.get(f"{PLACES}?task=came&session=1&of=2026").content.decode()
    others = client.get(f"{PLACES}?task=secured&of=2027").content.decode()

    assert "<strong>Came to session 1, 2026/27</strong>: 1." in one_line(page)
    assert "<strong>Place is secured, 2027/28</strong>: 5." in one_line(others)


def all_of(page) -> str:
    (url,) = re.findall(r'<a href="([^"]*)"[^>]*>All</a>', _questions(page))
    return unescape(url)


def test_rows_of_one_group_are_not_a_question_of_the_hub(signed_in, hubs):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))
    group = hubs[0].work_groups.filter(start_year=this_year()).earliest("pk")

    page = client.get(f"{PLACES}?task=secured&of=2026&group={group.pk}")

    assert total_on(page) == 3
    assert current_on(page) == []
    assert dict(questions_on(page))["Secured"] == 6


def test_a_question_without_rows_is_no_link(signed_in):
    client = signed_in(factories.make_staff("hub_lead", hub=factories.make_hub()))

    page = client.get(PLACES)

    assert {number for _, number in questions_on(page)} == {0}
    assert len(questions_on(page)) == 14
    assert links_on(page) == []
    assert "<details" not in _questions(page)


def test_parts_of_a_split_are_folded_until_one_is_looked_at(signed_in, hubs):
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    every = client.get(PLACES)
    first = client.get(f"{PLACES}?task=came&session=1&hub={hubs[0].pk}&of=2026")

    lines = "Came to a session", "Not back for year two, by reason"
    assert folded_on(every) == [("", lines[0]), ("", lines[1])]
    assert folded_on(first) == [(" open", lines[0]), ("", lines[1])]


def folded_on(page) -> list[tuple[str, str]]:
    pattern = r"<details([^>]*)><summary>(.*?)</summary>"
    return re.findall(pattern, _questions(page))


def test_came_to_a_session_is_by_number_and_reasons_are_by_size(signed_in):
    hub = factories.make_hub()
    group = factories.make_work_group(hub=hub)
    sessions = [
        factories.make_session(group, number=number, on=FRIDAY - DAY)
        for number in (2, 10, 1)
    ]
    for session, people in zip(sessions, (1, 3, 2), strict=True):
        for _ in range(people):
            factories.mark_present(place_with("confirmed", group), session)
    people_of_last_year(hub, year=2026)
    people_of_last_year(hub, year=2026)
    never = people_of_last_year_without_a_next_place(hub)
    client = signed_in(factories.make_staff("hub_lead", hub=hub))

    page = client.get(PLACES)

    assert questions_on(page)[-5:] == [
        ("Came to session 1", 2),
        ("Came to session 2", 1),
        ("Came to session 10", 3),
        ("Never asked for a second year", 2 + never),
        ("Said no to the second year", 2),
    ]
    assert wrong_counts(client, [page]) == []


def people_of_last_year_without_a_next_place(hub) -> int:
    programme = factories.make_programme(hub)
    first, _ = [factories.make_stage(programme) for _ in range(2)]
    project = factories.make_project(first, start_year=2025)
    place_with("completed", factories.make_work_group(project=project), "confirmed")
    return 1


def test_a_reason_of_the_hub_is_named_in_its_words_and_escaped(signed_in, hubs):
    ill = AnswerOption.objects.create(code="ill", label="Ill <b>", kind="reason")
    place = Place.objects.get(hub=hubs[0], state="declined")
    Place.objects.filter(pk=place.pk).update(end_reason=ill)
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    page = client.get(PLACES)

    assert questions_on(page)[-2:] == [
        ("Ill <b>", 1),
        ("Never asked for a second year", 1),
    ]
    assert "Ill &lt;b&gt;" in _questions(page)
    assert wrong_counts(client, [page]) == []


def more_rows(hub) -> None:
    """Fifty-seven groups, each with a session and a place that has a mark."""
    for number in range(57):
        group = factories.make_work_group(hub=hub, start_year=2026, target=3)
        session = factories.make_session(group, number=number + 1, on=FRIDAY - DAY)
        factories.mark_present(place_with("confirmed", group), session)


def test_questions_take_one_statement_at_any_size(signed_in, data_statements, hubs):
    urls = {name: reverse(f"admin:{name}_changelist") for name in EXPECTED}
    client = signed_in(factories.make_staff("hub_lead", hub=hubs[0]))

    few, many = {}, {}
    for name, url in urls.items():
        with data_statements(at_most=10) as few[name]:
            client.get(url)
    for number in range(38):
        factories.make_hub(f"Hub {number}")
    more_rows(hubs[0])
    for name, url in urls.items():
        with data_statements(at_most=10) as many[name]:
            page = client.get(url)
        assert len(questions_on(page)) >= len(EXPECTED[name])

    assert lengths(many) == lengths(few)


def lengths(statements: dict[str, list[str]]) -> dict[str, int]:
    return {name: len(found) for name, found in statements.items()}
