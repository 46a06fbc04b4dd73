"""The one base of every ModelAdmin: what an account does not reach is not there.

Django's admin leaks when only `get_queryset` is scoped: foreign-key lists, filters,
delete pages, posted ids and the hub column are doors of their own. All are closed
here, once, and `HubsiteAdminSite.register` takes nothing else.
"""

from workgroups.admin_base.forms import ScopedForm
from workgroups.admin_base.inlines import ScopedStackedInline, ScopedTabularInline
from workgroups.admin_base.model_admin import ScopedModelAdmin
from workgroups.admin_base.scope import (
    choosable,
    current_hub,
    current_hub_id,
    visible,
)

__all__ = [
    "ScopedForm",
    "ScopedModelAdmin",
    "ScopedStackedInline",
    "ScopedTabularInline",
    "choosable",
    "current_hub",
    "current_hub_id",
    "visible",
]
