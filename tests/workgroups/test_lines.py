"""Paragraphs of emails that take several lines in their template."""

import pytest
from django.template import Context, Template

from workgroups import wordings
from workgroups.wordings import Placeholder


def rendered(body: str, **values: object) -> str:
    source = "{% load lines %}{% continued %}" + body + "{% endcontinued %}"
    return Template(source).render(Context(values, autoescape=False))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("We write\n  to you.", "We write to you."),
        ("We write \n  to you.", "We write to you."),
        ("Until\n  {{ day }},\n  5pm.", "Until Monday, 5pm."),
        ("{% if day %}On\n  {{ day }}{% else %}Some\n  day{% endif %}.", "On Monday."),
        ("{% if none %}On{% else %}Some\n  day{% endif %}.", "Some day."),
        ("{% for n in days %}\n- {{ n }}\n  o'clock{% endfor %}", "\n- 9 o'clock"),
        ("Dear Ada,\n\nOne\n  two.\n\nThree.", "Dear Ada,\n\nOne two.\n\nThree."),
    ],
)
def test_a_line_that_begins_with_a_blank_is_joined_to_the_one_before(body, text):
    assert rendered(body, day="Monday", days=[9]) == text


def test_lines_of_a_value_stay_as_they_are():
    assert rendered("Try:\n  {{ task }}", task="a\n  b") == "Try: a\n  b"


def test_a_value_is_escaped_where_the_template_escapes():
    source = "{% load lines %}{% continued %}{{ name }}{% endcontinued %}"

    assert Template(source).render(Context({"name": "<b>"})) == "&lt;b&gt;"


def test_a_hub_edits_a_paragraph_in_one_line():
    source = (
        "{% load clock lines %}{% autoescape off %}{% continued %}Dear {{ you }},\n\n"
        "We write\n  to you.\n\nHub\n{% endcontinued %}{% endautoescape %}\n"
    )
    you = Placeholder("you", "{{ you }}", "of the person")

    text = wordings.as_wording(source, [you])

    assert text == "Dear {you},\n\nWe write to you.\n\nHub"
