"""People whom a change of a session concerns."""

from collections.abc import Collection

from django.db.models import Count, Q

from recruitment.choices import PlaceState
from recruitment.models import Place


def people_by_group(group_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Secured places and offers by id of the group; groups with neither are left out.

    One statement.
    """
    states = [PlaceState.CONFIRMED, PlaceState.OFFERED]
    rows = Place.objects.filter(work_group__in=group_ids, state__in=states)
    counted = (
        rows.order_by()
        .values_list("work_group")
        .annotate(
            secured=Count("pk", filter=Q(state=PlaceState.CONFIRMED)),
            offered=Count("pk", filter=Q(state=PlaceState.OFFERED)),
        )
    )
    return {group: (secured, offered) for group, secured, offered in counted}
