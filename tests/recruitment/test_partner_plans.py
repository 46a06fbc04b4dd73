"""Partners read the plans of a hub's year by a link, and comment on them."""

from datetime import timedelta

import pytest
from django.test import Client

from recruitment import links
from recruitment.actions import partner_plans as actions
from recruitment.models import Link
from recruitment.queries.partner_plans import plans_for
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from workgroups.models import (
    CommonPlan,
    Framework,
    FrameworkSection,
    PlanComment,
    Provider,
    ProviderDate,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def staff(hub):
    return make_staff("hub_lead", hub=hub)


@pytest.fixture
def ucl():
    return Provider.objects.create(name="UCL", kind="ecte_lead_provider")


def share(hub, provider, by):
    return actions.let_partner_read(hub, provider, by=by, at=FRIDAY_5PM)


def opened(link):
    client = Client()
    client.get(f"/plan/{links.token_of(link)}/")
    return client


def page_of(client):
    return one_line(client.get("/plan/").content.decode())


def planned(hub, title="Greenwich", **fields):
    group = make_work_group(title, hub=hub, **fields)
    session = make_session(
        group, focus="Variation", outcomes="They vary", gap_task="Try one"
    )
    return group, session


def test_a_partner_reads_the_plans_of_the_hubs_year(hub, staff, ucl):
    planned(hub)
    planned(hub, "Cancelled", cancelled_on=FRIDAY)
    planned(hub, "Retired", retired_on=FRIDAY)
    planned(hub, "Last year", start_year=2025)
    planned(make_hub("Wolds and Dales"), "Leeds")

    page = page_of(opened(share(hub, ucl, staff)))

    assert "for UCL" in page
    assert "Session 1, Friday 16 October 2026, 4pm to 6pm: Variation" in page
    for said in ("Greenwich", "They vary", "Try one"):
        assert said in page
    for hidden in ("Cancelled", "Retired", "Last year", "Leeds"):
        assert hidden not in page


def test_no_person_and_no_way_in_is_on_the_page(hub, staff, ucl):
    group, session = planned(hub)
    type(session).objects.filter(pk=session.pk).update(
        lead_note="zqxj note",
        departure="zqxj departs",
        delivered_why="zqxj why",
        joining_link="https://zqxj.example",
        called_off_reason="zqxj off",
    )
    group.leads.add(make_staff("work_group_lead", hub=hub, name="Robin Zqxj"))
    make_place(work_group=group, participant=make_participant(hub, last_name="Zqxj"))

    page = page_of(opened(share(hub, ucl, staff)))

    assert "Variation" in page
    assert "zqxj" not in page.casefold()


def test_the_partners_own_days_stand_beside(hub, staff, ucl):
    _, session = planned(hub)
    other = Provider.objects.create(name="Ambition", kind="ecte_lead_provider")
    for provider, name, offset in (
        (ucl, "Module 3", 0),
        (ucl, "Module 4", 1),
        (other, "Module 5", 0),
    ):
        day = session.on + timedelta(days=offset)
        ProviderDate.objects.create(
            hub=hub, provider=provider, name=name, from_on=day, until_on=day
        )

    found = plans_for(hub, ucl, at=FRIDAY_5PM)

    assert found.days == [
        ("16 October 2026", "Module 3"),
        ("17 October 2026", "Module 4"),
    ]
    assert found.groups[0].sessions[0].clashes == ["Module 3"]
    assert "<strong>On your training day:</strong> Module 3" in page_of(
        opened(share(hub, ucl, staff))
    )


def test_a_session_has_its_own_sections_or_the_common_ones(hub, ucl):
    group, first = planned(hub)
    make_session(group)
    framework = Framework.objects.create(
        short_name="XF", name="X", from_on=FRIDAY.replace(year=2036)
    )
    rows = [
        FrameworkSection.objects.create(framework=framework, number=n, title=t)
        for n, t in ((11, "Own"), (12, "Common"))
    ]
    for number in (1, 2):
        plan = CommonPlan.objects.create(hub=hub, project=group.project, number=number)
        plan.sections.add(rows[1])
    first.own_sections.add(rows[0])

    found = plans_for(hub, ucl, at=FRIDAY_5PM).groups[0].sessions

    assert [each.sections for each in found] == [["11 Own"], ["12 Common"]]


def test_a_comment_reaches_the_hub_and_the_leads(hub, staff, ucl):
    group, session = planned(hub)
    lead = make_staff("work_group_lead", hub=hub)
    group.leads.add(lead)
    client = opened(share(hub, ucl, staff))
    data = {"session": session.pk, "text": "This is our module 3."}

    for _ in range(2):
        answer = client.post("/plan/", data)

    comment = PlanComment.objects.get()
    assert answer.status_code == 302
    assert (comment.hub, comment.project, comment.number, comment.writer) == (
        hub,
        group.project,
        1,
        "UCL",
    )
    queue = one_line(client_of(staff).get("/plans/review/").content.decode())
    plans = one_line(
        client_of(lead).get(f"/lead/groups/{group.slug}/plan/").content.decode()
    )
    assert "This is our module 3." in queue
    assert "UCL, 16 October 2026" in queue
    assert "UCL proposes for the common plan: This is our module 3." in plans


@pytest.mark.parametrize("fault", ["foreign", "empty", "none"])
def test_a_comment_is_about_a_session_of_this_hub(hub, staff, ucl, fault):
    _, session = planned(hub)
    _, foreign = planned(make_hub("Wolds and Dales"), "Leeds")
    data = {
        "foreign": {"session": foreign.pk, "text": "Ours"},
        "empty": {"session": session.pk, "text": " "},
        "none": {"session": "x", "text": "Ours"},
    }[fault]

    answer = opened(share(hub, ucl, staff)).post("/plan/", data)

    assert answer.status_code == 200
    assert PlanComment.objects.count() == 0


def test_a_link_lasts_to_the_end_of_the_year(hub, staff, ucl):
    link = share(hub, ucl, staff)

    assert str(link.expires_at.date()) == "2027-08-31"
    Link.objects.update(expires_at=FRIDAY_5PM - timedelta(seconds=1))
    planned(hub)
    assert "Greenwich" not in page_of(opened(link))


def test_a_new_link_ends_the_one_before_of_this_partner_and_hub(hub, staff, ucl):
    planned(hub)
    theirs = make_hub("Wolds and Dales")
    foreign = share(theirs, ucl, make_staff("hub_lead", hub=theirs))
    old, new = share(hub, ucl, staff), share(hub, ucl, staff)

    assert "Greenwich" not in page_of(opened(old))
    assert "Greenwich" in page_of(opened(new))
    assert "Wolds and Dales, for UCL" in page_of(opened(foreign))


def test_hub_staff_make_and_end_links(hub, staff, ucl):
    planned(hub)
    client = client_of(staff)
    here = f"/plans/partners/{hub.slug}/"

    page = one_line(
        client.post(here, {"partner": ucl.pk}, follow=True).content.decode()
    )
    link = Link.objects.get(purpose="plan")
    client.post(here, {"do": "stop", "link": link.pk})
    after = client.get(here).content.decode()

    assert links.address(link) in page
    assert links.address(link) not in after
    assert "Greenwich" not in page_of(opened(link))
    assert client.post(here, {"partner": ""}).status_code == 200
    assert client.post(here, {"do": "stop", "link": "x"}).status_code == 404
    assert here in client.get("/plans/review/").content.decode()


def test_another_hubs_links_are_not_found(hub, staff, ucl):
    theirs = make_hub("Wolds and Dales")
    foreign = share(theirs, ucl, make_staff("hub_lead", hub=theirs))
    data = {"do": "stop", "link": foreign.pk}

    assert client_of(staff).get(f"/plans/partners/{theirs.slug}/").status_code == 404
    for path in (hub.slug, theirs.slug):
        answer = client_of(staff).post(f"/plans/partners/{path}/", data)
        assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.superseded_at is None


@pytest.mark.parametrize("rows", [1, 3])
def test_plans_take_a_fixed_number_of_statements(
    hub, ucl, rows, django_assert_num_queries
):
    for number in range(rows):
        group, session = planned(hub, f"Group {number}")
        CommonPlan.objects.create(hub=hub, project=group.project, number=1)

    with django_assert_num_queries(6):
        plans_for(hub, ucl, at=FRIDAY_5PM)
