"""Each URL has an entry in the permission policy and behaves as the entry says."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests.hubsite.addresses import (
    ACCESS_KINDS,
    TABLE,
    Address,
    addresses,
    url_of,
)
from tests.hubsite.year import COLUMNS, account_for, make_year
from workgroups.admin_base import ScopedModelAdmin

pytestmark = pytest.mark.django_db
REFUSED = {403, 404}


@dataclass
class World:
    mine: object
    theirs: object
    clients: dict


@pytest.fixture
def world() -> World:
    mine, theirs = make_year("a"), make_year("b")
    clients = {}
    for column in COLUMNS:
        clients[column] = Client()
        clients[column].force_login(
            account_for(mine, column),
            backend="django.contrib.auth.backends.ModelBackend",
        )
    return World(mine, theirs, clients)


def lined() -> list[Address]:
    """URLs with an entry; URLs without one fail their own test."""
    return [each for each in addresses() if each.line]


def is_open(view) -> bool:
    """Whether a view is exempt from LoginRequiredMiddleware."""
    return getattr(view, "login_required", True) is False


def access_kind_of(view) -> str:
    if not is_open(view):
        return "account"
    if getattr(view, "participants_only", False):
        return "participant"
    return "link" if getattr(view, "link_purpose", "") else "public"


def lines_missing(found: list[Address]) -> list[str]:
    return [
        each.name
        for each in found
        if each.line is None or each.line["access"] not in ACCESS_KINDS
    ]


def access_wrong(found: list[Address]) -> list[str]:
    return [
        f"{each.name} is {access_kind_of(each.view)}, not {each.line['access']}"
        for each in found
        if each.line and access_kind_of(each.view) != each.line["access"]
    ]


def answers_wrong(world: World, found: list[Address]) -> list[str]:
    """Accounts whose response differs from the policy, as sentences."""
    wrong = []
    for each in found:
        line = each.line
        if line["access"] != "account" or line.get("family") == "allauth":
            continue
        url = url_of(each, world.mine)
        for column, client in world.clients.items():
            posted = line.get("post_only") and column not in line["roles"]
            got = (client.post if posted else client.get)(url).status_code
            wanted = _wanted(line, column)
            if got not in wanted:
                wrong.append(f"{each.name} as {column}: {got}, not {sorted(wanted)}")
    return wrong


def _wanted(line, column) -> set[int]:
    if column in line.get("not_found", ()):
        return {404}
    if column not in line["roles"]:
        others = line.get("others", 403)
        return {others} if line.get("family") != "admin" else {403, 404}
    if line.get("post_only") or line.get("page") == "export":
        return {405}
    if column in line.get("redirects", ()):
        return {302}
    if line.get("family") == "admin" and column == "national":
        return {200, 403, 404}  # it depends on the row; see the crawl
    return {line.get("status", 200)}


def test_every_url_has_an_entry():
    assert lines_missing(addresses()) == []


def test_a_url_without_an_entry_is_found():
    page = path("new-page/", lambda request: HttpResponse(), name="new_page")
    planted = type("Resolver", (), {"url_patterns": [page]})

    assert lines_missing(addresses(planted)) == ["new_page"]


def test_every_entry_has_a_url():
    allauth = TABLE["families"]["allauth"]

    lines = {*TABLE["urls"], *allauth["public"], *allauth["account"]}

    assert lines - {each.name for each in addresses()} == set()


def test_every_view_has_the_access_decorator_of_its_entry():
    assert access_wrong(addresses()) == []


def test_a_page_left_open_is_found():
    @login_not_required
    def leads_workspace(request):
        return HttpResponse()

    line = {"access": "account", "roles": ["work_group_lead"]}
    planted = Address("workspace", frozenset(), leads_workspace, line)

    assert access_wrong([planted]) == ["workspace is public, not account"]


def test_visitors_are_sent_to_sign_in(world):
    visitor = Client()
    let_in = []
    for each in lined():
        if each.line["access"] == "account":
            answer = visitor.get(url_of(each, world.mine))
            location = answer.get("Location", "")
            if answer.status_code != 302 or "/login/" not in location:
                let_in.append(f"{each.name}: {answer.status_code} {location}")

    assert let_in == []


def test_participants_pages_redirect_visitors_to_sign_in(world):
    visitor = Client()
    elsewhere = {
        each.name: visitor.get(url_of(each, world.mine)).get("Location")
        for each in lined()
        if each.line["access"] == "participant"
    }

    assert set(elsewhere.values()) <= {"/sign-in/"}


def test_public_pages_are_open(world):
    visitor = Client()
    closed = []
    for each in lined():
        if each.line["access"] == "public" and each.line.get("family") != "allauth":
            wanted = 405 if each.line.get("post_only") else each.line.get("status", 200)
            got = visitor.get(url_of(each, world.mine)).status_code
            closed += [f"{each.name}: {got}"] if got != wanted else []

    assert closed == []


def test_links_pages_explain_and_never_ask_for_an_account(world):
    visitor = Client()
    asked = []
    for each in lined():
        if each.line["access"] == "link":
            answer = visitor.get(url_of(each, world.mine))
            if "/accounts/" in answer.get("Location", "") or answer.status_code >= 500:
                asked.append(f"{each.name}: {answer.status_code}")

    assert asked == []


def test_accounts_get_the_response_of_the_policy(world):
    assert answers_wrong(world, lined()) == []


def test_a_page_that_asks_for_no_role_is_found(world):
    wrong = [each for each in lined() if each.name == "hubsite:recruiting"]
    line = {**wrong[0].line, "roles": ["la_partner", "hub_staff", "evaluator"]}
    planted = Address(wrong[0].name, wrong[0].takes, wrong[0].view, line)

    assert answers_wrong(world, [planted]) == [
        "hubsite:recruiting as evaluator: 403, not [200]"
    ]


def foreign_found(world: World, found: list[Address]) -> list[str]:
    """Pages of a row that an account of another hub can open."""
    seen = []
    for each in found:
        line = each.line
        about_a_row = each.takes - {"app_label", "step"}
        if line["access"] != "account" or not about_a_row or line.get("public_row"):
            continue
        if line.get("family") == "admin" and _is_nobodys(line["model"]):
            continue
        url = url_of(each, world.theirs)
        for column, client in world.clients.items():
            if column == "national":
                continue
            send = client.post if line.get("post_only") else client.get
            got = send(url).status_code
            if got not in REFUSED and (got, page_of(each)) != (405, "export"):
                seen.append(f"{each.name} as {column}: {got}")
    return seen


def page_of(address: Address) -> str:
    return (address.line or {}).get("page", "")


def _is_nobodys(label: str) -> bool:
    return label in {
        "workgroups.School",
        "workgroups.Provider",
        "workgroups.LocalAuthority",
        "workgroups.StrategicGoal",
        "workgroups.Framework",
    }


def test_another_hubs_row_is_not_found(world):
    assert foreign_found(world, lined()) == []


def test_an_admin_page_that_is_not_scoped_is_found(world, monkeypatch):
    everything = lambda self, request: self.model._default_manager.all()  # noqa: E731
    monkeypatch.setattr(ScopedModelAdmin, "get_queryset", everything)
    monkeypatch.setattr(ScopedModelAdmin, "reaches", lambda *args: True)
    one = [a for a in lined() if a.name == "admin:recruitment_place_change"]

    assert foreign_found(world, one) == [
        "admin:recruitment_place_change as hub_staff: 200"
    ]
