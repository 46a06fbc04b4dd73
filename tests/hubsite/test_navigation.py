"""The navigation of the admin: which sections and lists an account sees."""

from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.urls import reverse

from hubsite import navigation
from tests.hubsite.year import account_for, make_year

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    """The links inside the navigation of a page, with the marks of the current one."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.link: dict[str, str] = {}
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "nav":
            self.inside = given.get("aria-label") == "Sections"
        if tag == "a" and self.inside:
            self.link = {**given, "words": ""}
            self.found.append(self.link)

    def handle_data(self, data):
        if self.link:
            self.link["words"] += data.strip()

    def handle_endtag(self, tag):
        if tag == "a":
            self.link = {}
        if tag == "nav":
            self.inside = False


def links_on(page) -> list[dict[str, str]]:
    found = Links()
    found.feed(page.content.decode())
    return found.found


def words_on(page) -> list[str]:
    return [link["words"] for link in links_on(page)]


@pytest.fixture
def year():
    make_year("b")
    return make_year("a")


SECTIONS = [
    "This year",
    "People",
    "Groups",
    "Sessions",
    "Letters",
    "Evaluation",
    "Setting up",
]


def test_hub_staff_see_every_section_in_the_offices_order(signed_in, year):
    page = signed_in(account_for(year, "hub_staff")).get("/admin/")

    assert words_on(page) == SECTIONS


def test_the_national_team_sees_only_sections_that_it_may_open(signed_in, year):
    page = signed_in(account_for(year, "national")).get("/admin/")

    assert words_on(page) == [
        "This year",
        "Groups",
        "Sessions",
        "Evaluation",
        "Setting up",
    ]


@pytest.mark.parametrize("column", ["hub_staff", "national"])
def test_every_link_of_the_navigation_and_of_setting_up_opens(signed_in, year, column):
    client = signed_in(account_for(year, column))
    pages = [reverse("admin:index"), reverse("admin:setting_up")]
    for url in list(pages):
        pages += [link["href"] for link in links_on(client.get(url))]
    set_up = client.get(reverse("admin:setting_up")).context["lists"]
    pages += [entry.url for _, entries in set_up for entry in entries]

    answers = {url: client.get(url).status_code for url in pages}

    assert len(answers) > 8
    assert set(answers.values()) == {200}


def test_a_section_and_its_list_are_marked_on_the_pages_of_a_row(signed_in, year):
    client = signed_in(account_for(year, "hub_staff"))
    url = reverse("admin:recruitment_place_change", args=[year.place.pk])

    links = links_on(client.get(url))

    marked = [each["words"] for each in links if "aria-current" in each]
    assert marked == ["People", "Places"]
    assert [each["words"] for each in links] == [
        *SECTIONS,
        "Everybody",
        "Places",
        "Mentors",
        "Who agreed releases",
        "Expressions of interest",
        "Providers’ years",
        "Saved lists",
        "Training providers",
    ]


def test_a_list_of_setting_up_marks_setting_up(signed_in, year):
    client = signed_in(account_for(year, "hub_staff"))

    links = links_on(client.get(reverse("admin:workgroups_project_changelist")))

    assert [e["words"] for e in links if "aria-current" in e] == ["Setting up"]


def test_every_list_of_the_admin_stands_in_one_section():
    named = [model for _, lists in navigation.SECTIONS for model, _ in lists]
    named += [model for _, lists in navigation.SET_UP for model, _, _ in lists]
    registered = [
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model in admin.site._registry
    ]

    assert sorted(named) == sorted(registered)


def test_setting_up_ends_with_every_list_by_its_app(signed_in, year):
    page = signed_in(account_for(year, "hub_staff")).get(reverse("admin:setting_up"))

    text = page.content.decode()
    assert text.index("Looked up") < text.index("Every list")
    assert text.count('class="app-') == 3


def test_the_account_has_a_menu_under_ones_name_and_help_stands_beside_it(
    signed_in, year
):
    text = signed_in(account_for(year, "hub_staff")).get("/admin/").content.decode()

    menu = text[text.index('<details class="account">') :]
    menu = menu[: menu.index("</details>")]
    words = ["Public pages", "Your second step", "Where you are signed in", "Sign out"]
    assert [each for each in words if each in menu] == words
    assert ">Help</a>" not in menu and ">Help</a>" in text


def test_a_page_in_a_pop_up_has_no_navigation(signed_in, year):
    client = signed_in(account_for(year, "hub_staff"))

    page = client.get(reverse("admin:workgroups_school_changelist") + "?_popup=1")

    assert page.status_code == 200
    assert words_on(page) == []
