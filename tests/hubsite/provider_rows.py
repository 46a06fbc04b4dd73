"""A provider's year with a hub, and a lesson that its people watch."""

from typing import Any

from recruitment.models import Observation, ProviderYear
from tests import factories
from workgroups.models import Hub, Provider


def add_provider_rows(make: dict[str, Any], hub: Hub) -> None:
    provider, _ = Provider.objects.get_or_create(name="Year of it", kind="scitt")
    make["provider_year"] = ProviderYear.objects.create(
        hub=hub, provider=provider, start_year=factories.YEAR
    )
    make["observation"] = Observation.objects.create(
        hub=hub, provider_year=make["provider_year"], on=factories.FRIDAY
    )
