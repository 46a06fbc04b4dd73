"""Fills in a registration and reads its answers back from pages and files."""

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from django.urls import reverse

from recruitment.models import Place
from tests.factories import (
    FRIDAY_5PM,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.recruitment.registration_cases import Case
from tests.workbook_cells import cells
from workgroups.models import Provider

#: Headings of the exports that are no answers.
NO_ANSWERS = {
    *("Work group", "Academic year", "Stage", "State"),
    *("Why it ended", "Registered at", "Offer ends at", "Local authority"),
    *("Mentor now", "Sessions attended", "Sessions held"),
}


# --- arranging ------------------------------------------------------------------------


def groups_for(case: Case):
    """Two groups of the same stage, at one hub, with a session each."""
    make_school(urn=900_777)
    Provider.objects.create(name="Lead Provider A", kind="ecte_lead_provider")
    Provider.objects.create(name="University of Quayside", kind="hei")
    programme = make_programme(audience=case.audience)
    first = make_stage(programme, needs_earlier_stage=case.needs_earlier_stage)
    for _ in range(case.stages - 1):
        make_stage(programme)
    project = make_project(first, themes="Pedagogy\nMentor expertise\n")
    groups = [make_work_group(title, project=project) for title in ("Here", "There")]
    for group in groups:
        make_session(group, on=FRIDAY_5PM.date().replace(month=11))
    return groups


def keys_of_rows(data: dict[str, Any]) -> dict[str, Any]:
    """Providers are posted by their keys, named in the cases by their names."""
    return {
        name: Provider.objects.get(name=value).pk
        if name in {"provider", "lead_provider"} and value != "not-listed"
        else value
        for name, value in data.items()
    }


def step_url(group, step: str) -> str:
    return reverse("recruitment:register_step", args=[group.slug, step])


def fill_in(client, group, posted: dict[str, dict[str, Any]]) -> str:
    """Post every step and leave "Check your answers" as a page."""
    for step, data in posted.items():
        answer = client.post(step_url(group, step), keys_of_rows(data))
        assert answer.status_code == 302, answer.content.decode()
    return client.get(step_url(group, "check")).content.decode()


class _Choices(HTMLParser):
    """The values of one input or select of a page."""

    def __init__(self, page: str, key: str) -> None:
        super().__init__()
        self.key = key
        self.values: list[str] = []
        self.is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "select":
            self.is_inside = found.get("name") == self.key
        is_input = tag == "input" and found.get("name") == self.key
        if is_input or (tag == "option" and self.is_inside):
            self.values.append(found.get("value") or "")


def choices_on(page: str, key: str) -> list[str]:
    """The values that a page offers for a question, without the empty one."""
    return [each for each in _Choices(page, key).values if each]


def answers_on(page: str) -> dict[str, str]:
    """The answers that a check page lists, by their labels."""
    found = {}
    for label, words in re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.S):
        text = re.sub(r"<br\s*/?>\s*", "\n", words)
        found[unescape(label)] = unescape(re.sub(r"<[^>]+>", "", text)).strip()
    return found


def register(client, case: Case):
    here, there = groups_for(case)
    page = fill_in(client, here, case.posted)
    assert client.post(step_url(here, "check")).status_code == 302
    later = reverse("recruitment:answer_more", args=[here.slug])
    assert client.post(later, keys_of_rows(case.later)).status_code == 302
    return page, Place.objects.get(), there


# --- reading back ---------------------------------------------------------------------


def fields_of(row: Any, names) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {
        name: str(value) if hasattr(value, "_meta") else value
        for name, value in values.items()
    }


def lead_page(client, group) -> str:
    lead = make_staff("work_group_lead", hub=group.hub)
    group.leads.add(lead)
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("hubsite:show_group", args=[group.slug])).content.decode()


def columns_on(page: str) -> list[str]:
    """The headings of the lead's list of people, between the name and the mentor."""
    table = page[page.index('<table class="people"') :]
    found = re.findall(r'<th\s+scope="col"[^>]*>(.*?)</th>', table, re.S)
    headings = [each.strip() for each in found]
    assert (headings[0], headings[-1]) == ("Name", "Mentor reachable")
    return headings[1:-1]


def told_by_admin(client, place: Place) -> dict[str, str]:
    url = reverse("admin:recruitment_place_change", args=[place.pk])
    answer = client.get(url)
    lines = [line for part in answer.context["adminform"] for line in part]
    found = {}
    for each in (each for line in lines for each in line):
        if each.is_readonly:
            found[each.field["label"]] = unescape(each.contents())
        else:
            found[each.field.label] = words_of(each.field)
    return {
        label[0].upper() + label[1:]: value.lower() if value in {"Yes", "No"} else value
        for label, value in found.items()
        if value not in {"", "-", "---------"}
    }


def words_of(bound: Any) -> str:
    """What an input of the admin shows: the labels of what is chosen."""
    value = bound.value()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(bound.field, "queryset"):
        key = bound.field.to_field_name or "pk"
        return str(bound.field.queryset.get(**{key: value})) if value else ""
    labels = dict(getattr(bound.field, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(labels[each]) for each in value)
    return str(labels.get(value, "" if value is None else value))


def told_by_export(client, form: str, group) -> dict[str, str]:
    url = reverse("admin:recruitment_place_export")
    answer = client.post(url, {"format": form})
    rows = READERS[form](b"".join(answer.streaming_content))
    (row,) = [
        found
        for found in (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
        if found["Work group"] == group.title
    ]
    assert len(row) == len(rows[0])  # no two columns have one heading
    return {
        heading: value
        for heading, value in row.items()
        if value and heading not in NO_ANSWERS
    }


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def rows_of_xlsx(content: bytes) -> list[list[str]]:
    with ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = [[value for _, value in row] for row in cells(sheet)]
    return [row + [""] * (len(rows[0]) - len(row)) for row in rows]


READERS = {"csv": rows_of_csv, "xlsx": rows_of_xlsx}
