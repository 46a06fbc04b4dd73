"""Work groups and their sessions, and the days on which they meet."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.text import slugify

from sample import content
from sample.hubs import lead_of
from sample.world import Group, SampleHub, World
from workgroups.choices import DeliveredAs, SchoolPhase
from workgroups.models import Session, Venue, WorkGroup
from workgroups.rules import hub_slug
from workgroups.words import LONDON

#: The week of each session is the first that begins on or after its day. Session 1
#: is before October and session 5 in July; in between a group is under way.
WEEKS = ((9, 14), (11, 9), (1, 18), (3, 8), (7, 1))
WEEKS_OF_FOUR = (WEEKS[0], WEEKS[1], WEEKS[3], WEEKS[4])
TIMES = {
    "primary-1": (time(13, 30), time(16)),
    "primary-2": (time(13, 30), time(16)),
    "secondary-1": (time(14), time(16, 30)),
    "secondary-2": (time(14), time(16, 30)),
    "one-year": (time(9, 30), time(15, 30)),
    "itt": (time(13), time(16, 30)),
}
TIMES_TODAY = (time(16), time(18))  # times of the session on the day itself
DAY_SHARE = {"one-year": 1, "itt": 0.5}
SESSION_FIELDS = (
    "focus",
    "outcomes",
    "in_class_activity",
    "gap_task",
    "to_bring",
    "between_minutes",
    "mentors_invited",
)
STAGE_LABELS = {
    "primary-1": "year one",
    "primary-2": "year two",
    "secondary-1": "year one",
    "secondary-2": "year two",
}


def meeting_days(year: int, sessions: int, *, weekday: int) -> list[date]:
    """The days on which a group meets on one weekday."""
    weeks = WEEKS if sessions > 4 else WEEKS_OF_FOUR
    days = []
    for month, day in weeks[:sessions]:
        first = date(year if month >= 9 else year + 1, month, day)
        monday = first + timedelta(days=-first.weekday() % 7)
        days.append(monday + timedelta(days=weekday))
    return days


def move_off_day(days: list[date], day: date) -> list[date]:
    """The days, moved by a week where one is on this day or the next."""
    near = (day, day + timedelta(days=1))
    return [each + timedelta(days=7 if each in near else 0) for each in days]


def move_one_to_day(days: list[date], day: date) -> list[date]:
    """The days with the nearest one moved to this day.

    From October to June the first and the last stay, so that the group has met and will
    meet again.
    """
    under_way = day.month >= 10 or day.month <= 6
    free = range(1, len(days) - 1) if under_way else range(len(days))
    nearest = min(free, key=lambda place: abs((days[place] - day).days))
    return [day if place == nearest else each for place, each in enumerate(days)]


def make_group(
    world: World,
    hub: SampleHub,
    stage: str,
    area: str,
    year: int,
    *,
    days: list[date],
    audience: str = "primary",
    la: str = "",
    **fields: Any,
) -> Group:
    """A group of a stage in an area that meets on these days.

    With fewer days than sessions in its plan the first sessions are left out. `la` is
    given where the area is not its code.
    """
    authority = world.authorities.get(la or area)
    where = authority.name if authority else hub.row.name
    lead = lead_of(hub, area)
    programme = hub.stages[stage].programme
    slug = slugify(f"{programme.name} {STAGE_LABELS.get(stage, '')}")
    slug = f"{slug}-{hub_slug(where)}-{year}"
    # a group of another hub in the same LA
    if WorkGroup.objects.filter(slug=slug).exists():
        slug = f"{slug}-{hub.row.slug}"
    row = WorkGroup.objects.create(
        hub=hub.row,
        project=hub.projects[stage, year],
        slug=slug,
        title=_title(programme.name, stage, where),
        start_year=year,
        local_authority=authority,
        school_phase=hub.stages[stage].school_phase or SchoolPhase.PRIMARY,
        key_theme=hub.projects[stage, year].themes.split("\n")[0],
        target=_target(hub, stage, area, fields.get("capacity")),
        venue=_venue(hub, area),
        commitment=content.commitment(stage),
        **fields,
    )
    row.leads.add(lead)
    group = Group(row, hub.stages[stage], area, [], lead, audience)
    group.sessions = _sessions(world, group, stage, days)
    return group


def _target(hub: SampleHub, stage: str, area: str, capacity: int | None) -> int | None:
    """The target of an area's first stage, never above its capacity."""
    hoped = hub.targets.get(area)
    if hoped is None or not stage.endswith("-1"):
        return None
    return min(hoped, capacity or hoped)


def _title(programme: str, stage: str, where: str) -> str:
    year = STAGE_LABELS.get(stage, "")
    return f"{programme}{', ' if year else ''}{year}: {where}"


def _venue(hub: SampleHub, area: str) -> Venue:
    """The hub's venue in an area; the groups of an area share one row."""
    found = filter(None, map(content.venue, (area, *hub.areas)))
    fields = next(found, {"name": "To be announced"})
    rows = Venue.objects.filter(hub=hub.row, name=fields["name"])
    return rows.first() or Venue.objects.create(hub=hub.row, **fields)


def _sessions(
    world: World, group: Group, stage: str, days: list[date]
) -> list[Session]:
    plans = content.sessions(stage)
    starts, ends = TIMES[stage]
    rows = []
    for number, (on, plan) in enumerate(
        zip(days, plans[len(plans) - len(days) :], strict=True), start=1
    ):
        begins, stops = TIMES_TODAY if on == world.day else (starts, ends)
        rows.append(
            Session(
                hub=group.row.hub,
                work_group=group.row,
                number=number,
                on=on,
                starts=begins,
                ends=stops,
                starts_at=datetime.combine(on, begins, tzinfo=LONDON),
                day_share=DAY_SHARE.get(stage, 0.25),
                venue=group.row.venue,
                **{name: plan[name] for name in SESSION_FIELDS},
                **_note_fields(world, on),
            )
        )
    Session.objects.bulk_create(rows)
    return rows


def _note_fields(world: World, on: date) -> dict[str, str]:
    if on >= world.day:
        return {}
    used = {
        DeliveredAs.PLANNED: 70,
        DeliveredAs.ADAPTED: 26,
        DeliveredAs.SKIPPED: 4,
    }
    note = (
        world.rng.choice(content.texts("words")["lead_notes"])
        if world.chance(0.4)
        else ""
    )
    return {"delivered_as": world.weighted(used), "lead_note": note}
