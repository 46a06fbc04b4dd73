"""Addresses and texts of the evaluator's pages."""

from django.urls import reverse

from tests.pages import one_line


def at(name, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def text_of(response) -> str:
    return one_line(response.content.decode())
