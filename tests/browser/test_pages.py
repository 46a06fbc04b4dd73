"""Pages that no other browser test opens, for each role, on the rows of the sample."""

import pytest
from django.contrib import admin
from django.urls import reverse

from evaluation.models import Evaluation, Evidence, FeedbackForm, Theme
from tests.browser import arranging, page_checks
from tests.browser.conftest import DESKTOP_PLAIN, DESKTOP_SCRIPTS, PHONE_SCRIPTS
from workgroups.models import User, WorkGroup

# WCAG 1.4.12: text spacing that a reader may set without breaking a page.
WIDER = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
SPREAD = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


def sample_user(kind: str) -> User:
    """The first hub's first account of a role; the national team has no hub."""
    rows = User.objects.filter(roles__kind=kind).order_by("pk")
    if kind != "national":
        rows = rows.filter(roles__hub=arranging.sample_hub())
    return rows[0]


def look_at(person, paths) -> None:
    """Open each path, and fail at the end with the faults of all."""
    wrong = []
    for path in paths:
        try:
            person.open(path)
        except AssertionError as faults:
            wrong.append(str(faults))
    assert not wrong, "\n".join(wrong)


def test_what_a_visitor_may_read(new_visitor):
    groups = WorkGroup.objects.filter(hub=arranging.sample_hub()).order_by("pk")
    closed = arranging.make_group("Closed", closes_on=arranging.today())
    full = arranging.make_group("Full", capacity=1)
    arranging.make_place(full)
    undated = arranging.make_group("Undated", sessions=0, dates_confirmed=False)
    mine = [closed, full, undated]
    person = new_visitor(DESKTOP_SCRIPTS)

    look_at(
        person,
        [
            f"/hubs/{arranging.sample_hub().slug}/",
            f"/privacy/{arranging.sample_hub().slug}/",
            "/work-groups/?page=2",
            "/work-groups/?phase=secondary&term=spring",
            *(group.get_absolute_url() for group in [*groups[:3], *mine]),
            *(f"{group.get_absolute_url()}register/" for group in mine),
        ],
    )


def test_what_a_lead_may_read(new_visitor):
    form = FeedbackForm.objects.filter(
        work_group__leads__isnull=False, session__isnull=False
    ).earliest("pk")
    group = form.work_group
    person = new_visitor(DESKTOP_SCRIPTS, as_user=group.leads.all()[0])
    here = f"/lead/groups/{group.slug}/"

    look_at(
        person,
        [
            "/lead/",
            here,
            *(f"{here}grouping/{by}/" for by in ("year-group", "scheme")),
            f"{here}sessions/1/note/",
            f"/feedback-forms/{form.pk}/",
            f"/sessions/{group.sessions.earliest('number').pk}/register/",
            f"/sessions/{group.sessions.latest('number').pk}/register/",
        ],
    )


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        ("la_partner", ["/recruiting/"]),
        (
            "national",
            [
                "/national/",
                "/national/record/",
                "/national/add-hub/",
                "/national/hubs/london-south-east-plus/",
            ],
        ),
        (
            "hub_lead",
            [
                "/feedback-forms/",
                "/accounts/2fa/",
                "/accounts/devices/",
                "/evaluations/",
            ],
        ),
    ],
)
def test_the_workspace_of_a_role(new_visitor, kind, paths):
    look_at(new_visitor(DESKTOP_SCRIPTS, as_user=sample_user(kind)), paths)


def test_what_an_evaluator_may_read(new_visitor):
    evaluation = Evaluation.objects.filter(hub=arranging.sample_hub()).earliest("pk")
    passage = Evidence.objects.filter(evaluation=evaluation).earliest("pk")
    theme = Theme.objects.filter(evaluation=evaluation, state="kept").earliest("pk")
    visit = evaluation.visits.earliest("pk")
    here = f"/evaluations/{evaluation.pk}/"
    person = new_visitor(DESKTOP_SCRIPTS, as_user=sample_user("evaluator"))

    look_at(
        person,
        [
            here,
            *(f"{here}{room}/" for room in ("evidence", "themes", "texts", "code")),
            f"{here}code/?passage={passage.pk}",
            f"{here}questions/",
            f"{here}implications/add/",
            f"/themes/{theme.pk}/",
            f"/visits/{visit.pk}/",
            f"/evidence/{passage.pk}/original/",
            "/evaluations/add/",
        ],
    )


def staff_addresses(model, user):
    """URLs of a model's list in the admin and of the page of its newest row."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model.objects.visible_to(user).order_by("-pk").first()
    page = reverse(f"{name}_change", args=[row.pk]) if row else ""
    return reverse(f"{name}_changelist"), page


def test_every_list_of_the_admin(new_visitor):
    """Without axe, which another test runs on one of these lists."""
    user = sample_user("hub_lead")
    person = new_visitor(DESKTOP_PLAIN, as_user=user)

    look_at(person, [staff_addresses(each, user)[0] for each in admin.site._registry])


def test_a_row_of_every_list_of_the_admin(new_visitor):
    user = sample_user("hub_lead")
    person = new_visitor(DESKTOP_SCRIPTS, as_user=user)
    pages = [staff_addresses(each, user)[1] for each in admin.site._registry]

    look_at(person, filter(None, pages))


def test_the_pages_with_which_a_year_is_set_up(new_visitor):
    group = WorkGroup.objects.filter(hub=arranging.sample_hub()).earliest("pk")
    session, groups = group.sessions.earliest("pk"), "/admin/workgroups/workgroup"

    look_at(
        new_visitor(DESKTOP_SCRIPTS, as_user=sample_user("hub_lead")),
        [
            "/admin/new-hub/",
            f"{groups}/next-year/",
            f"{groups}/from-project/",
            f"{groups}/{group.pk}/import/",
            f"/admin/workgroups/session/{session.pk}/",
            f"/admin/workgroups/session/{session.pk}/register/",
        ],
    )


@pytest.mark.parametrize("name", ["programme", "workgroup", "session", "role"])
def test_an_add_form_of_the_admin(new_visitor, name):
    person = new_visitor(DESKTOP_SCRIPTS, as_user=sample_user("hub_lead"))

    person.open(reverse(f"admin:workgroups_{name}_add"))
    person.to("Save", "input")
    person.go()

    assert person.page.title().startswith("Error: ")


@pytest.mark.parametrize("path", ["/work-groups/", "register/", "/accounts/login/"])
def test_wider_text_spacing_fits_a_phone(new_visitor, path):
    group = arranging.make_group("Spread out")
    person = new_visitor(PHONE_SCRIPTS)
    person.open(path if path.startswith("/") else group.get_absolute_url() + path)

    person.page.evaluate(SPREAD, WIDER)

    person.fail_with(page_checks.on_page(person.page))
