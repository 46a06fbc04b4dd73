"""No account of one hub sees a marker word of another hub."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

import pytest
from django.contrib import admin
from django.db import models
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from tests.hubsite.addresses import addresses, row_for, url_of
from tests.hubsite.year import COLUMNS, Year, account_for, make_year, our_models
from workgroups import permissions
from workgroups.admin_base import ScopedModelAdmin, list_filters, scope
from workgroups.models import User

pytestmark = pytest.mark.django_db
PAGES = 250  # a crawl stops after this many; two small hubs have about as many pages
LINK = re.compile(r"""(?:href|action)=["']([^"'#]+)""")
#: Public pages, which show the public words of every hub.
SHARED = ("/work-groups/", "/hubs/", "/privacy/", "/schools/", "/national/")
NOT_FOLLOWED = ("/static/", "/accounts/", "/sign-in/", "/my/", "data:", "mailto:")


@pytest.fixture
def years() -> tuple[Year, Year]:
    return make_year("a"), make_year("b")


def client_for(year: Year, column: str) -> Client:
    client = Client()
    client.force_login(
        account_for(year, column), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def text_of(answer) -> str:
    """The text of a response: headers, body, and the contents of a workbook."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with ZipFile(BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    head = " ".join(f"{name} {value}" for name, value in answer.items())
    return f"{head}\n{unescape(body.decode('utf-8', 'replace'))}".lower()


def leaks(url: str, text: str, other: Year) -> list[str]:
    """Markers of the other hub in a response."""
    words = [other.private]
    if url != "/" and not url.startswith(SHARED):
        words.append(other.public)
    return [
        f"{url}: {hit}" for word in words for hit in re.findall(rf"{word}\w+", text)
    ]


def starts_for(year: Year) -> Iterator[str]:
    for each in addresses():
        if each.line and each.line["access"] == "account" and not posts(each.line):
            yield url_of(each, year)


def posts(line) -> bool:
    return bool(line.get("post_only")) or line.get("page") == "export"


def crawl(
    client: Client, starts: list[str], other: Year, pages: int = PAGES
) -> tuple[int, list[str]]:
    """Follow all links; return the number of pages and the leaks."""
    waiting, seen, found = deque(starts), set(starts), []
    read = 0
    while waiting and read < pages:
        url = waiting.popleft()
        answer = client.get(url)
        read += 1
        text = text_of(answer)
        found += leaks(url, text, other)
        for link in LINK.findall(text):
            target = urljoin(url, link)
            if _is_new_page(target, seen):
                seen.add(target)
                waiting.append(target)
    return read, found


def _is_new_page(url: str, seen: set[str]) -> bool:
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or parts.path.startswith(NOT_FOLLOWED):
        return False
    if "&" in parts.query:
        return False  # two filters at once show rows that each of them shows
    return url not in seen and "logout" not in url


@pytest.mark.parametrize("column", [c for c in COLUMNS if c != "national"])
def test_a_crawl_finds_nothing_of_the_other_hub(years, column):
    mine, theirs = years
    client = client_for(mine, column)

    read, found = crawl(client, list(starts_for(mine)), theirs)
    _, guessed = crawl(client, list(starts_for(theirs)), theirs)

    assert read > 10
    assert found + guessed == []


def test_the_national_team_reads_counts_and_no_person(years):
    mine, theirs = years
    client = client_for(mine, "national")

    _, found = crawl(client, list(starts_for(mine)), theirs)

    people = [theirs.participant, theirs.mentor, theirs.place, theirs.evidence]
    words = {
        str(value).lower()
        for row in people
        for value in vars(row).values()
        if isinstance(value, str) and value.startswith(theirs.private)
    }
    assert [hit for hit in found if hit.split(": ")[1] in words] == []


def every_row_of(_filter, changelist):
    return changelist.model._default_manager.all()


def test_a_crawl_finds_a_filter_that_was_not_scoped(years, monkeypatch):
    mine, theirs = years
    monkeypatch.setattr(
        list_filters, "visible", lambda model, user: model._default_manager.all()
    )
    monkeypatch.setattr(list_filters.Occurring, "narrowed", every_row_of)
    start = [reverse("admin:recruitment_registration_changelist")]

    _, found = crawl(client_for(mine, "hub_staff"), start, theirs, pages=1)

    assert found != []


def test_a_crawl_finds_a_drop_down_that_was_not_scoped(years, monkeypatch):
    mine, theirs = years
    everything = lambda model, user: model._default_manager.all()  # noqa: E731
    monkeypatch.setattr(scope, "choosable", everything)
    start = [reverse("admin:workgroups_workgroup_add")]

    _, found = crawl(client_for(mine, "hub_staff"), start, theirs, pages=1)

    assert found != []


# --- searching, choosing, exporting


def lists() -> Iterator[tuple[str, ScopedModelAdmin]]:
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield name, model_admin


def test_searches_and_autocomplete_find_nothing_of_the_other_hub(years):
    mine, theirs = years
    client = client_for(mine, "hub_staff")
    found = []
    for name, model_admin in lists():
        for word in (theirs.private, theirs.public):
            url = reverse(f"{name}_changelist") + f"?q={word}"
            found += leaks(url, _without_the_question(client, url, word), theirs)
        for field in model_admin.autocomplete_fields:
            query = f"?app_label={model_admin.opts.app_label}&field_name={field}"
            query += f"&model_name={model_admin.opts.model_name}&term={theirs.public}"
            url = reverse("admin:autocomplete") + query
            found += leaks(url, text_of(client.get(url)), theirs)

    assert found == []


def _without_the_question(client: Client, url: str, word: str) -> str:
    """The page without the search box and links that repeat the search term."""
    return re.sub(rf"(value=\"|q=){word}", "", text_of(client.get(url)))


def test_exports_hold_nothing_of_the_other_hub(years):
    mine, theirs = years
    client = client_for(mine, "hub_staff")
    found, exported = [], 0
    for name, model_admin in lists():
        if not model_admin.export_columns:
            continue
        for form in ("csv", "xlsx"):
            url = reverse(f"{name}_export")
            text = text_of(client.post(url, {"format": form}))
            found += leaks(url, text, theirs)
            exported += mine.private in text or mine.public in text

    assert found == []
    assert exported > 10  # the exports hold the own hub's rows


def test_chosen_rows_of_the_other_hub_are_not_exported_or_moved(years):
    mine, theirs = years
    client = client_for(mine, "hub_staff")
    url = reverse("admin:recruitment_place_changelist")

    for action in (
        "export_selected_as_csv",
        "withdraw_places",
        "offer_places",
        "move_places",
    ):
        chosen = {"action": action, "_selected_action": [theirs.place.pk]}
        answer = client.post(url, {**chosen, "reason": "x"}, follow=True)
        assert leaks(url, text_of(answer), theirs) == []

    before = theirs.place.state
    theirs.place.refresh_from_db()
    assert theirs.place.state == before


# --- forged posts


def admin_forms(mine: Year, user: User) -> Iterator[tuple[str, dict, dict]]:
    """Each add and change form: its URL, its data, and its choice fields."""
    request = RequestFactory().get("/")
    request.user = user
    request.session = {}
    for name, model_admin in lists():
        if model_admin.has_add_permission(request):
            form = model_admin.get_form(request, None)()
            yield reverse(f"{name}_add"), *_posted(model_admin, form)
        try:
            row = row_for({"model": model_admin.model._meta.label}, mine)
            url = reverse(f"{name}_change", args=[row.pk])
        except (KeyError, NoReverseMatch):
            continue
        if model_admin.has_change_permission(request, row):
            form = model_admin.get_form(request, row, change=True)(instance=row)
            yield url, *_posted(model_admin, form)


def _posted(model_admin, form) -> tuple[dict, dict]:
    data, choices = {}, {}
    for name, bound in form.fields.items():
        value = form.get_initial_for_field(bound, name)
        if isinstance(bound, ModelMultipleChoiceField | ModelChoiceField):
            choices[name] = bound
        if isinstance(value, list | models.QuerySet):
            value = [getattr(each, "pk", each) for each in value]
        data[name] = getattr(value, "pk", value)
    for inline in model_admin.inlines:
        prefix = inline.model._meta.get_field(
            _parent_field(inline.model, model_admin.model)
        ).remote_field.get_accessor_name()
        data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"] = 0
    return {key: value for key, value in data.items() if value is not None}, choices


def _parent_field(child, parent) -> str:
    return next(
        field.name for field in child._meta.fields if field.related_model is parent
    )


def snapshot(year: Year) -> dict:
    return {
        model._meta.label: list(
            model._base_manager.filter(hub=year.hub).order_by("pk").values()
        )
        for model in our_models()
        if "hub" in {field.name for field in model._meta.fields}
        and model._meta.label != "workgroups.AuditEntry"
    }


def forged(client: Client, mine: Year, theirs: Year, user: User) -> list[str]:
    """Forms that accept another hub's row; each is posted once per choice field."""
    taken = []
    for url, data, choices in admin_forms(mine, user):
        for name, bound in choices.items():
            try:
                row = row_for({"model": bound.queryset.model._meta.label}, theirs)
            except KeyError:
                continue
            if getattr(row, "hub_id", None) is None and row._meta.label != (
                "workgroups.Hub"
            ):
                continue  # a row without a hub, which every hub may choose
            answer = client.post(url, {**data, name: row.pk, "hub": theirs.hub.pk})
            errors = (answer.context or {}).get("errors", ["none"])
            if answer.status_code == 302 or not errors:
                taken.append(f"{url} {name}")
    return taken


def test_forged_posts_are_refused_and_change_nothing(years):
    mine, theirs = years
    lead = account_for(mine, "hub_staff")
    before = snapshot(theirs)

    taken = forged(client_for(mine, "hub_staff"), mine, theirs, lead)

    assert taken == []
    assert snapshot(theirs) == before


def test_a_form_that_takes_foreign_rows_is_found(years, monkeypatch):
    mine, theirs = years
    everything = lambda model, user: model._default_manager.all()  # noqa: E731
    monkeypatch.setattr(scope, "choosable", everything)
    nothing = lambda row, hub_id: False  # noqa: E731
    monkeypatch.setattr("workgroups.admin_base.forms._elsewhere", nothing)
    lead = account_for(mine, "hub_staff")

    taken = forged(client_for(mine, "hub_staff"), mine, theirs, lead)

    assert any("recruitmentlink" in each for each in taken)


def test_the_hub_cannot_be_posted(years):
    mine, theirs = years
    client = client_for(mine, "hub_staff")
    url = reverse("admin:workgroups_programme_add")
    data = {"name": "Ours", "audience": "ect", "completes_at": 75}
    stages = {"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0}

    client.post(url, {**data, **stages, "hub": theirs.hub.pk, "hub_id": theirs.hub.pk})

    made = mine.programme._meta.model.objects.get(name="Ours")
    assert made.hub == mine.hub


# --- fields: what a role reads of rows in its own hub


def hidden_words(year: Year, column: str) -> set[str]:
    """Markers in fields of people that the policy does not let a role read."""
    words = {year.written.body_kept, year.written.subject_kept}
    for row in (year.participant, year.mentor, year.place, year.mentorship):
        given = permissions.fields_read(row._meta.label, column)
        words |= {
            value
            for name, value in vars(row).items()
            if isinstance(value, str)
            and value.startswith(year.private)
            and name not in given
        }
    return words


def shown_fields(client: Client, year: Year, words: set[str]) -> list[str]:
    return [
        f"{url}: {word}"
        for url in starts_for(year)
        for text in [text_of(client.get(url))]
        for word in words
        if word.lower() in text
    ]


@pytest.mark.parametrize("column", ["la_partner", "work_group_lead", "evaluator"])
def test_fields_that_a_role_does_not_read_are_on_none_of_its_pages(years, column):
    mine, _ = years
    words = hidden_words(mine, column)

    assert len(words) >= 5
    assert shown_fields(client_for(mine, column), mine, words) == []


def test_a_page_that_shows_an_unreadable_field_is_found(years):
    mine, _ = years
    words = hidden_words(mine, "work_group_lead") | {mine.participant.last_name}

    assert shown_fields(client_for(mine, "work_group_lead"), mine, words) != []
