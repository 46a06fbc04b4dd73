"""The acts of who agreed that teachers are released, for the tests of the audit log."""

from django.db.models import Model

from recruitment.actions import releases
from recruitment.models import ReleaseContact
from tests.audited_world import AT, World


def _contact(w: World) -> ReleaseContact:
    return ReleaseContact.objects.create(hub=w.hub, email="head@school.example")


def prove(w: World) -> Model:
    return releases.prove_release_address(_contact(w), at=AT)


def stop(w: World) -> Model:
    return releases.stop_release_emails(_contact(w), at=AT)
