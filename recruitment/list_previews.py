"""A preview of a list of people, and the signed copy of it that its page posts.

Exactly the people of the preview are imported; nothing of them is stored before.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing

from recruitment.choices import ListedAs
from recruitment.interest_lists import InterestList, ListedPerson, read_list
from recruitment.queries.interest_lists import ListPlan, plan_of
from workgroups.models import User, WorkGroup
from workgroups.table_files import Problem

SALT = "recruitment.interest_lists"
KEPT_FOR = 60 * 60  # seconds: how long a preview can be confirmed
SAMPLES = 5  # people whose lines are shown
PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class ListPreview:
    """What a file would do, and what is posted to have it done."""

    name: str
    found: InterestList
    plan: ListPlan
    signed: str

    @property
    def problems(self) -> list[Problem]:
        return [*self.found.problems, *self.plan.problems]

    @property
    def shown(self) -> list[Problem]:
        return self.problems[:PROBLEMS_SHOWN]

    @property
    def more(self) -> int:
        return len(self.problems) - len(self.shown)

    @property
    def samples(self) -> list[ListedPerson]:
        return [each.person for each in self.plan.new[:SAMPLES]]


@dataclass(frozen=True)
class KeptList:
    """The list of a preview, as its page posted it; `how` says how to import it."""

    name: str
    people: list[ListedPerson]
    how: dict[str, Any]


def preview_of(
    file: Any, group: WorkGroup, *, user: User, how: Mapping[str, Any]
) -> ListPreview:
    """What an uploaded file says and would do. Raises ListUnreadable."""
    found = read_list(file.read())
    plan = ListPlan()
    if not found.problems:
        plan = plan_of(group, found.people, listed_as=how["listed_as"])
    kept = {
        "group": group.pk,
        "user": user.pk,
        "name": file.name,
        "how": dict(how),
        "people": [asdict(each) for each in found.people],
    }
    signed = signing.dumps(kept, salt=SALT, compress=True)
    return ListPreview(file.name, found, plan, signed)


def read_signed(text: str, group: WorkGroup, *, user: User) -> KeptList | None:
    """What was previewed; None for another group's or account's, or an old preview."""
    try:
        kept: dict[str, Any] = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    if (kept["group"], kept["user"]) != (group.pk, user.pk):
        return None
    people = [_person(each) for each in kept["people"]]
    return KeptList(kept["name"], people, kept["how"])


def _person(kept: dict[str, Any]) -> ListedPerson:
    return ListedPerson(**{**kept, "year_groups": tuple(kept["year_groups"])})


#: How a local authority's own list is imported.
OWN_LIST = {"listed_as": ListedAs.INTERESTED}
