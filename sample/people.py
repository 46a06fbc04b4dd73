"""Invented participants and mentors, with their answers to the form."""

from dataclasses import dataclass, field
from typing import Any

from recruitment.choices import Award, InductionYear, OptionCode, ReleaseAgreed
from sample import content
from sample.world import Group, SampleHub, World
from workgroups.models import Provider, School

#: Codes of the national schemes, and how often people name each.
SCHEMES = {
    "white_rose": 46,
    "power_maths": 18,
    "mnp": 9,
    "mathematics_mastery": 9,
    "ncetm": 8,
    "own": 8,
    "other": 2,
}
OTHER_SCHEMES = ["Maths Makes Sense", "maths makes sense", "Effective Maths"]
RELEASE = {
    ReleaseAgreed.YES: 74,
    ReleaseAgreed.NOT_YET: 12,
    ReleaseAgreed.UNKNOWN: 9,
    "": 5,
}
INDUCTION = {InductionYear.FIRST: 62, InductionYear.SECOND: 34, "": 4}
JOBS = {"primary": "Class teacher", "secondary": "Teacher of maths"}
ITT_JOBS = ["Maths lead, primary PGCE", "Programme leader", "Subject tutor, secondary"]


@dataclass
class Registrant:
    """What a person writes into the form about themselves and their work."""

    person: dict[str, str]
    school: School | None = None
    answers: dict[str, Any] = field(default_factory=dict)


def make_teacher(world: World, hub: SampleHub, group: Group) -> Registrant:
    """A new teacher at a school of the group's area."""
    school = world.rng.choice(_schools(world, hub, group))
    person = make_person(world, school.name)
    if world.chance(0.2):
        names = person["first_name"], person["last_name"]
        person["second_email"] = content.email(*names, "homepost")
    return Registrant(person, school, _school_answers(world, school))


def make_person(world: World, works_at: str) -> dict[str, str]:
    """The next unused name, with an address at a school or provider."""
    first, last = world.name("participant")
    email = content.email(first, last, works_at)
    return {"first_name": first, "last_name": last, "email": email}


def _schools(world: World, hub: SampleHub, group: Group) -> list[School]:
    areas = [group.area] if group.area in world.authorities else hub.areas
    phase = "secondary" if group.audience == "secondary" else "primary"
    return [
        school
        for area in areas
        for school in world.schools[area]
        if school.phase == phase
    ]


def _school_answers(world: World, school: School) -> dict[str, Any]:
    agreed = world.weighted(RELEASE)
    answers = {
        "school": school,
        "job_role": JOBS.get(school.phase, "Teacher"),
        "induction_year": world.weighted(INDUCTION),
        "year_groups": _year_groups(world, school),
        "schemes": _schemes(world) if school.phase == "primary" else ["own"],
        "lead_provider": world.rng.choice(world.providers["ecte_lead_provider"]),
        "release_agreed": agreed,
        "ask_a_year_later": world.chance(0.6),
    }
    if OptionCode.OTHER_SCHEME in answers["schemes"]:
        answers["scheme_other"] = world.rng.choice(OTHER_SCHEMES)
    if agreed == ReleaseAgreed.YES and world.chance(0.7):
        first, last = world.name("mentor")
        answers["release_name"] = f"{first} {last}"
        answers["release_role"] = "Headteacher" if world.chance(0.6) else "Maths lead"
        if world.chance(0.5):
            answers["release_email"] = content.email(first, last, school.name)
    return answers


def _year_groups(world: World, school: School) -> list[str]:
    """One class, sometimes a mixed-age one; three or four in a secondary school."""
    low, high = school.low_age or 4, school.high_age or 11
    names = [_year_group(age) for age in range(max(low, 4), min(high, 16))]
    if school.phase == "secondary":
        return [name for name in names if world.chance(0.65)] or names[:2]
    at = world.rng.randrange(len(names))
    return names[at : at + (2 if world.chance(0.15) else 1)]


def _year_group(age: int) -> str:
    """The year group of children of this age at the start of the year."""
    return "R" if age == 4 else str(age - 4)


def _schemes(world: World) -> list[str]:
    first = world.weighted(SCHEMES)
    second = world.weighted(SCHEMES) if world.chance(0.25) else first
    return [first] if second == first else [first, second]


def next_year_answers(world: World, registrant: Registrant) -> dict[str, Any]:
    """The same person a year later, usually in the same school with another class."""
    answers = {
        **registrant.answers,
        "induction_year": InductionYear.SECOND
        if registrant.answers.get("induction_year") == InductionYear.FIRST
        else InductionYear.FINISHED,
    }
    if registrant.school is not None and world.chance(0.4):
        answers["year_groups"] = _year_groups(world, registrant.school)
    return answers


def make_trainer(world: World, provider: Provider) -> Registrant:
    """A lead of initial teacher training, from one of the providers."""
    person = make_person(world, provider.name)
    deputy = world.name("mentor") if world.chance(0.6) else None
    answers = {
        "works_in_school": False,
        "provider": provider,
        "job_role": world.rng.choice(ITT_JOBS),
        "leads_itt_maths": True,
        "awards": [award for award in Award.values if world.chance(0.5)]
        or [Award.QTS_PRIMARY],
        "itt_theme": world.rng.choice(["Pedagogy", "Curriculum", "Mentor expertise"]),
    }
    if deputy is not None:
        answers["deputy_name"] = " ".join(deputy)
        answers["deputy_email"] = content.email(*deputy, provider.name)
    return Registrant(person, answers=answers)


class Mentors:
    """The mentors whom people of one hub name; colleagues of one school share some."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._by_school: dict[int, list[dict[str, str]]] = {}

    def name_one(self, registrant: Registrant, *, share: float) -> dict[str, str]:
        """The mentor whom a person names in the form; this share of people does."""
        if registrant.school is None or not self.world.chance(share):
            return {}
        known = self._by_school.setdefault(registrant.school.pk, [])
        if known and self.world.chance(0.3):
            return self.world.rng.choice(known)
        first, last = self.world.name("mentor")
        email = content.email(first, last, registrant.school.name)
        known.append({"name": f"{first} {last}", "email": email})
        return known[-1]
