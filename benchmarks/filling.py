"""Fill a migrated Hubsite database for some lines, and print the URLs as JSON.

python -m benchmarks.filling NAME     one of FILLS
"""

import json
import os
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsite.settings")
django.setup()

from allauth.account.internal.flows.login import record_authentication  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.report_filling import fill_report  # noqa: E402
from recruitment.models import (  # noqa: E402
    Attendance,
    Participant,
    Place,
    Registration,
)
from tests.factories import (  # noqa: E402
    give_role,
    make_hub,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_stage,
    make_work_group,
)
from workgroups import academic_years  # noqa: E402
from workgroups.models import (  # noqa: E402
    Hub,
    LocalAuthority,
    School,
    SchoolWord,
    Session,
    WorkGroup,
)

BATCH = 2000
GROUPS = 50
SCHOOLS = 400
SCHOOL_NAMES = ("Rose Hill", "Oak", "St Mary's", "Park", "Mill Lane", "Fern", "Willow")
STATES = ["confirmed", "offered", "confirmed", "withdrawn", "completed"]


def open_group(hub: Hub, title: str, **fields: Any) -> WorkGroup:
    """A group of a two-year programme that is open for interest."""
    today = timezone.localdate()
    programme = make_programme(hub)
    first = make_stage(programme, name="ECT 1")
    make_stage(programme, name="ECT 2")
    year = academic_years.academic_year_of(today)
    return make_work_group(
        title,
        project=make_project(first, start_year=year),
        opens_on=today - timedelta(days=30),
        **fields,
    )


def add_sessions(group: WorkGroup, number: int, *, last_on: date) -> list[Session]:
    """Sessions a week apart; the last is on `last_on`."""
    return [
        make_session(group, on=last_on - timedelta(weeks=number - 1 - each))
        for each in range(number)
    ]


def add_places(groups: list[WorkGroup], number: int, states: list[str]) -> list[Place]:
    """Places spread over the groups, each with its person, registration and school."""
    hub, now = groups[0].hub, timezone.now()
    schools = list(School.objects.all())
    people = Participant.objects.bulk_create(
        [
            Participant(
                hub=hub,
                first_name=f"Ada {each}",
                last_name=f"Brook {each:05}",
                email=f"ada{each}@{hub.slug}.example.org",
            )
            for each in range(number)
        ],
        batch_size=BATCH,
    )
    registrations = Registration.objects.bulk_create(
        [
            Registration(
                hub=hub,
                participant=person,
                programme=group.project.stage.programme,
                work_group=group,
                registered_at=now - timedelta(minutes=each),
                form_key=uuid.uuid4(),
            )
            for each, (person, group) in enumerate(
                zip(people, spread(groups, number), strict=True)
            )
        ],
        batch_size=BATCH,
    )
    return Place.objects.bulk_create(
        [
            Place(
                registration=each,
                participant=each.participant,
                hub=hub,
                programme=each.programme,
                stage=each.work_group.project.stage,
                start_year=each.work_group.start_year,
                work_group=each.work_group,
                state=states[at % len(states)],
                registered_at=each.registered_at,
                offer_ends_at=now + timedelta(days=7),
                school=schools[at % len(schools)],
                year_groups=["3", "4"],
            )
            for at, each in enumerate(registrations)
        ],
        batch_size=BATCH,
    )


def spread(groups: list[WorkGroup], number: int) -> list[WorkGroup]:
    return [groups[each % len(groups)] for each in range(number)]


def add_marks(places: list[Place], sessions: list[Session]) -> None:
    """A mark for each place at each session of its group."""
    now = timezone.now()
    of_group: dict[int, list[Session]] = {}
    for session in sessions:
        of_group.setdefault(session.work_group_id, []).append(session)
    Attendance.objects.bulk_create(
        [
            Attendance(
                hub_id=place.hub_id,
                place=place,
                session=session,
                mark="present",
                marked_at=now,
            )
            for place in places
            for session in of_group[place.work_group_id or 0]
        ],
        batch_size=BATCH,
    )


def fill_hub(name: str, places: int, *, sessions: int = 2) -> dict[str, Any]:
    """Fifty groups with their places, and a mark for each place and session."""
    hub, today = make_hub(name), timezone.localdate()
    groups = [open_group(hub, f"Group {each}") for each in range(GROUPS)]
    held = [
        session
        for group in groups
        for session in add_sessions(group, sessions, last_on=today - timedelta(days=7))
    ]
    add_marks(add_places(groups, places, STATES), held)
    return {"hub": hub.slug, "sessionid": sign_in("hub_lead", hub)}


def fill_register(people: int, sessions: int, *, lead: Any) -> dict[str, Any]:
    group = open_group(make_hub("Registers"), f"Register of {people}")
    group.leads.add(lead)
    held = add_sessions(group, sessions, last_on=timezone.localdate())
    places = add_places([group], people, ["confirmed"])
    add_marks(places, held[:-1])
    return {"session": held[-1].pk, "places": [place.pk for place in places]}


