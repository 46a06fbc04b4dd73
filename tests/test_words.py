"""Internal words never appear on pages and emails for people without an account."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from recruitment import delivery, links, outbox
from recruitment.choices import LinkPurpose
from recruitment.models import Email, Link
from tests import sample_rows

OURS = re.compile(
    r"\b(provisional(?:ly)?|roll-?over|lapsed?|walk-?ins?|baselines?|gap[ -]tasks?"
    r"|passages?|codebooks?|suppress(?:ed|ion)|tokens?|kappa)\b",
    re.I,
)
URN = re.compile(r"(?<!school number \()\bURN\b", re.I)
TEMPLATES = Path(settings.BASE_DIR, "templates")
PAGES = (
    "*.html",
    "account/*.html",
    "hub/**/*.html",
    "workgroups/*.html",
    "recruitment/*.html",
    "recruitment/emails/*",
    "evaluation/emails/*",
    "evaluation/*feedback.html",
    "evaluation/feedback_closed.html",
    "evaluation/_rating.html",
    "hubsite/_places.html",
    "hubsite/*sign_in*.html",
    "hubsite/home.html",
    "hubsite/hub.html",
    "hubsite/list_work_groups.html",
    "hubsite/my.html",
    "hubsite/show_work_group.html",
)
FOR_STAFF = {
    *("add_walk_in.html", "record_attendance.html", "fill_in_details.html"),
    "base_workspace.html",
}
OUTSIDE = ("/admin", "/accounts/", "/static/", "/my/finish")


class _Words(HTMLParser):
    """Collects the text and the links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hrefs: list[str] = []
        self.is_code = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.is_code = tag in {"script", "style"}
        self.said += [found.get(name) or "" for name in ("alt", "aria-label", "title")]
        if tag == "a":
            self.hrefs.append(found.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.said.append(data)


def misleading(words: str) -> list[str]:
    return OURS.findall(words) + URN.findall(words)


def own_words(template: Path) -> str:
    """A template's text, without its tags, values and comments."""
    text = re.sub(r"(?s)\{% comment .*?endcomment %\}", " ", template.read_text())
    text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text)
    if template.suffix != ".html":
        return text
    return " ".join(_Words(text).said)


def templates_for_people() -> list[Path]:
    found = {path for pattern in PAGES for path in TEMPLATES.glob(pattern)}
    return sorted(path for path in found if path.name not in FOR_STAFF)


def test_the_search_finds_every_word_it_looks_for() -> None:
    said = "Your provisional place has lapsed: a token, two passages, URN 900001."

    assert misleading(said) == ["provisional", "lapsed", "token", "passages", "URN"]
    assert misleading("Or type its school number (URN).") == []


@pytest.mark.parametrize("template", templates_for_people(), ids=lambda path: path.name)
def test_a_public_template_has_no_internal_words(template: Path) -> None:
    assert misleading(own_words(template)) == []


@pytest.fixture
def sample(db: None) -> None:
    sample_rows.fill(timezone.localdate())


def pages_from(client: Client, starts: list[str], *, at_most: int) -> dict[str, str]:
    """The texts of pages, found by following links."""
    said: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(said) < at_most:
        path = waiting.pop(0)
        if path in said:
            continue
        answer = client.get(path, follow=True)
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        page = _Words(answer.content.decode())
        said[path] = " ".join(page.said)
        for href in page.hrefs:
            target = urlsplit(urldefrag(href).url)
            inside = not target.netloc and target.path.startswith("/")
            if inside and not target.path.startswith(OUTSIDE):
                waiting.append(target.geturl())
    return said


@pytest.mark.one_database
def test_pages_and_emails_of_the_sample_have_no_internal_words(
    sample: None, client: Client
) -> None:
    people = ("recruitment.participant", "recruitment.mentor")
    latest_links = {
        purpose: Link.objects.filter(
            purpose=purpose, used_at=None, superseded_at=None
        ).last()
        for purpose in (LinkPurpose.CONFIRM, LinkPurpose.MENTOR, LinkPurpose.FEEDBACK)
    }

    said = pages_from(client, ["/", "/schools/?q=school"], at_most=80)
    for purpose, link in latest_links.items():
        assert link is not None, purpose
        said |= pages_from(Client(), [f"/{purpose}/{links.token_of(link)}/"], at_most=6)
    for email in Email.objects.filter(recipient_type__in=people):
        said[f"email {email.pk}"] = written(email)

    assert len(said) > 100
    assert {path: misleading(words) for path, words in said.items()} == {
        path: [] for path in said
    }


def written(email: Email) -> str:
    about, recipient = outbox.get_rows(email)
    _, subject, body = delivery.compose(
        email, about, recipient, "a@example.org", at=email.written_at
    )
    return subject + "\n" + re.sub(r"https?://\S+", "", body)
