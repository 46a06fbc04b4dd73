"""Contrasts of the colours, the strict CSP of templates, markup of form fields."""

import re

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string

from tests.pages import one_line

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
TEXTS = sorted(
    path
    for path in (settings.BASE_DIR / "templates").rglob("*.*")
    if path.suffix in {".txt", ".css"}
)
#: Pages: mail programs need the styles that the policy of pages refuses.
PAGES = [path for path in TEMPLATES if path.parent.name != "emails"]
HUB_CSS = (settings.BASE_DIR / "static/css/hub.css").read_text()
ADMIN_CSS = (settings.BASE_DIR / "static/css/admin.css").read_text()


class AboutYouForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As your school knows it.")
    phone = forms.CharField(label="Phone", required=False)
    year = forms.ChoiceField(
        label="Which year of ECT are you in?",
        help_text="The one you are in now.",
        choices=[("1", "First year"), ("2", "Second year")],
        widget=forms.RadioSelect,
    )
    can_attend = forms.BooleanField(label="I can attend these dates")


def colours(css):
    """The custom properties in a stylesheet's first rule, without those for print."""
    tokens = css[: css.index("}")]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", tokens))


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *[
            (ink, ground)
            for ink in ("ink", "quiet", "green", "amber", "red", "blue", "plum")
            for ground in ("paper", "sheet")
        ],
        ("sheet", "green"),
        ("sheet", "amber"),
        ("sheet", "red"),
        ("sheet", "blue"),
        ("green", "green-soft"),
        ("amber", "amber-soft"),
        ("red", "red-soft"),
        ("blue", "blue-soft"),
    ],
)
def test_text_has_enough_contrast_on_its_background(ink, ground):
    tokens = colours(HUB_CSS)

    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "sheet", "green", "green-soft"])
def test_the_focus_ring_is_visible_on_every_background(ground):
    tokens = colours(HUB_CSS)

    rings = [contrast(tokens[ring], tokens[ground]) for ring in ("focus", "ink")]

    assert max(rings) >= 3
    assert contrast(tokens["focus"], tokens["ink"]) >= 3


def test_the_admin_has_the_same_colours():
    ours, theirs = colours(HUB_CSS), colours(ADMIN_CSS)

    shared = ours.keys() & theirs.keys()
    assert {"ink", "paper", "green", "amber", "red", "blue", "focus"} <= shared
    assert {name: ours[name] for name in shared} == {
        name: theirs[name] for name in shared
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_templates_keep_to_the_strict_policy(path):
    text = path.read_text()
    if path.name == "report.html":  # a file to download, with its own styles
        text = text.replace("<style>", "", 1)

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_a_field_has_label_hint_error_and_input_in_that_order():
    html = render_to_string("hub/uni_form.html", {"form": AboutYouForm({})})

    field = html[: html.index("div_id_phone")]
    order = [
        'for="id_name"',
        'id="id_name_helptext"',
        'id="id_name_error"',
        'id="id_name"',
    ]
    positions = [field.index(part) for part in order]
    assert positions == sorted(positions)
    assert 'aria-describedby="id_name_helptext id_name_error"' in field


def test_a_group_of_choices_is_a_fieldset_with_its_error():
    html = one_line(render_to_string("hub/uni_form.html", {"form": AboutYouForm({})}))

    group = html[html.index("div_id_year") : html.index("div_id_can_attend")]
    assert '<fieldset aria-describedby="id_year_helptext id_year_error">' in group
    assert '<legend class="field__label">Which year of ECT are you in?' in group
    assert 'for="id_year_0"' in group and 'for="id_year_1"' in group


def test_only_optional_fields_are_labelled_optional():
    html = render_to_string("hub/uni_form.html", {"form": AboutYouForm()})

    assert html.count("(optional)") == 1
    assert 'Phone <span class="optional">(optional)</span>' in html


def test_the_summary_links_to_each_field_and_to_the_first_of_a_group():
    form = AboutYouForm({})
    form.add_error(None, "We could not reach the list of schools.")

    html = render_to_string("hub/errors.html", {"form": form})

    assert re.findall(r'href="#(\w+)"', html) == [
        "id_name",
        "id_year_0",
        "id_can_attend",
    ]
    assert "<li>We could not reach the list of schools.</li>" in html
    assert 'tabindex="-1"' in html and "autofocus" in html


def test_a_valid_form_has_no_error_summary():
    assert not render_to_string("hub/errors.html", {"form": AboutYouForm()}).strip()


def test_the_title_says_that_there_is_an_error():
    html = render_to_string("base.html", {"form": AboutYouForm({})})

    assert re.search(r"<title>Error: ", html)
    assert html.index("error-summary") < html.index('<footer class="footer">')


def test_the_base_template_renders_without_a_hub_or_a_request():
    html = render_to_string("500.html")

    assert "Something went wrong on our side" in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize(
    "path", [*TEMPLATES, *TEXTS], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_template_line_is_longer_than_120_columns(path):
    lines = path.read_text(encoding="utf-8").split("\n")

    assert [line for line in lines if len(line) > 120] == []


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if p.name.startswith("_")], ids=lambda p: p.name
)
def test_every_partial_says_what_it_expects(path):
    assert "{% comment %}" in path.read_text(encoding="utf-8")[:200]


CARRIES_TOKEN = re.compile(r"\{%\s*csrf_token\s*%\}")
RAW = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_prints_text_unescaped(path):
    assert RAW.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_carries_the_csrf_token(path):
    text = path.read_text(encoding="utf-8")
    forms = re.split(r"<form\b", text)[1:]

    posting = [form for form in forms if re.match(r'[^>]*method="post"', form)]

    without = [
        form for form in posting if not CARRIES_TOKEN.search(form.split("</form>")[0])
    ]
    assert without == []


def test_markup_in_a_form_error_is_shown_as_text():
    form = AboutYouForm({"name": "x", "year": "<b>3</b>", "can_attend": "on"})
    form.add_error("name", "<script>alert(1)</script>")
    form.add_error(None, "<img src=x>")

    fields = render_to_string("hub/uni_form.html", {"form": form})
    summary = render_to_string("hub/errors.html", {"form": form})

    assert "&lt;script&gt;" in fields and "&lt;script&gt;" in summary
    assert "&lt;img src=x&gt;" in summary
    assert not re.search(r"<(script|img|b)\b", fields + summary)
