"""A tracked link to a group's form: its address, its QR code, and words beside it."""

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


def of(link: RecruitmentLink, work_group: WorkGroup) -> TrackedLink:
    path = reverse("recruitment:register_interest", args=[work_group.slug])
    url = f"{settings.SITE_URL}{path}?from={link.code}"
    qr = segno.make(url).svg_data_uri(scale=3)
    return TrackedLink(link.label, url, qr, link.code, work_group)
