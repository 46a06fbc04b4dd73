"""What a new hub still lacks, in the order in which it is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from evaluation.models import QuestionSet
from workgroups import permissions
from workgroups.choices import RoleKind
from workgroups.counted_lists import HUB
from workgroups.models import Hub, HubArea, Programme, Project, Role, School, WorkGroup

OWN = OuterRef("pk")


@dataclass(frozen=True)
class SetUpStep:
    """One line of the check-list: what to do, why, and the page that does it.

    `press` is the value of a button on the check-list itself; "" where a page does it.
    """

    name: str
    words: str
    why: str
    url: str
    is_done: bool
    press: str = ""


@dataclass(frozen=True)
class _Step:
    name: str
    words: str
    why: str
    url: Callable[[Hub], str]
    press: str = ""


def _page(name: str) -> Callable[[Hub], str]:
    """A page of the admin for the hub, which staff of several hubs need to be told."""
    return lambda hub: f"{reverse(f'admin:{name}')}?{HUB}={hub.pk}"


STEPS = (
    _Step(
        "areas",
        "Say which local authorities you work in",
        "They stand on “About the hub”, one line for each academic year.",
        lambda hub: reverse("admin:workgroups_hub_change", args=[hub.pk]),
    ),
    _Step(
        "schools",
        "Look for the schools of your area",
        "Teachers choose their school from the list of the Department for Education. "
        "Are yours missing? Whoever runs this site loads it with the command "
        "import_schools.",
        _page("workgroups_school_changelist"),
    ),
    _Step(
        "notice",
        "Read the privacy notice",
        "It says in your hub’s name what becomes of people’s data.",
        lambda hub: reverse("hubsite:privacy", args=[hub.slug]),
        "We have read it",
    ),
    _Step(
        "programme",
        "Copy a national programme",
        "Your copy can be changed; the national one stays as it is.",
        _page("workgroups_programme_changelist"),
    ),
    _Step(
        "questions",
        "Copy the questions of the feedback forms",
        "They are the national ones until you change your copy.",
        _page("evaluation_questionset_changelist"),
        "Copy them",
    ),
    _Step(
        "project",
        "Add a project of the year",
        "It is a stage of a programme in one academic year.",
        _page("workgroups_project_add"),
    ),
    _Step(
        "leads",
        "Invite a work group lead",
        "They take the register and read the feedback of their own group.",
        _page("workgroups_role_add"),
    ),
    _Step(
        "group",
        "Add the first work group",
        "It has a public page from then on, where teachers register.",
        _page("workgroups_workgroup_from_project"),
    ),
)


def steps_of(hub: Hub, *, year: int, today: date) -> list[SetUpStep]:
    """The steps of a hub for an academic year, in one statement."""
    done = _done(year, today)
    conditions = {f"has_{name}": found for name, found in done.items()}
    row: Any = Hub.objects.annotate(**conditions).get(pk=hub.pk)
    return [
        SetUpStep(
            step.name,
            step.words,
            step.why,
            step.url(hub),
            bool(getattr(row, f"has_{step.name}")),
            step.press,
        )
        for step in STEPS
    ]


def masters_to_copy(hub: Hub) -> QuerySet[Programme]:
    """National programmes that the hub has no copy of."""
    copied = Programme.objects.filter(hub=hub, name=OuterRef("name"))
    in_use = Programme.objects.filter(hub=None, retired_on=None)
    return in_use.filter(~Exists(copied)).order_by("name")


def _done(year: int, today: date) -> dict[str, Any]:
    """For each step, whether a hub has done it."""
    areas = HubArea.objects.filter(hub=OWN, start_year=year)
    in_area = HubArea.objects.filter(
        hub=OuterRef(OWN),
        start_year=year,
        local_authority=OuterRef("local_authority"),
    )
    leads = Role.objects.filter(hub=OWN, kind=RoleKind.WORK_GROUP_LEAD)
    return {
        "areas": Exists(areas),
        "schools": Exists(School.objects.filter(Exists(in_area))),
        "notice": Q(notice_read=F("notice_version")),
        "programme": Exists(Programme.objects.filter(hub=OWN)),
        "questions": Exists(QuestionSet.objects.filter(hub=OWN)),
        "project": Exists(Project.objects.filter(hub=OWN, start_year=year)),
        "leads": Exists(leads.filter(permissions.in_force(today))),
        "group": Exists(
            WorkGroup.objects.filter(hub=OWN, start_year=year, cancelled_on=None)
        ),
    }
