"""The navigation of the admin: its sections, and the lists that each one holds.

Every page shows the sections. A page of one section also shows the lists of that
section. An account sees only the lists that it may open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse

from workgroups import permissions
from workgroups.admin_base import current_hub_id, own_hubs
from workgroups.counted_lists import HUB

#: Sections in their order; each list is its model and its words.
SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "People",
        (
            ("recruitment_participant", "Everybody"),
            ("recruitment_place", "Places"),
            ("recruitment_mentor", "Mentors"),
            ("recruitment_releasecontact", "Who agreed releases"),
            ("recruitment_registration", "Expressions of interest"),
            ("recruitment_provideryear", "Providers’ years"),
        ),
    ),
    ("Groups", (("workgroups_workgroup", "Groups"),)),
    (
        "Sessions",
        (("workgroups_session", "Sessions"), ("recruitment_attendance", "Attendance")),
    ),
    (
        "Letters",
        (
            ("recruitment_email", "Letters"),
            ("recruitment_bulkaction", "About to go"),
        ),
    ),
    (
        "Evaluation",
        (
            ("evaluation_feedbackform", "Feedback"),
            ("evaluation_evaluation", "Evaluations"),
            ("evaluation_theme", "Themes"),
            ("evaluation_implication", "Implications"),
            ("evaluation_report", "Reports"),
        ),
    ),
)
#: Pages of a section that are no list: URL name, words and model created there.
SECTION_PAGES = {
    "Sessions": (("hubsite:review_plans", "Plans to agree", "workgroups.PlanReview"),),
    "People": (
        ("saved_lists", "Saved lists", "workgroups.SavedList"),
        ("providers_of_year", "Training providers", "recruitment.ProviderYear"),
    ),
    "Groups": (
        (
            "workgroups_workgroup_next_year",
            "Next year’s groups",
            "workgroups.WorkGroup",
        ),
        (
            "workgroups_workgroup_from_project",
            "Add from a project",
            "workgroups.WorkGroup",
        ),
        (
            "recruitment_bulkaction_roll_over",
            "Roll people over",
            "workgroups.WorkGroup",
        ),
    ),
}
#: Lists that change about once a year: heading, then model, words and use of each.
SET_UP: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Your hub",
        (
            (
                "workgroups_hub",
                "About the hub",
                "its area, who helps, who is answerable, how long an offer stands",
            ),
            ("workgroups_role", "Who has access", "invite people, remove access"),
            ("workgroups_user", "Accounts", "everybody who was ever invited"),
            (
                "workgroups_venue",
                "Venues",
                "addresses, seats, parking, step-free access, how to get in",
            ),
            (
                "workgroups_datetoavoid",
                "Dates to avoid",
                "school holidays, SATs week, exams, festivals, training days",
            ),
            (
                "workgroups_providerdate",
                "Training days of providers",
                "a session on one warns, and says how many it hits",
            ),
            (
                "workgroups_yeardate",
                "Dates of the year",
                "board papers, returns and what else is due",
            ),
            (
                "recruitment_recruitmentlink",
                "Recruiting links",
                "a link for each local authority, with its registrations counted",
            ),
        ),
    ),
    (
        "What we run",
        (
            ("workgroups_programme", "Programmes", "with their stages"),
            ("workgroups_project", "Projects", "a stage in one academic year"),
            ("workgroups_strategicgoal", "Strategic goals", "what projects work for"),
        ),
    ),
    (
        "What we ask",
        (
            ("evaluation_questionset", "Question sets", "of the feedback forms"),
            (
                "recruitment_answeroption",
                "Answers to choose from",
                "schemes of work, and reasons why a place ends",
            ),
        ),
    ),
    (
        "Looked up",
        (
            ("workgroups_school", "Schools", "the register of the DfE"),
            ("workgroups_provider", "Training providers", ""),
            ("workgroups_localauthority", "Local authorities", ""),
            (
                "workgroups_framework",
                "Training frameworks",
                "the sections that a session can serve",
            ),
            ("workgroups_auditentry", "Audit log", "who did what, and when"),
        ),
    ),
)
#: Pages of "Setting up" that are no list: URL name, words and use, and the model and
#: the act for which an account needs the permission.
SET_UP_PAGES = (
    (
        "From the start",
        (
            (
                "hub_year",
                "The hub’s year",
                "board papers, next year’s groups, evaluations, and what is missing",
                "workgroups.YearDate",
                "read",
            ),
            (
                "new_hub",
                "What a new hub needs",
                "eight steps, and which of them are done",
                "workgroups.Hub",
                "change",
            ),
            (
                "kept_how_long",
                "What is kept how long",
                "whose details go next and when, and who is held back",
                "recruitment.RetentionRun",
                "read",
            ),
            (
                "hubsite:recruiting",
                "Recruiting by local authority",
                "schools to ring, links and pages to print, and what schools said",
                "recruitment.RecruitingCall",
                "create",
            ),
        ),
    ),
    (
        "What we write",
        (
            (
                "wordings",
                "Wordings of letters",
                "what each letter says, in your own words",
                "workgroups.Wording",
                "read",
            ),
            (
                "public_texts",
                "Public texts",
                "the privacy notice, who you are, and other words of your pages",
                "workgroups.Wording",
                "read",
            ),
        ),
    ),
)
SETTING_UP = "Setting up"


@dataclass(frozen=True)
class Entry:
    """A list that the account may open; `is_here` for each page of its rows."""

    words: str
    url: str
    is_here: bool
    use: str = ""


@dataclass(frozen=True)
class Section:
    words: str
    url: str
    is_here: bool
    entries: tuple[Entry, ...] = ()


def sections_for(site: AdminSite, request: HttpRequest) -> list[Section]:
    """The sections of which the account may open a list, in their order."""
    found = [_page("This year", "index", request)]
    for words, lists in SECTIONS:
        entries = _entries(site, request, ((*each, "") for each in lists))
        entries += _pages_of(words, request)
        if entries:
            here = any(entry.is_here for entry in entries)
            found.append(Section(words, entries[0].url, here, entries))
    return [*found, _setting_up(site, request)]


def set_up_lists(
    site: AdminSite, request: HttpRequest
) -> list[tuple[str, tuple[Entry, ...]]]:
    """The lists of "Setting up" under their headings, without empty headings."""
    found = [(heading, _entries(site, request, lists)) for heading, lists in SET_UP]
    found += [(heading, _pages(request, pages)) for heading, pages in SET_UP_PAGES]
    return [(heading, entries) for heading, entries in found if entries]


def _pages(
    request: HttpRequest, pages: Iterable[tuple[str, str, str, str, str]]
) -> tuple[Entry, ...]:
    """The pages for the hub that the page is about; none for the national team."""
    if current_hub_id(request) is None:
        return ()
    scope, here = permissions.scope_of(request.user), _name_of(request)
    return tuple(
        Entry(words, _address(name, request), here.startswith(name), use)
        for name, words, use, model, act in pages
        if permissions.allows(scope, model, act)
    )


def _pages_of(section: str, request: HttpRequest) -> tuple[Entry, ...]:
    scope, here = permissions.scope_of(request.user), _name_of(request)
    return tuple(
        Entry(words, _address(name, request), here == name)
        for name, words, model in SECTION_PAGES.get(section, ())
        if permissions.allows(scope, model, "create")
    )


def _is_page(name: str) -> bool:
    return any(name == page for pages in SECTION_PAGES.values() for page, *_ in pages)


def _page(words: str, name: str, request: HttpRequest) -> Section:
    return Section(words, _address(name, request), _name_of(request) == name)


def _address(name: str, request: HttpRequest) -> str:
    """The address of a page; for staff of several hubs it names the hub.

    So a page that was opened for one hub leads to lists of the same hub.
    """
    hub_id = current_hub_id(request)
    has_several = len(own_hubs(request)) > 1
    page = reverse(name if ":" in name else f"admin:{name}")
    return page + (f"?{HUB}={hub_id}" if has_several else "")


def _setting_up(site: AdminSite, request: HttpRequest) -> Section:
    own = _page(SETTING_UP, "setting_up", request)
    lists = [each for _, entries in set_up_lists(site, request) for each in entries]
    here = own.is_here or any(each.is_here for each in lists)
    return Section(own.words, own.url, here)


def _entries(
    site: AdminSite, request: HttpRequest, lists: Iterable[tuple[str, str, str]]
) -> tuple[Entry, ...]:
    name = _name_of(request)
    open_lists = _open_lists(site, request)
    return tuple(
        Entry(
            words,
            _address(f"{model}_changelist", request),
            name.startswith(f"{model}_") and not _is_page(name),
            use,
        )
        for model, words, use in lists
        if model in open_lists
    )


def _open_lists(site: AdminSite, request: HttpRequest) -> set[str]:
    """Models as "app_model" of which the account reads rows in the admin."""
    registered: dict[Any, Any] = site._registry
    return {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model, model_admin in registered.items()
        if model_admin.has_module_permission(request)
    }


def _name_of(request: HttpRequest) -> str:
    """The name of the page that is open, such as "recruitment_place_change"."""
    match = request.resolver_match
    return (match.url_name or "") if match else ""
