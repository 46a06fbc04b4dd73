"""The tabs that homes of groups, people, schools and providers have from this app.

Their order here is their order on the page, after the tabs entered before.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from recruitment.admin import (
    contact_notes,
    deletion,
    group_messages,
    merging,
    retention,
)
from recruitment.admin.address_changes import read_address, write_address
from recruitment.admin.mentors import read_mentors, write_mentors
from recruitment.admin.school_years import read_provider, read_school, save_year
from recruitment.admin.schools import read_school_of, write_school_of
from recruitment.models import Participant
from recruitment.queries import listed_emails
from workgroups.admin_base import Tab, add_tab
from workgroups.admin_base.homes import add_belongings
from workgroups.models import Provider, School, WorkGroup


def belongings_of_group(group: WorkGroup) -> list[tuple[str, Iterable[Any]]]:
    """Rows whose audit entries the history of a group shows as well."""
    return [
        ("workgroups.session", group.sessions.values_list("pk", flat=True)),
        ("recruitment.place", group.places.values_list("pk", flat=True)),
        ("recruitment.groupmessage", group.messages.values_list("pk", flat=True)),
    ]


def belongings_of_person(person: Participant) -> list[tuple[str, Iterable[Any]]]:
    """Rows whose audit entries the history of a person shows as well."""
    return [
        ("recruitment.place", person.places.values_list("pk", flat=True)),
        ("recruitment.mentorship", person.mentorships.values_list("pk", flat=True)),
        ("recruitment.contactnote", person.contact_notes.values_list("pk", flat=True)),
    ]


def read_emails_to(request: HttpRequest, person: Participant) -> dict[str, Any]:
    emails, total = listed_emails.emails_to(request.user, person)
    return {"emails": emails, "total": total, "whose": f"to {person}"}


add_tab(WorkGroup, group_messages.tab())
add_tab(School, Tab("", "Years", "admin/school_home.html", read_school, save_year))
add_tab(Provider, Tab("", "People", "admin/provider_home.html", read_provider))
for name, words, template, read, write in (
    ("mentors", "Mentors", "admin/mentors_tab.html", read_mentors, write_mentors),
    ("school", "School", "admin/school_tab.html", read_school_of, write_school_of),
    ("address", "Address", "admin/address_tab.html", read_address, write_address),
):
    add_tab(Participant, Tab(name, words, template, read, write, under=""))
add_tab(Participant, Tab("emails", "Letters", "admin/emails_tab.html", read_emails_to))
for model in (Participant, School, Provider):
    add_tab(model, contact_notes.tab_for(model))
add_tab(Participant, merging.tab())
add_tab(Participant, retention.tab())
add_tab(Participant, deletion.tab())
add_belongings(WorkGroup, belongings_of_group)
add_belongings(Participant, belongings_of_person)
