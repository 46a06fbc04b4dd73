"""The inputs of a field of choices, as `templates/hub/field.html` draws them."""

from django import template
from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from workgroups.form_renderer import as_text, attributes

register = template.Library()

CHOICE = (
    '<div class="choice"><input type="{}" name="{}" value="{}"{}>'
    '<label for="{}">{}</label></div>'
)


@register.filter
def inputs(field: BoundField) -> SafeString:
    """An input with its label for each choice of radio buttons or tick boxes.

    Twenty of them in a template made half of the cost of their page.
    """
    choices = [choice.data for choice in field]
    return format_html_join(
        "",
        CHOICE,
        (
            (
                each["type"],
                each["name"],
                as_text(each["value"]),
                attributes(each["attrs"]),
                each["attrs"].get("id", ""),
                each["label"],
            )
            for each in choices
        ),
    )
