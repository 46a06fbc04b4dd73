"""The home of a row: a page with all that belongs to it, whose form is one tab.

A model has a home once an app enters a tab for it, from its `AppConfig.ready` or its
admin. The ModelAdmin reads the registry when it answers, so no app changes the
ModelAdmin of another. Homes are for the staff of the row's hub.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workgroups import permissions


@dataclass(frozen=True)
class Tab:
    """One page of a home; the tab without a name is the home itself.

    `read` returns the context of `template` for a request and a row. `post` answers a
    POST; None from it shows the page again. A tab `under` another, by its name, stands
    in a second line of tabs, which shows once one of the two is open.
    """

    name: str
    words: str
    template: str
    read: Callable[[HttpRequest, Any], dict[str, Any]]
    post: Callable[[HttpRequest, Any], HttpResponse | None] | None = None
    under: str | None = None


@dataclass(frozen=True)
class Act:
    """A button of a home: an action of a list of the admin, done to one row.

    With `reasons`, codes and words, each reason is a button. `comes_back` says that
    the home opens again afterwards. Without an `action` it opens the page at `url`.
    `look` is "main" for what is most likely due, "link" for a page that only shows
    something, "grave" for what ends the row: those are folded away.
    """

    words: str
    url: str  # of the list
    action: str = ""
    row_id: int = 0
    reasons: tuple[tuple[str, str], ...] = ()
    comes_back: bool = False
    look: str = ""

    @property
    def is_grave(self) -> bool:
        return self.look == "grave"


@dataclass(frozen=True)
class TabLink:
    """A tab of a row. `within` holds it and those under it, once one is open."""

    words: str
    url: str
    is_here: bool = False
    within: tuple["TabLink", ...] = ()

    @property
    def holds_here(self) -> bool:
        """Whether this tab, or one under it, is open."""
        return self.is_here or any(each.is_here for each in self.within)


#: The tabs that each home has from the stock admin.
STOCK_PAGES = ("change", "history")
#: For a row, the models and ids of rows whose audit entries its history shows too.
Belongings = Callable[[Any], list[tuple[str, Iterable[Any]]]]

_tabs: dict[type[Model], dict[str, Tab]] = {}
_belongings: dict[type[Model], Belongings] = {}
_acts: dict[type[Model], list[Callable[[HttpRequest, Any], list[Act]]]] = {}


def add_tab(model: type[Model], tab: Tab) -> None:
    _tabs.setdefault(model, {})[tab.name] = tab


def add_acts(model: type[Model], acts: Callable[[HttpRequest, Any], list[Act]]) -> None:
    """Enter the buttons that stand under the title of a model's homes."""
    _acts.setdefault(model, []).append(acts)


def add_belongings(model: type[Model], belongings: Belongings) -> None:
    """Let the history of a model's rows tell of rows that belong to them as well."""
    _belongings[model] = belongings


def history_of(row: Model) -> Q:
    """The condition of audit entries about a row and what belongs to it."""
    found = Q(object_type=row._meta.label_lower, object_id=str(row.pk))
    belongings = _belongings.get(type(row))
    for label, ids in belongings(row) if belongings else ():
        found |= Q(object_type=label, object_id__in=[str(each) for each in ids])
    return found


def tabs_of(model: type[Model]) -> dict[str, Tab]:
    return _tabs.get(model, {})


def acts_on(request: HttpRequest, row: Model) -> list[Act]:
    """The buttons that the account may press for a row as it is now."""
    return [each for acts in _acts.get(type(row), []) for each in acts(request, row)]


def are_for(user: Any) -> bool:
    """Whether an account works at the homes of some hub."""
    return bool(permissions.scope_of(user).staff_hubs)


def is_for(user: Any, row: Any) -> bool:
    """Whether an account works at the home of this row; its hub may be any."""
    hubs = permissions.scope_of(user).staff_hubs
    return bool(hubs) and getattr(row, "hub_id", None) in {None, *hubs}


def url_of(row: Model, tab: str = "") -> str:
    """The address of a row's home, or of one of its tabs."""
    model = type(row)._meta
    name = f"admin:{model.app_label}_{model.model_name}"
    if not tab:
        return reverse(f"{name}_home", args=[row.pk])
    return reverse(f"{name}_tab", args=[row.pk, tab])


def link_to(row: Model, words: object) -> SafeString:
    """A link to a row's home, for a column of another list."""
    return format_html('<a href="{}">{}</a>', url_of(row), words)


def tab_links(request: HttpRequest, row: Model, here: str) -> list[TabLink]:
    """The tabs of a row, then its form and its history; none without a home."""
    tabs = tabs_of(type(row))
    if not tabs or not is_for(request.user, row):
        return []
    pages = [(each.name, each.words, each.under) for each in tabs.values()]
    pages += [
        ("change", _words_of_form(request, row), None),
        ("history", "History", None),
    ]
    return [
        TabLink(
            words,
            _url_of_page(row, name),
            name == here,
            _within(row, name, pages, here),
        )
        for name, words, under in pages
        if under is None
    ]


def _words_of_form(request: HttpRequest, row: Model) -> str:
    scope = permissions.scope_of(request.user)
    may_change = permissions.allows(scope, row._meta.label, "change")
    return "Edit" if may_change else "Details"


def _within(
    row: Model, name: str, pages: list[tuple[str, str, str | None]], here: str
) -> tuple[TabLink, ...]:
    """The second line of tabs; the home itself has none, to keep its top free."""
    group = [(each, words) for each, words, _ in pages if each == name]
    group += [(each, words) for each, words, under in pages if under == name]
    if not here or len(group) == 1 or here not in {each for each, _ in group}:
        return ()
    return tuple(
        TabLink(words, _url_of_page(row, each), each == here) for each, words in group
    )


def _url_of_page(row: Model, name: str) -> str:
    if name not in STOCK_PAGES:
        return url_of(row, name)
    model = row._meta
    page = f"admin:{model.app_label}_{model.model_name}_{name}"
    return reverse(page, args=[row.pk])
