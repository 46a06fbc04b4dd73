"""Inputs that are drawn without a template look as Django's templates draw them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils.safestring import SafeString

from workgroups.form_renderer import FormRenderer, attributes, plain_input

ODD = """<b> & "quotes" 'one'"""


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(), None),
        (forms.TextInput(), ""),
        (forms.TextInput(attrs={"autocomplete": "given-name"}), "Ada"),
        (forms.TextInput(attrs={"data-odd": ODD, "title": SafeString("&amp;")}), ODD),
        (forms.TextInput(attrs={"disabled": True, "hidden": False}), "0"),
        (forms.EmailInput(attrs={"maxlength": 254}), "ada@example.org"),
        (forms.NumberInput(attrs={"min": 0}), 1000),
        (forms.HiddenInput(), SafeString("<i>")),
        (forms.CheckboxInput(), True),
        (forms.CheckboxInput(), False),
        (forms.PasswordInput(), "secret"),
        (forms.DateInput(), "2026-10-16"),
        (forms.TimeInput(), "16:00"),
        (forms.URLInput(), "https://example.org/?a=1&b=2"),
        (forms.Textarea(attrs={"rows": 3}), ODD),
        (forms.Select(choices=[("a", ODD), ("b", "B")]), "b"),
    ],
)
def test_an_input_is_drawn_as_by_django(widget, value):
    drawn = widget.render("na<me", value, {"id": "id_x"}, renderer=FormRenderer())

    assert drawn == widget.render("na<me", value, {"id": "id_x"}, DjangoTemplates())


def test_the_site_draws_its_inputs_without_a_template(settings):
    assert settings.FORM_RENDERER == "workgroups.form_renderer.FormRenderer"


def test_an_input_escapes_what_people_typed():
    drawn = forms.TextInput().render("name", ODD, renderer=FormRenderer())

    assert drawn == (
        '<input type="text" name="name" '
        'value="&lt;b&gt; &amp; &quot;quotes&quot; &#x27;one&#x27;">'
    )


@pytest.mark.parametrize(("value", "drawn"), [("", ' value=""'), (None, "")])
def test_an_empty_value_is_one(value, drawn):
    widget = {"type": "text", "name": "x", "value": value, "attrs": {}}

    assert plain_input(widget) == f'<input type="text" name="x"{drawn}>'


def test_attributes_without_a_value_and_attributes_left_out():
    given = {"checked": True, "hidden": False, "data-x": '"', "rows": 3}

    assert attributes(given) == ' checked data-x="&quot;" rows="3"'


class Choosing(forms.Form):
    years = forms.MultipleChoiceField(
        choices=[("3", "Year 3"), ('"4"', "<Year 4>")],
        widget=forms.CheckboxSelectMultiple,
    )


def test_each_choice_is_an_input_with_its_label():
    form = Choosing({"years": ["3"]})

    drawn = Template("{% load choices %}{{ form.years|inputs }}").render(
        Context({"form": form})
    )

    assert drawn == (
        '<div class="choice"><input type="checkbox" name="years" value="3"'
        ' id="id_years_0" checked><label for="id_years_0">Year 3</label></div>'
        '<div class="choice"><input type="checkbox" name="years"'
        ' value="&quot;4&quot;" id="id_years_1"><label for="id_years_1">'
        "&lt;Year 4&gt;</label></div>"
    )
