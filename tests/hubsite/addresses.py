"""Every URL of the site from the resolver, with its entry in url_permissions.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from workgroups import permissions

TABLE = tomllib.loads(
    Path(__file__).with_name("url_permissions.toml").read_text(encoding="utf-8")
)
#: A tab of models whose homes have no letters.
TABS = {"workgroups.School": "notes", "workgroups.Provider": "notes"}
ACCESS_KINDS = {"public", "link", "participant", "account"}


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, its arguments and its view."""

    name: str
    takes: frozenset[str]
    view: Any
    line: dict[str, Any] | None  # None where the policy has no entry


def addresses(resolver: Any = None) -> list[Address]:
    return list(_walk(resolver or get_resolver(), (), frozenset()))


def _walk(resolver: Any, spaces: tuple[str, ...], outer: frozenset[str]) -> Iterator:
    for each in resolver.url_patterns:
        takes = outer | frozenset(each.pattern.converters) | _groups(each)
        if isinstance(each, URLPattern):
            name = ":".join([*spaces, each.name or ""])
            yield Address(name, takes, each.callback, line_of(name))
        else:
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _walk(each, inner, takes)


def _groups(each: Any) -> frozenset[str]:
    regex = getattr(each.pattern, "regex", None)
    return frozenset(regex.groupindex) if regex is not None else frozenset()


def line_of(name: str) -> dict[str, Any] | None:
    """The entry of a URL, or that of its family."""
    if name in TABLE["urls"]:
        return TABLE["urls"][name]
    allauth = TABLE["families"]["allauth"]
    if name in allauth["public"]:
        return {"access": "public", "family": "allauth"}
    if name in allauth["account"]:
        return {"access": "account", "family": "allauth"}
    return _admin_line(name)


def _admin_line(name: str) -> dict[str, Any] | None:
    """ "admin:recruitment_place_change" is the model Place and the act "read"."""
    space, _, rest = name.partition(":")
    app, _, tail = rest.partition("_")
    model, _, page = tail.partition("_")
    act = TABLE["families"]["admin"].get(page)
    for label, columns in permissions.policy()["objects"].items():
        if space == "admin" and act and label.lower() == f"{app}.{model}":
            roles = [key for key in columns if permissions.reach_of(columns[key], act)]
            staff = [role for role in roles if role in {"hub_staff", "national"}]
            return {
                "access": "account",
                "family": "admin",
                "model": label,
                "page": page,
                "roles": staff,
                "others": 403,
            }
    return None


def url_of(address: Address, year: Any) -> str:
    """The URL with the primary keys of a hub's rows."""
    given = {}
    for name in address.takes:
        if name == "token":
            purpose = getattr(address.view, "link_purpose", "")
            given[name] = year.token(purpose) if purpose else "nobody.knows"
        elif name == "tab" and address.line["family"] == "admin":
            given[name] = TABS.get(address.line["model"], "emails")
        elif name == "object_id":
            given[name] = str(row_for(address.line, year).pk)
        else:
            given[name] = _value(address.line["args"][name], year)
    return reverse(address.name, kwargs=given) + (address.line or {}).get("query", "")


def _value(path: str, year: Any) -> Any:
    """ "session.pk" is the primary key of the hub's session."""
    value: Any = year
    for part in path.split("."):
        value = getattr(value, part)
    return value


def row_for(line: Any, year: Any) -> Any:
    """The hub's row of the model that an admin page shows."""
    for row in [year.hub, *year.rows.values()]:
        if getattr(row, "_meta", None) and row._meta.label == line["model"]:
            return row
    return year.shared[line["model"]]
