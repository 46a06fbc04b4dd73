"""Helpers that read the forms and errors of a page."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class _Forms(HTMLParser):
    """Collects every form of a page with the data that it would post unchanged."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "form":
            self.forms.append({"names": set(), "data": {}})
        if not self.forms:
            return
        if name:
            self.forms[-1]["names"].add(name)
        if tag == "input" and name:
            self._input(name, found)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self._add(self.select, found.get("value") or "")
        elif tag == "textarea":
            self.area = name
            self._add(name, "")

    def _input(self, name: str, found: dict[str, str | None]) -> None:
        kind = found.get("type") or "text"
        if kind in {"checkbox", "radio"}:
            if "checked" in found:
                self._add(name, found.get("value") or "on")
        elif kind not in {"submit", "button", "file"}:
            self._add(name, found.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area:
            values = self.forms[-1]["data"][self.area]
            values[-1] += data.removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        self.forms[-1]["data"].setdefault(name, []).append(value)


def form_on(response: HttpResponse, *, having: str) -> dict[str, Any]:
    """The data of the form that has a field of this name."""
    reader = _Forms()
    reader.feed(response.content.decode())
    found = [form["data"] for form in reader.forms if having in form["names"]]
    assert found, f"no form with {having!r} on the page"
    return {name: values for name, values in found[0].items() if name}


def errors_on(response: HttpResponse) -> str:
    """The page's text if a form was refused; "" for a redirect."""
    if response.status_code == 302:
        return ""
    text = response.content.decode()
    return text[text.find("error") - 200 : text.find("error") + 800]


def one_line(html: str) -> str:
    """HTML with each run of white space as one space, as a browser shows it."""
    return " ".join(html.split()).replace(" >", ">")
