"""Each sentence of the shipped privacy notice is kept by something that exists."""

import ast
import re
import tomllib
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.test import Client
from django.utils.html import strip_tags

from recruitment import delivery, links, outbox
from recruitment.models import Email
from tests.factories import (
    FRIDAY_5PM,
    make_mentorship,
    make_place,
    make_session,
    make_work_group,
    mark_present,
)
from tests.hubsite.addresses import addresses
from workgroups.public_texts import TEXTS, notice_names

ROOT = Path(settings.BASE_DIR)
PROMISES = tomllib.loads(
    (ROOT / "workgroups/notice_promises.toml").read_text(encoding="utf-8")
)["promises"]
FACTS = ROOT / "templates/workgroups/_what_this_site_keeps.html"


def sentences_of(text: str) -> list[str]:
    """The sentences of a text without its headings."""
    parts = re.split(r"\n\s*\n", re.sub(r"(?m)^##.*$", "\n", text))
    lines = [" ".join(part.split()) for part in parts if part.strip()]
    return [
        sentence for line in lines for sentence in re.split(r"(?<=[.?!]) (?=\S)", line)
    ]


def facts_of_the_site() -> str:
    source = re.sub(r"(?s)\{% comment .*?endcomment %\}", "", FACTS.read_text())
    source = re.sub(r"<h2>.*?</h2>", "\n\n", source)
    return strip_tags(re.sub(r"</?(?:p|li|ul)>", "\n\n", source))


def shipped_sentences() -> list[str]:
    found = [each for n in notice_names() for each in sentences_of(TEXTS[n].shipped)]
    return found + sentences_of(facts_of_the_site())


def test_every_sentence_of_the_shipped_notice_has_its_entry():
    assert [each["says"] for each in PROMISES] == shipped_sentences()


def test_the_notice_is_read_as_sentences():
    text = "## A\nOne thing. Two!\nMore of two?\n\n## B\n\nThree."

    assert sentences_of(text) == ["One thing.", "Two!", "More of two?", "Three."]
    assert len(sentences_of(facts_of_the_site())) == 29


@cache
def names_of_tests(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def exists(keeper: str) -> bool:
    kind, _, name = keeper.partition(" ")
    if kind == "test":
        path, _, test = name.partition("::")
        return (ROOT / path).exists() and test in names_of_tests(path)
    if kind == "url":
        return name in {each.name for each in addresses()}
    owner, _, last = name.rpartition(".")
    if kind == "does":
        return callable(getattr(import_module(owner), last, None))
    return kind == "field" and has_field(owner, last)


def has_field(model: str, name: str) -> bool:
    try:
        apps.get_model(model)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return False
    return True


@pytest.mark.parametrize("promise", PROMISES, ids=lambda each: each["says"][:40])
def test_what_keeps_a_sentence_exists(promise):
    assert promise["kept_by"]
    assert [each for each in promise["kept_by"] if not exists(each)] == []


@pytest.mark.parametrize(
    "keeper",
    [
        "test tests/test_gone.py::test_a",
        "test tests/test_headers.py::test_gone",
        "url hubsite:gone",
        "does recruitment.outbox.gone",
        "field recruitment.Place.gone",
        "field recruitment.Gone.state",
        "somebody",
    ],
)
def test_what_does_not_exist_is_found(keeper):
    assert not exists(keeper)


# --- what no other test holds


@pytest.fixture
def mentored():
    """Somebody with a place and a mentor, and a session that is over."""
    group = make_work_group()
    session = make_session(group, on=(FRIDAY_5PM - timedelta(days=1)).date())
    place = make_place("confirmed", work_group=group)
    return place, session, make_mentorship(place.participant)


def page_of_mentor(mentorship, *, occasion: str) -> str:
    mentor = mentorship.mentor
    email = outbox.queue(
        "mentor_sign_in", about=mentor, to=mentor, occasion=occasion, at=FRIDAY_5PM
    )
    client = Client()
    answer = client.get(f"/mentor/{links.token_of(email.link)}/", follow=True)
    text = answer.content.decode()
    assert mentorship.participant.first_name in text
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.django_db
@pytest.mark.friday
def test_a_mentor_reads_no_attendance_and_no_feedback(mentored):
    place, session, mentorship = mentored
    before = page_of_mentor(mentorship, occasion="before")

    mark_present(place, session)

    assert page_of_mentor(mentorship, occasion="after") == before
    words = " ".join(strip_tags(before).split()).lower()
    assert "feedback" not in words
    assert "present" not in words
    assert "absent" not in words


@pytest.mark.django_db
@pytest.mark.friday
def test_a_mentor_is_told_how_we_have_the_address(mentored):
    _, _, mentorship = mentored
    queued = outbox.queue(
        "mentor_told", about=mentorship, to=mentorship.mentor, at=FRIDAY_5PM
    )
    email = Email.objects.select_related("hub", "link").get(pk=queued.pk)
    about, to = outbox.get_rows(email)

    _, _, body = delivery.compose(email, about, to, to.email, at=FRIDAY_5PM)

    said = " ".join(body.split())
    assert f"Dear Jo Fern, {mentorship.participant.full_name} takes part in" in said
    assert (
        "We were told that you are their mentor, and were given this address." in said
    )
