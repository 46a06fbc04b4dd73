"""Pages of the admin site that belong to no model: each app enters its own.

The admin site reads the registry when it answers its first request, so a page is
entered as its app's admin is imported.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase

#: What a page answers with itself, or the context of its template.
Answer = HttpResponseBase | dict[str, Any]


@dataclass(frozen=True)
class AdminPage:
    """One page: its address below the admin's, its URL name and its template.

    `view` takes the request and what stands in the address.
    """

    route: str
    name: str
    template: str
    view: Callable[..., Answer]


_pages: dict[str, AdminPage] = {}


def add_page(route: str, name: str, template: str, view: Callable[..., Answer]) -> None:
    _pages[name] = AdminPage(route, name, template, view)


def pages() -> list[AdminPage]:
    return list(_pages.values())
