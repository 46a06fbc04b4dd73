"""Draws the plain inputs of forms without a template.

A template of Django's for each input, with one more for its attributes, made a sixth
of the cost of a page with three questions. Everything else is drawn as before.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

WIDGETS = "django/forms/widgets"
#: The templates that hold nothing but Django's input.html.
PLAIN = {
    f"{WIDGETS}/{name}.html"
    for name in (
        *("checkbox", "date", "datetime", "email", "hidden", "input", "number"),
        *("password", "search", "tel", "text", "time", "url"),
    )
}


class FormRenderer(DjangoTemplates):
    def render(
        self,
        template_name: str,
        context: dict[str, Any],
        request: HttpRequest | None = None,
    ) -> str:
        if template_name in PLAIN:
            return plain_input(context["widget"])
        drawn: str = super().render(template_name, context, request)
        return drawn


def plain_input(widget: Mapping[str, Any]) -> SafeString:
    """An input as Django's input.html and attrs.html draw it."""
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', as_text(value)),
        attributes(widget["attrs"]),
    )


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """HTML attributes: True is one without a value, False is left out."""
    return format_html_join(
        "",
        "{}{}",
        (
            (
                format_html(" {}", name),
                "" if value is True else format_html('="{}"', as_text(value)),
            )
            for name, value in attrs.items()
            if value is not False
        ),
    )


def as_text(value: Any) -> SafeString:
    return conditional_escape(value if isinstance(value, str) else str(value))
