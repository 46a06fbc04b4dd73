"""Hubs with areas and recruiting links, and an account for every role."""

from collections.abc import Iterable
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from recruitment.models import RecruitmentLink
from sample import content
from sample.world import SampleHub, World
from workgroups.choices import RoleKind
from workgroups.models import Hub, HubArea, LocalAuthority, Role, User
from workgroups.rules import hub_slug

#: One password for all accounts, so that it can be printed. No second factor.
PASSWORD = "chalk-and-counters"  # noqa: S105  # printed for everybody
HUB_FIELDS = (
    "name",
    "slug",
    "former_names",
    "about",
    "contact_name",
    "contact_email",
    "reply_to",
    "controller",
    "notice_version",
    "retention_months",
)


def make_hub(world: World, given: content.Table) -> SampleHub:
    row = Hub.objects.create(
        privacy_notice=given["notice"].strip(),
        notice_read=given["notice_version"],
        **{name: given[name] for name in HUB_FIELDS},
    )
    targets = {str(area): n for area, n in given["target_by_area"].items()}
    hub = SampleHub(row=row, areas=given["areas"], targets=targets)
    HubArea.objects.bulk_create(
        HubArea(hub=row, local_authority=world.authorities[code], start_year=year)
        for year in (world.year - 1, world.year, world.year + 1)
        for code in hub.areas
    )
    world.hubs.append(hub)
    return hub


def make_staff(world: World, hub: SampleHub | None) -> None:
    """Accounts of a hub's staff; without a hub, of the national team."""
    slug = hub.row.slug if hub else ""
    for person in content.people("staff"):
        if person.hub == slug:
            make_account(
                world,
                hub,
                first_name=person.first_name,
                last_name=person.last_name,
                kind=person.role,
                area=person.area,
            )


def make_account(
    world: World,
    hub: SampleHub | None,
    *,
    first_name: str,
    last_name: str,
    kind: str,
    area: str = "",
) -> User:
    """An account with one role; a partner's is for one local authority."""
    authority: LocalAuthority | None = None
    works_at = hub.row.slug if hub else "national team"
    if kind == RoleKind.LA_PARTNER:
        authority = world.authorities[area]
        works_at = f"{authority.name} council"
    user = User.objects.create(
        email=content.email(first_name, last_name, works_at),
        name=f"{first_name} {last_name}",
        password=_password_hash(world),
        joined_at=world.at(date(world.year - 1, 4, 20), 9),
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    Role.objects.create(
        user=user,
        kind=kind,
        hub=hub.row if hub else None,
        local_authority=authority,
        from_on=date(world.year - 1, 4, 20),
    )
    where = _area_label(world, area)
    role = f"{RoleKind(kind).label}{f', {where}' if where else ''}"
    world.accounts.append((hub.row.name if hub else "All hubs", role, user))
    if hub is not None:
        hub.staff[f"{kind} {area}".strip()] = user
        if authority is not None:
            _make_link(hub, authority)
    return user


def _password_hash(world: World) -> str:
    """The password's hash, computed once because it takes most of a second."""
    if not world.password_hash:
        world.password_hash = make_password(PASSWORD, salt=f"sample{world.seed}")
    return world.password_hash


def _area_label(world: World, area: str) -> str:
    if area in world.authorities:
        return str(world.authorities[area].name)
    return {"secondary": "secondary", "itt": "training providers"}.get(area, "")


def _make_link(hub: SampleHub, authority: LocalAuthority) -> None:
    """The partner's own recruitment link, the same one every year."""
    hub.links[authority.code] = RecruitmentLink.objects.create(
        hub=hub.row,
        local_authority=authority,
        code=f"{hub_slug(authority.name)}-early-careers",
        label=f"{authority.name}: our early career teachers",
    )


def lead_of(hub: SampleHub, area: str) -> User:
    """The lead of an area's group, or the hub's first lead."""
    leads: Iterable[str] = [f"{RoleKind.WORK_GROUP_LEAD} {area}".strip(), *hub.staff]
    found = [key for key in leads if key in hub.staff]
    named = [key for key in found if key.startswith(RoleKind.WORK_GROUP_LEAD)]
    return hub.staff[named[0]]


def name_with_role(hub: SampleHub, kind: str) -> str:
    """The name of the person with a role, for the owner of an implication."""
    for key, user in hub.staff.items():
        if key.split(" ")[0] == kind:
            return user.name
    return hub.row.contact_name
