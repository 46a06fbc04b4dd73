"""A tracked link to a group's form: its address, its QR code, and words beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse

from recruitment.models import RecruitmentLink
from workgroups.models import WorkGroup


@dataclass(frozen=True)
class TrackedLink:
    """A recruitment link as it leads to one group."""

    label: str
    url: str
    qr: str  # the QR code as a data: URL
    code: str
    work_group: WorkGroup

    @property
    def words(self) -> str:
        """A paragraph to paste beside the link."""
        group = self.work_group
        return (
            f"{group.title} is a work group of {group.hub.name} in {group.year_label}. "
            "Register your interest in a few minutes at the address below. "
            "Registering secures no place: you get an e-mail that asks you to confirm, "
            f"and your place is secured once you have. {self.url}"
        )


#: Headers of browsers that fetch a page before anybody asked for it.
FETCHES_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
#: Parts of the names of programs that look at links by themselves.
PROGRAMS = ("bot", "crawl", "spider", "preview", "externalhit", "whatsapp", "slurp")


def looks_ahead(headers: Mapping[str, str]) -> bool:
    """Whether a known program opens a page, and no person."""
    agent = headers.get("User-Agent", "").lower()
    ahead = " ".join(headers.get(name, "") for name in FETCHES_AHEAD).lower()
    return (
        "prefetch" in ahead
        or "preview" in ahead
        or any(each in agent for each in PROGRAMS)
    )


def of(link: RecruitmentLink, work_group: WorkGroup) -> TrackedLink:
    path = reverse("recruitment:register_interest", args=[work_group.slug])
    url = f"{settings.SITE_URL}{path}?from={link.code}"
    qr = segno.make(url).svg_data_uri(scale=3)
    return TrackedLink(link.label, url, qr, link.code, work_group)
