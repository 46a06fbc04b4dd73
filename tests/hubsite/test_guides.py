"""Help: the guides of each role, what they speak of, and the link on each page."""

import ast
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

import django
import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from hubsite import guides
from tests.factories import give_role, make_authority, make_hub, make_staff, make_user
from tests.hubsite.addresses import addresses, url_of
from tests.hubsite.test_access_urls import lined
from tests.hubsite.test_group_home import client_of
from tests.hubsite.year import COLUMNS, account_for, make_year
from workgroups import markup

ROOT = Path(settings.BASE_DIR)
NAMES = [guide.name for guide in guides.GUIDES]
BY_NAME = {guide.name: guide for guide in guides.GUIDES}
APPS = ("workgroups", "recruitment", "evaluation", "hubsite")


def source_of(name: str) -> str:
    return (guides.FOLDER / f"{name}.md").read_text(encoding="utf-8")


# --- who reads which guide


def make_reader(*kinds: str):
    user = make_user()
    for kind in kinds:
        hub = None if kind == "national" else make_hub()
        area = make_authority() if kind == "la_partner" else None
        give_role(user, kind, hub=hub, local_authority=area)
    return user


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("hub_lead", ["hub-office", "work-group-lead"]),
        ("assistant_hub_lead", ["hub-office", "work-group-lead"]),
        ("hub_administrator", ["hub-office", "work-group-lead"]),
        ("work_group_lead", ["work-group-lead"]),
        ("la_partner", ["la-partner"]),
        ("evaluator", ["evaluator"]),
        ("national", ["hub-office"]),
    ],
)
def test_each_role_reads_its_guides_and_no_others(kind, names):
    client = client_of(make_reader(kind))

    answers = {
        name: client.get(reverse("hubsite:show_guide", args=[name])).status_code
        for name in NAMES
    }

    assert answers == {name: 200 if name in names else 404 for name in NAMES}
    listed = client.get(reverse("hubsite:help"))
    assert [guide.name for guide, _ in listed.context["guides"]] == names
    tasks = re.findall(r'href="/help/([\w-]+)/#[\w-]+"', listed.content.decode())
    assert list(dict.fromkeys(tasks)) == names


@pytest.mark.django_db
def test_somebody_with_two_roles_reads_both_guides_each_linked_from_the_other():
    user = make_reader("evaluator", "la_partner")

    page = client_of(user).get(reverse("hubsite:show_guide", args=["evaluator"]))

    assert [each.name for each in page.context["others"]] == ["la-partner"]
    assert 'href="/help/la-partner/"' in page.content.decode()


@pytest.mark.django_db
def test_help_is_for_accounts_with_a_role():
    stranger = client_of(make_user())

    assert stranger.get(reverse("hubsite:help")).status_code == 403
    assert stranger.get("/help/hub-office/").status_code == 404
    assert 'href="/help/' not in stranger.get("/").content.decode()
    assert Client().get("/help/").status_code == 302
    assert client_of(make_staff("hub_lead")).get("/help/gone/").status_code == 404


# --- what a guide says is there


