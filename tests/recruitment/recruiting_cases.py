"""Two hubs with two local authorities in each, and who recruits in them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from recruitment.models import Place, RecruitmentLink
from tests import factories as make
from workgroups.models import HubArea, School, SchoolYear, WorkGroup


class Areas:
    """Lewisham and Bromley at one hub; Greenwich and Lewisham again at another."""

    def __init__(self) -> None:
        self.hub = make.make_hub()
        self.other = make.make_hub("Wolds and Dales", slug="wolds-and-dales")
        self.lewisham = make.make_authority("Lewisham", code="209")
        self.bromley = make.make_authority("Bromley", code="305")
        self.greenwich = make.make_authority("Greenwich", code="203")
        areas = (
            (self.hub, self.lewisham),
            (self.hub, self.bromley),
            (self.other, self.greenwich),
            (self.other, self.lewisham),
        )
        for hub, authority in areas:
            HubArea.objects.create(
                hub=hub, local_authority=authority, start_year=make.YEAR
            )
        self.partner = make.make_user(name="Kit Penn")
        make.give_role(
            self.partner, "la_partner", hub=self.hub, local_authority=self.lewisham
        )
        self.lead = make.make_staff("hub_lead", hub=self.hub)

    def school(self, name: str, authority: Any = None, **fields: Any) -> School:
        return make.make_school(
            name, local_authority=authority or self.lewisham, **fields
        )

    def expected(self, school: School, number: int = 2, **fields: Any) -> SchoolYear:
        fields.setdefault("hub", self.hub)
        fields.setdefault("start_year", make.YEAR)
        return SchoolYear.objects.create(school=school, ects_expected=number, **fields)

    def group(
        self, title: str = "Lewisham ECT", authority: Any = None, **fields: Any
    ) -> WorkGroup:
        fields.setdefault("hub", self.hub)
        return make.make_work_group(
            title, local_authority=authority or self.lewisham, **fields
        )

    def link(self, authority: Any = None, **fields: Any) -> RecruitmentLink:
        fields.setdefault("hub", self.hub)
        fields.setdefault("label", "Newsletter")
        fields.setdefault("code", f"link{RecruitmentLink.objects.count()}")
        return RecruitmentLink.objects.create(
            local_authority=authority or self.lewisham, **fields
        )

    def second_year(
        self,
        name: str,
        *,
        link: Any = None,
        state: str = "offered",
        authority: Any = None,
        hub: Any = None,
    ) -> Place:
        """A place of the second stage."""
        hub = hub or self.hub
        programme = make.make_programme(hub)
        make.make_stage(programme, order=1, name=f"ECT 1 {name}")
        second = make.make_stage(programme, order=2, name=f"ECT 2 {name}")
        group = self.group(
            f"Second {name}", authority, hub=hub, project=make.make_project(second)
        )
        person = make.make_participant(hub, last_name=name)
        registration = make.make_registration(group, person, recruitment_link=link)
        return make.make_place(state, work_group=group, registration=registration)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, hub: Any, authority: Any, *args: Any) -> str:
    return reverse(f"recruitment:{name}", args=[hub.slug, authority.code, *args])
