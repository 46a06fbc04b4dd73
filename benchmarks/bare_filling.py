"""Create and fill the tables of the bare application; print the URLs as JSON."""

import datetime as dt
import json

import benchmarks.bare  # noqa: F401 (it sets Django up)

# isort: split
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from benchmarks.bare_models import Group, Mark, Person, School, Session

SCHOOLS = 400
SHEETS = {"few": (30, 6), "large": (60, 12)}


def person(group: Group, number: int, schools: list[School]) -> Person:
    return Person(
        group=group,
        first_name=f"Ada {number}",
        last_name=f"Brook {number:05}",
        email=f"ada{number}@example.org",
        school=schools[number % len(schools)],
        year_groups=["3", "4"],
        schemes=["white_rose"],
        scheme_other="Numicon and ours",
        mentor_name="Jo Fern",
        mentor_email=f"fern{number}@example.org",
        years="one",
        first_only_reason="cover",
        first_only_words="No cover",
        state="confirmed",
    )


def fill_people(group: Group, number: int, schools: list[School]) -> list[Person]:
    people = [person(group, each, schools) for each in range(number)]
    return Person.objects.bulk_create(people, batch_size=2000)


def fill_sessions(group: Group, number: int) -> list[Session]:
    first = dt.date.today() - dt.timedelta(weeks=number - 1)
    days = [first + dt.timedelta(weeks=each) for each in range(number)]
    return [Session.objects.create(group=group, on=on) for on in days]


def fill_sheet(slug: str, lead: User, schools: list[School]) -> list[int]:
    people, sessions = SHEETS[slug]
    group = Group.objects.create(slug=slug, title=f"Register {slug}")
    group.leads.add(lead)
    held, here = fill_sessions(group, sessions), fill_people(group, people, schools)
    Mark.objects.bulk_create(
        Mark(session=session, person=each, mark="present")
        for session in held[:-1]
        for each in here
    )
    return [each.pk for each in here]


def fill() -> dict[str, object]:
    schools = School.objects.bulk_create(
        School(urn=900_001 + each, name=f"Rose Hill {each}") for each in range(SCHOOLS)
    )
    lead = User.objects.create_superuser("lead", "lead@example.org")
    people = {slug: fill_sheet(slug, lead, schools) for slug in SHEETS}
    for slug, number in (("big", 5_000), ("open", 0), ("rush", 0)):
        group = Group.objects.create(slug=slug, title=f"Group {slug}")
        fill_sessions(group, 6)
        fill_people(group, number, schools)
    Group.objects.filter(slug="rush").update(capacity=30)
    for number in range(20):
        group = Group.objects.create(
            slug=f"group-{number}", title=f"Group {number}", listed=True
        )
        fill_sessions(group, 6)
        fill_people(group, 20, schools)
    big = Group.objects.get(slug="big").pk
    return {
        "people": people["few"],
        "big": big,
        "school": schools[7].urn,
        "lead": cookie_of(lead),
    }


def cookie_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Group, School, Person, Session, Mark):
            editor.create_model(model)
    found = fill()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # autovacuum is switched off here
    print(json.dumps(found))


if __name__ == "__main__":
    main()