class Segments(HTMLParser):
    """The texts between tags, and those of buttons and labels."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "value"]


def plain(text: str) -> str:
    return " ".join(text.replace("&hellip;", "…").split()).casefold()


def segments_of(template: str) -> set[str]:
    """The texts of a template; of an `if` with an `else`, once with either."""
    source = re.sub(r"(?s)\{% comment .*?endcomment %\}|\{#.*?#\}", "", template)
    source = re.sub(r"\{% trans(?:late)? '([^']+)'[^%]*%\}", r"\1", source)
    either = r"\{% if [^%]*%\}([^{<]*)\{% else %\}([^{<]*)\{% endif %\}"
    found = set()
    for branch in (r"\1", r"\2"):
        text = re.sub(either, branch, source)
        text = re.sub(r"(?s)\{%.*?%\}|\{\{.*?\}\}", "<b>", text)
        found |= {plain(each) for each in Segments(text).found}
    return found


@cache
def visible_texts() -> set[str]:
    """Texts of templates between tags and values, and every text in the code."""
    stock = Path(django.__file__).parent / "contrib/admin/templates"
    found = set()
    for folder in (ROOT / "templates", stock):
        for file in folder.rglob("*.html"):
            found |= segments_of(file.read_text(encoding="utf-8"))
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            texts = [e.value for e in ast.walk(tree) if isinstance(e, ast.Constant)]
            found |= {plain(text) for text in texts if isinstance(text, str)}
    models = admin.site._registry
    return found | {plain(f"Add {model._meta.verbose_name}") for model in models}


def bold_in(name: str) -> list[str]:
    """What a guide says to press or to look for: words in bold or in quotes."""
    source = re.sub(r"!\[[^\]]*\]", "", source_of(name))
    found = re.findall(r"\*\*([^*]+)\*\*|“([^”]+)”", source)
    return [" ".join((bold or quoted).split()) for bold, quoted in found]


def links_in(name: str) -> list[tuple[str, str]]:
    """The words and the target of each link, images left out."""
    pattern = r"(?<!!)\[([^\]]+)\]\(([^)]+)\)"
    found = re.findall(pattern, source_of(name))
    return [(" ".join(words.split()), target) for words, target in found]


@pytest.mark.parametrize("name", NAMES)
def test_words_in_bold_stand_on_a_page(name):
    assert [each for each in bold_in(name) if plain(each) not in visible_texts()] == []
    assert len(bold_in(name)) >= 2


def test_words_that_stand_nowhere_are_found():
    assert plain("Take it back") in visible_texts()
    assert plain("Add role") not in segments_of(
        "<p>Add {% if a %}a role{% endif %}</p>"
    )
    assert segments_of('<p>A<b>B</b> {{ c }}<input value="D"></p>') == {
        "a",
        "b",
        "",
        "d",
    }
    assert plain("Send everybody home") not in visible_texts()


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_pages_by_their_own_names(name):
    names = {each.name for each in addresses() if not each.takes}
    wrong = [
        (words, target)
        for words, target in links_in(name)
        if not target.startswith("page:") or target[5:] not in names
    ]

    assert wrong == []
    assert links_in(name)


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("column", [c for c in COLUMNS if c != "national"])
def test_every_page_that_a_guide_links_opens_for_its_readers(column):
    """The national team reads the office's guide and opens only some of its pages."""
    make_year("b")
    user = account_for(make_year("a"), column)
    client = client_of(user)
    names = [each.name for each in guides.guides_for(user)]
    pages = {target[5:] for name in names for _, target in links_in(name)}

    answers = {name: client.get(reverse(name), follow=True) for name in sorted(pages)}

    closed = {
        name: a.status_code for name, a in answers.items() if a.status_code != 200
    }
    assert closed == {}
    assert len(pages) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_images_exist_and_say_what_they_show(name):
    found = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", source_of(name))

    assert found
    assert [alt for alt, _ in found if len(alt.split()) < 5] == []
    assert [file for _, file in found if not (guides.FOLDER / file).is_file()] == []
    assert [
        file for _, file in found if finders.find(f"guide/{Path(file).name}") is None
    ] == []


def test_every_image_is_in_a_guide_and_all_of_them_are_small():
    files = list((guides.FOLDER / "images").iterdir())
    sources = "".join(source_of(name) for name in NAMES)

    assert [file.name for file in files if f"(images/{file.name})" not in sources] == []
    assert sum(file.stat().st_size for file in files) < 1_500_000


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_is_drawn_whole(name):
    html = guides.html_of(BY_NAME[name])

    text = re.sub(r"<[^>]+>", "", html)
    assert [mark for mark in ("**", "](", "![", "##", "page:") if mark in text] == []
    assert html.count("<h2 id=") == source_of(name).count("\n## ")
    assert html.count("<img ") == source_of(name).count("![")
    anchors = [each.anchor for each in guides.blocks_of(name) if each.anchor]
    assert len(anchors) == len(set(anchors))


def test_marks_become_html_and_everything_else_is_text():
    marked = guides._marked(
        "Press **Save & go**\nor [Today](page:hubsite:lead) <b>, [x](evaluator.md#a)"
        " ![A page of two lists](images/a.png) [y](javascript:alert)"
    )

    assert marked == (
        'Press <strong>Save &amp; go</strong> or <a href="/lead/">Today</a> &lt;b&gt;, '
        "[x](evaluator.md#a) "
        '<img src="/static/guide/a.png" alt="A page of two lists" loading="lazy"> '
        "[y](javascript:alert)"
    )


