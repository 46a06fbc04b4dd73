"""Further small hubs for `manage.py sample --hubs N`, all of one kind."""

from sample import content
from sample.catalogue import save_schools
from sample.hubs import make_account, make_hub
from sample.world import SampleHub, World
from workgroups.choices import RoleKind, SchoolPhase
from workgroups.models import LocalAuthority, School
from workgroups.rules import hub_slug

#: The hubs are invented; the local authorities are real, with their DfE codes.
NAMES = (
    ("Severn Banks", "916", "Gloucestershire"),
    ("Fen and Ferry", "873", "Cambridgeshire"),
    ("Moor and Harbour", "878", "Devon"),
    ("Broads and Breckland", "926", "Norfolk"),
    ("Weald and Orchard", "886", "Kent"),
    ("Forge and Canal", "330", "Birmingham"),
    ("Chalk and Beech", "919", "Hertfordshire"),
    ("Tin and Tide", "908", "Cornwall"),
)
SCHOOLS = ("Rookery Bank", "Withy Ford", "Lapwing Rise", "Candle Acre")
FIRST_URN = 901001


def make_small_hub(world: World, number: int) -> SampleHub:
    """The hub with this number (from 0), with its schools and three accounts."""
    name, code, authority = NAMES[number % len(NAMES)]
    again = number // len(NAMES) + 1
    if again > 1:
        name = f"{name} {again}"
    if code not in world.authorities:
        row = LocalAuthority.objects.create(code=code, name=authority)
        world.authorities[code] = row
    _schools(world, number, code)
    slug = hub_slug(name)
    second = content.hubs()[1]
    office = f"office@{slug}.example"
    hub = make_hub(
        world,
        {
            **second,
            "name": name,
            "slug": slug,
            "former_names": "",
            "about": f"A small hub for schools in {authority}.",
            "contact_email": office,
            "reply_to": office,
            "notice": second["notice"].replace(second["contact_email"], office),
            "areas": [code],
            "target_by_area": {code: 10},
        },
    )
    for kind in (RoleKind.HUB_LEAD, RoleKind.WORK_GROUP_LEAD, RoleKind.EVALUATOR):
        first, last = world.name("mentor")
        make_account(world, hub, first_name=first, last_name=last, kind=kind)
    return hub


def _schools(world: World, number: int, code: str) -> None:
    if world.schools[code]:
        return
    save_schools(
        world,
        [
            School(
                urn=FIRST_URN + number * len(SCHOOLS) + place,
                name=f"{name} Primary School",
                local_authority=world.authorities[code],
                phase=SchoolPhase.PRIMARY,
                type="Community school",
                low_age=3,
                high_age=11,
                town=world.authorities[code].name,
            )
            for place, name in enumerate(SCHOOLS)
        ],
    )
