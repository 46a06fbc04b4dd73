"""The HTML part of an email: the words of its text, in one frame for all kinds."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.template.loader import get_template

from recruitment import delivery, links, outbox
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.pages import one_line

pytestmark = pytest.mark.django_db

#: What the button of each kind says; a kind without a link has none.
BUTTONS = {
    "account_invitation": "Accept",
    "already_asked": "See where I stand",
    "asked_about_next_year": "Look at my answers",
    "asked_to_check_details": "Look at my details",
    "asked_to_confirm": "Confirm my place",
    "export_ready": "Open the export",
    "feedback_asked": "Give feedback",
    "feedback_asked_again": "Give feedback",
    "leads_asked": "Give feedback",
    "session_reminder": "Say how it went",
    "feedback_reminder": "Give feedback",
    "group_opened": "See the group",
    "implication_due": "Say how it stands",
    "mentor_invited": "Open my page",
    "guest_session_changed": "Open my places",
    "mentor_session_one": "Open my page",
    "mentor_sign_in": "Open my page",
    "mentor_tasks": "Open my page",
    "mentor_told": "See the plan",
    "monthly_list": "Open the list",
    "next_year_offered": "Confirm my place",
    "offer_extended": "Confirm my place",
    "offer_lapsed": "See the group",
    "opening_asked": "Yes, tell me",
    "place_cancelled": "See our other groups",
    "place_confirmed": "Open my places",
    "place_moved": "Confirm my place",
    "prove_address": "Use this address",
    "records_merged": "Open my places",
    "records_parted": "Open my places",
    "release_dates": "See all dates",
    "release_told": "See all dates",
    "reminder_about_next_year": "Look at my answers",
    "reminder_to_confirm": "Confirm my place",
    "seat_not_held": "Confirm my place",
    "seat_offered": "Confirm my place",
    "sessions_changed": "I cannot come",
    "sign_in": "Open my places",
    "staff_sign_in": "Sign in",
    "waiting_list": "Show that this is my address",
    "written_by_mistake": "See where I stand",
}
#: A paragraph of a wording that is a link.
LINK = re.compile(r"^\{\{ (?:link|site_url) \}\}", re.MULTILINE)


class Words(HTMLParser):
    """The words of a page in order, without those of its head."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.is_head = True

    def handle_starttag(self, tag, attrs) -> None:
        self.is_head = self.is_head and tag != "body"

    def handle_data(self, data) -> None:
        self.said += [] if self.is_head else data.split()


def words_of(html: str) -> list[str]:
    parser = Words()
    parser.feed(html)
    return parser.said


def composed(kind: str = "asked_to_confirm", sessions: int = 4, **person: str):
    """An email about an offered place: its text, its HTML part and its link."""
    group = make.make_work_group("SKTM <Primary>", venue="Rose Hill")
    for _ in range(sessions + 1):  # one began at the time of writing
        make.make_session(group)
    place = make.make_place(
        "offered", work_group=group, participant=make.make_participant(**person)
    )
    email = outbox.queue(kind, about=place, to=place.participant, at=FRIDAY_5PM)
    message, _, body = delivery.compose(
        email, place, place.participant, "a@example.org", at=FRIDAY_5PM
    )
    return body, message.alternatives[0][0], email.link


def test_the_html_part_says_every_word_of_the_text():
    body, html, _ = composed(sessions=2)

    said = " ".join(words_of(html))
    for sentence in re.split(r"\n+", body.strip()):
        if not sentence.startswith("- "):
            assert one_line(sentence) in said, sentence


def test_the_link_is_one_button_with_its_words_and_the_bare_link_under_it():
    _, html, link = composed()
    url = re.escape(f"http://127.0.0.1:8000/confirm/{links.token_of(link)}/")

    found = re.findall(rf'<a href="{url}"[^>]*>([^<]*)</a>', one_line(html))

    assert [unescape(each) for each in found] == [
        "Confirm my place",
        f"http://127.0.0.1:8000/confirm/{links.token_of(link)}/",
    ]
    assert "word-break:break-all" in html


def test_the_preheader_of_a_paused_offer_names_no_day():
    place = make.make_place("offered", clock_paused_at=FRIDAY_5PM)
    email = outbox.queue(
        "asked_to_confirm", about=place, to=place.participant, at=FRIDAY_5PM
    )

    message, _, _ = delivery.compose(
        email, place, place.participant, "a@example.org", at=FRIDAY_5PM
    )

    assert ">Not secured until you confirm</div>" in message.alternatives[0][0]


def test_three_sessions_are_date_blocks_and_the_others_lines():
    _, html, _ = composed(sessions=5)
    blocks = re.findall(
        r'class="date".*?>(\d+)</div><div[^>]*>(\w+ \d+)<', one_line(html)
    )

    assert blocks == [("6", "Nov 2026"), ("27", "Nov 2026"), ("18", "Dec 2026")]
    assert "<li>Friday 8 January 2027, 4pm to 6pm, Rose Hill</li>" in html
    assert "<li>Friday 29 January 2027, 4pm to 6pm, Rose Hill</li>" in html
    assert html.count("18 December 2026") == 1


def test_the_frame_has_a_preheader_the_news_the_name_and_whom_to_ask():
    _, html, _ = composed(first_name="Zoë")
    page = one_line(html)

    hidden = re.search(r'<div style="display:none[^>]*>(.*?)</div>', page)[1]
    news = re.search(r'<p class="news" style="[^"]*font-size:20px[^>]*>(.*?)</p>', page)
    assert hidden == "Not secured until you confirm, by Friday 16 October, 5pm"
    assert news[1] == (
        "Thank you: we have your expression of interest in SKTM &lt;Primary&gt; "
        "(2026/27), and there is a place for you."
    )
    assert ">London South East+</span>" in page
    assert "Questions? Write to hub@example.org." in page
    assert "prefers-color-scheme: dark" in page


def source_of(template: str) -> str:
    """The source of a template, and of the parts that it includes."""
    source = get_template(template).template.source
    parts = re.findall(r'{% include "([^"]+)" %}', source)
    return source + "".join(source_of(part) for part in parts)


def test_every_kind_with_a_link_has_a_button():
    for kind in outbox.kinds():
        has_link = bool(LINK.search(source_of(kind.body_template)))
        assert kind.button == (BUTTONS[kind.name] if has_link else ""), kind.name


def test_an_email_without_a_hub_has_the_name_of_the_site():
    user = make.make_user()
    email = outbox.queue("staff_sign_in", about=user, to=user, at=FRIDAY_5PM)

    message, _, _ = delivery.compose(email, user, user, "a@example.org", at=FRIDAY_5PM)

    html = one_line(message.alternatives[0][0])
    assert ">Maths Hub Work Groups</span>" in html
    assert ">Sign in</a>" in html