def test_the_sections_of_a_guide_are_its_tasks_without_their_parts(monkeypatch):
    blocks = tuple(markup.blocks_of("## Ring\n\nWhom.\n\n### By hand\n\n## Write"))
    monkeypatch.setattr(guides, "blocks_of", lambda name: blocks)

    found = guides.sections_of(BY_NAME["evaluator"])

    assert found == [("ring", "Ring"), ("write", "Write")]


# --- the help of each page


def anchors_of(name: str) -> set[str]:
    return {each.anchor for each in guides.blocks_of(name) if each.anchor}


def test_every_anchor_of_the_map_is_a_heading_of_its_guide():
    wrong = [
        (name, anchor)
        for name, pages in guides.anchors().items()
        for anchor in pages.values()
        if anchor not in anchors_of(name)
    ]

    assert list(guides.anchors()) == NAMES
    assert wrong == []


def test_every_page_of_the_map_exists():
    names = {each.name for each in addresses()}
    gone = [
        page
        for pages in guides.anchors().values()
        for page in pages
        if not any(guides._fits(page, name) for name in names)
    ]

    assert gone == []


@pytest.mark.parametrize(
    ("guide", "page", "anchor"),
    [
        ("hub-office", "admin:index", "start-the-day"),
        ("hub-office", "admin:recruitment_place_changelist", "see-who-waits-for-what"),
        ("hub-office", "admin:recruitment_email_change", "look-after-letters"),
        ("hub-office", "hubsite:lead", ""),
        ("work-group-lead", "hubsite:lead", "start-from-today"),
        ("work-group-lead", "hubsite:lead_more", ""),
        ("gone", "hubsite:lead", ""),
    ],
)
def test_the_longest_name_that_fits_a_page_counts(guide, page, anchor):
    assert guides.anchor_for(guide, page) == anchor


class HelpLinks(HTMLParser):
    """The links of a page that are called Help."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.href = ""
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if self.href and data.strip() == "Help":
            self.found.append(self.href)


#: Pages that every role opens and no guide speaks of: Help is the list of guides.
FOR_EVERYBODY = {"hubsite:help", "hubsite:show_guide"}


def pages_with_help(column: str) -> list:
    """The pages of a role's own that have a navigation."""
    return [
        each
        for each in lined()
        if each.line["access"] == "account"
        and each.line.get("family") != "allauth"
        and column in each.line["roles"]
        and not each.line.get("post_only")
        and each.name not in FOR_EVERYBODY
    ]


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("column", COLUMNS)
def test_each_page_opens_help_at_an_anchor_that_exists(column):
    make_year("b")
    mine = make_year("a")
    client = client_of(account_for(mine, column))
    seen, wrong = 0, []

    for page in pages_with_help(column):
        answer = client.get(url_of(page, mine))
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        if "<nav" not in text and 'id="header"' not in text:
            continue
        seen += 1
        url, anchor = urldefrag(next(iter(HelpLinks(text).found), ""))
        name = url.removeprefix("/help/").rstrip("/")
        if name not in NAMES or anchor not in anchors_of(name):
            wrong.append((page.name, url, anchor))

    assert wrong == []
    assert seen >= {"la_partner": 1, "work_group_lead": 6}.get(column, 12)


@pytest.mark.django_db
def test_a_page_of_no_guide_has_the_list_of_guides_for_help():
    client = client_of(make_staff("hub_lead"))

    assert HelpLinks(client.get("/work-groups/").content.decode()).found == ["/help/"]
    assert HelpLinks(Client().get("/work-groups/").content.decode()).found == []


@pytest.mark.django_db
def test_help_takes_no_statement_more(data_statements):
    client = client_of(make_staff("work_group_lead"))
    url = reverse("hubsite:show_guide", args=["work-group-lead"])
    client.get(url)

    with data_statements(at_most=3) as found:
        client.get(url)

    assert found
