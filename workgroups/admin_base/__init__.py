"""The base of every ModelAdmin: it hides rows that an account may not read.

Scoping `get_queryset` alone leaks rows through foreign-key choices, filters, delete
pages, posted ids and the hub column. This package closes all of them, and
`HubsiteAdminSite.register` accepts no other base.
"""

from workgroups.admin_base.added_actions import (
    AskFirst,
    ListActionForm,
    add_actions,
    add_after_saving,
    add_concerned,
    add_keeper,
    add_secured,
    add_trained,
    secured_in,
    those_concerned,
    trained_in,
)
from workgroups.admin_base.forms import ScopedForm
from workgroups.admin_base.homes import Act, Tab, add_acts, add_tab
from workgroups.admin_base.inlines import (
    ScopedFormSet,
    ScopedStackedInline,
    ScopedTabularInline,
)
from workgroups.admin_base.model_admin import ScopedModelAdmin
from workgroups.admin_base.retiring_page import RetiresRows, url_of_retiring
from workgroups.admin_base.scope import (
    choosable,
    current_hub,
    current_hub_id,
    own_hubs,
    shown_hub_id,
    visible,
)

__all__ = [
    "Act",
    "AskFirst",
    "ListActionForm",
    "RetiresRows",
    "ScopedForm",
    "ScopedFormSet",
    "ScopedModelAdmin",
    "ScopedStackedInline",
    "ScopedTabularInline",
    "Tab",
    "add_actions",
    "add_acts",
    "add_after_saving",
    "add_concerned",
    "add_keeper",
    "add_secured",
    "add_tab",
    "add_trained",
    "choosable",
    "current_hub",
    "current_hub_id",
    "own_hubs",
    "secured_in",
    "shown_hub_id",
    "those_concerned",
    "trained_in",
    "url_of_retiring",
    "visible",
]