def account(kind: str, hub: Hub) -> Any:
    user = get_user_model().objects.create(
        email=f"{kind}@{hub.slug}.example.org", name="Robin Marsh"
    )
    give_role(user, kind, hub=hub)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def cookie_of(user: Any) -> str:
    """The cookie of a session that is signed in with both factors."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, method="mfa", type="totp")
    request.session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(kind: str, hub: Hub) -> str:
    return cookie_of(account(kind, hub))


def add_schools() -> None:
    for number in range(SCHOOLS):
        make_school(f"Rose Hill {number} Primary School", postcode="AB1 2CD")


def fill_registering() -> dict[str, Any]:
    """A group without a limit and one of 30 places, beside a hub of 1,000 places."""
    add_schools()
    fill_hub("A Thousand", 1_000)
    slugs = {}
    for name, fields in (("open", {}), ("rush", {"capacity": 30})):
        group = open_group(make_hub("Registering"), f"SKTM {name}", **fields)
        add_sessions(group, 6, last_on=timezone.localdate() + timedelta(weeks=8))
        slugs[name] = group.slug
    return {**slugs, "school": School.objects.order_by("pk")[7].urn}


def fill_staff() -> dict[str, Any]:
    """A hub with 10,000 marks; registers of 30 x 6 and of 60 x 12."""
    add_schools()
    lead = account("work_group_lead", make_hub("Registers"))
    return {
        "few": fill_hub("Five Thousand", 5_000),
        "register": fill_register(30, 6, lead=lead),
        "large_register": fill_register(60, 12, lead=lead),
        "lead": cookie_of(lead),
    }


def fill_marks() -> dict[str, Any]:
    """A hub with 100,000 marks."""
    add_schools()
    return fill_hub("Ten Thousand", 10_000, sessions=10)


def fill_groups(hubs: int, groups: int) -> dict[str, Any]:
    """Hubs with open groups of six sessions and 20 people each."""
    add_schools()
    last_on = timezone.localdate() + timedelta(weeks=8)
    for number in range(hubs):
        hub = make_hub(f"Hub {number}")
        opened = [open_group(hub, f"Group {each}") for each in range(groups)]
        days = [last_on - timedelta(weeks=5 - each) for each in range(6)]
        Session.objects.bulk_create(
            Session(
                hub=hub,
                work_group=group,
                number=number,
                on=on,
                starts=time(16),
                ends=time(18),
                starts_at=datetime.combine(on, time(16), tzinfo=UTC),
            )
            for group in opened
            for number, on in enumerate(days, start=1)
        )
        add_places(opened, 20 * groups, ["confirmed"])
    return {}


def fill_lookups() -> dict[str, Any]:
    """30,000 schools, an evaluation of 1,000 comments, and a group of 200 people."""
    found = fill_report(1_000)
    make_school("Rose Hill Primary School")
    areas = list(LocalAuthority.objects.all())
    schools = [
        School(
            urn=100_000 + each,
            name=f"{SCHOOL_NAMES[each % 7]} {each} Primary School",
            postcode=f"AB{each % 90} {each % 10}CD",
            local_authority=areas[each % len(areas)],
        )
        for each in range(30_000)
    ]
    for school in schools:
        school.set_search_fields()
    School.objects.bulk_create(schools, batch_size=BATCH)
    SchoolWord.objects.add_words(each.search_text for each in schools)
    hub = make_hub("Large")
    group, lead = open_group(hub, "Group of 200"), account("work_group_lead", hub)
    group.leads.add(lead)
    add_sessions(group, 6, last_on=timezone.localdate() + timedelta(weeks=8))
    add_places([group], 200, ["confirmed"])
    evaluator = get_user_model().objects.get(pk=found["evaluator"])
    return {
        **found,
        "evaluator_key": second_factor_cookie(evaluator),
        "lead": cookie_of(lead),
        "group": group.slug,
    }


def second_factor_cookie(user: Any) -> str:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return cookie_of(user)


def fill_embedded() -> dict[str, Any]:
    """A group to register for, a register of 30, and a report of 1,000 comments."""
    found, opened = fill_report(1_000), fill_registering()
    lead = account("work_group_lead", make_hub("Registers"))
    evaluator = get_user_model().objects.get(pk=found["evaluator"])
    return {
        **found,
        **opened,
        "register": fill_register(30, 6, lead=lead),
        "lead": cookie_of(lead),
        "evaluator_key": second_factor_cookie(evaluator),
    }


FILLS: dict[str, Callable[[], dict[str, Any]]] = {
    "registering": fill_registering,
    "staff": fill_staff,
    "marks": fill_marks,
    "twenty_groups": lambda: fill_groups(1, 20),
    "forty_hubs": lambda: fill_groups(40, 60),
    "report_1000": lambda: fill_report(1_000),
    "report_10000": lambda: fill_report(10_000),
    "lookups": fill_lookups,
    "embedded": fill_embedded,
}


def main() -> None:
    found = FILLS[sys.argv[1]]()
    found["cookie"] = settings.SESSION_COOKIE_NAME
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # autovacuum is switched off here
    print(json.dumps(found))


if __name__ == "__main__":
    main()
