"""The list of sign-ins, and of URLs that open one person's page each."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from evaluation.models import FeedbackRequest
from recruitment import links
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.models import Email, Link, Mentor, Place
from sample.hubs import PASSWORD
from sample.world import SampleHub, World
from workgroups import words
from workgroups.models import Session

LINK_DAYS = 60


def list_sign_ins(world: World) -> str:
    """Who can sign in as what, and some URLs to open at once."""
    lines = [
        f"The sample stands around {words.day(world.day)}. Everybody is invented.",
        "",
        f"Sign in at {settings.SITE_URL}{settings.LOGIN_URL}",
        f"with the password  {PASSWORD}  (no second factor in the sample) as",
    ]
    hub_name = ""
    for name, role, user in world.accounts:
        if name != hub_name:
            lines += ["", f"  {name}"]
            hub_name = name
        lines.append(f"    {role:<42} {user.email}")
    lines += ["", "Without an account, in the first hub:"]
    for what, link in _links(world, world.hubs[0]):
        lines.append(f"  {what:<26} {links.address(link)}")
    lines += [
        f"  {what:<26} {address}" for what, address in _pages(world, world.hubs[0])
    ]
    return "\n".join(lines) + "\n"


def _links(world: World, hub: SampleHub) -> list[tuple[str, Link]]:
    """A link of each purpose, as far as somebody has one that works."""
    found = [("a participant", _sign_in(world, hub))]
    offered = Place.objects.filter(
        hub=hub.row, state=PlaceState.OFFERED, clock_paused_at=None
    )
    place = offered.order_by("-offer_ends_at", "pk").first()
    if place is not None:
        found.append(("a place to confirm", _last(LinkPurpose.CONFIRM, place.pk)))
    told = Email.objects.filter(hub=hub.row, kind="mentor_told", state="sent")
    reachable = Mentor.objects.filter(objected_at=None, email_failed_at=None)
    email = told.filter(recipient_id__in=reachable.values("pk")).first()
    if email is not None and email.link is not None:
        found.append(("a mentor", email.link))
    waiting = FeedbackRequest.objects.filter(hub=hub.row, answered=False)
    still_open = waiting.filter(form__closed_at=None)
    request = still_open.order_by("-form__closes_at", "pk").first()
    if request is not None and request.link is not None:
        found.append(("feedback to give", request.link))
    return found


def _sign_in(world: World, hub: SampleHub) -> Link:
    """A link that works longer than one from the sign-in page."""
    today = hub.this_year[hub.areas[0]].row
    confirmed = Place.objects.filter(work_group=today, state=PlaceState.CONFIRMED)
    return links.make(
        LinkPurpose.SIGN_IN,
        confirmed.order_by("pk")[0].participant,
        hub_id=hub.row.pk,
        expires_at=world.at(world.day + timedelta(days=LINK_DAYS), 17),
    )


def _last(purpose: str, subject_id: int) -> Link:
    found = Link.objects.filter(purpose=purpose, subject_id=subject_id)
    return found.latest("expires_at", "pk")


def _pages(world: World, hub: SampleHub) -> list[tuple[str, str]]:
    today = hub.this_year[hub.areas[0]]
    session = Session.objects.get(work_group=today.row, on=world.day)
    register = f"{settings.SITE_URL}/sessions/{session.pk}/register/"
    groups = f"{settings.SITE_URL}{reverse('workgroups:list_work_groups')}"
    return [
        ("today's register", f"{register} (sign in as {today.lead.email})"),
        ("work groups", groups),
    ]
