"""The page on which a lead or the hub completes the year of a group."""

import pytest
from django.urls import reverse

from recruitment.models import Place
from tests.factories import give_role, make_hub, make_place, make_staff, make_user
from tests.pages import one_line
from tests.recruitment.completion_cases import group_over, let_change, person_in

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def lead():
    return make_staff("work_group_lead", name="Robin Marsh")


@pytest.fixture
def group(lead):
    made = group_over(title="SKTM Lewisham")
    made.leads.add(lead)
    person_in(made, "pppa", first_name="Ada", last_name="Brook")
    person_in(made, "paaa", first_name="Bo", last_name="<Fen>")
    return made


def url_of(group, tail=""):
    return f"/lead/groups/{group.slug}/complete/{tail}"


def page_of(client, group):
    answer = client.get(url_of(group))
    assert answer.status_code == 200
    return one_line(answer.content.decode())


def seen_on(page):
    return page.partition('name="seen" value="')[2].partition('"')[0]


def states():
    return list(Place.objects.order_by("pk").values_list("state", flat=True))


def test_a_lead_reads_who_completes_presses_once_and_takes_it_back(
    signed_in, lead, group
):
    client = signed_in(lead)
    page = page_of(client, group)
    assert "is completed by whoever was there for 75% of the days" in page
    assert "<h2>1 completes</h2>" in page
    assert "<h2>1 does not complete</h2>" in page
    assert page.index("Ada Brook") < page.index("1 does not complete")
    assert "Bo &lt;Fen&gt;" in page
    assert "<td>¼ of 1 day, 25%</td> <td>Absent at sessions 2, 3 and 4</td>" in page
    assert "Decided already" not in page
    assert "Take it back" not in page
    assert states() == ["confirmed", "confirmed"]

    answer = client.post(url_of(group), {"seen": seen_on(page)}, follow=True)

    done = one_line(answer.content.decode())
    assert answer.redirect_chain == [(url_of(group), 302)]
    assert "1 person completes the year, 1 does not." in done
    assert "Completed, 16 October 2026, Robin Marsh" in done
    assert "Not completed, 16 October 2026, Robin Marsh" in done
    assert "Nobody is left to be decided on." in done
    assert 'name="seen"' not in done
    assert states() == ["completed", "not_completed"]

    answer = client.post(url_of(group, "take-back/"), follow=True)

    back = one_line(answer.content.decode())
    assert answer.redirect_chain == [(url_of(group), 302)]
    assert "Taken back: 2 places are secured as before." in back
    assert "stay as they are" not in back
    assert "Take it back" not in back
    assert states() == ["confirmed", "confirmed"]


def test_before_the_registers_are_taken_the_page_has_no_button(signed_in, lead):
    group = group_over()
    group.leads.add(lead)
    person_in(group, "pp.p")
    client = signed_in(lead)

    page = page_of(client, group)

    said = "Nothing can be decided yet. No register was taken yet of session 3."
    assert said in page
    assert 'name="seen"' not in page
    answer = client.post(url_of(group), {"seen": ""}, follow=True)
    assert "No register was taken yet of session 3." in answer.content.decode()
    assert states() == ["confirmed"]


def test_a_changed_list_is_shown_again(signed_in, lead, group):
    client = signed_in(lead)
    page = page_of(client, group)
    person_in(group, "pppp")

    answer = client.post(url_of(group), {"seen": seen_on(page)}, follow=True)

    assert "The registers changed since this page was opened" in answer.content.decode()
    assert set(states()) == {"confirmed"}


def test_the_page_names_those_left_out_and_what_school_people_are_from(
    signed_in, lead, group
):
    person_in(group, "pppp", first_name="Cy", last_name="<Ash>")
    for place in Place.objects.filter(participant__last_name__in=["<Ash>", "<Fen>"]):
        let_change(place)
    Place.objects.filter(participant__last_name="Brook").update(school_name="<Elm>")

    page = page_of(signed_in(lead), group)

    assert (
        "Left out, because another change of the place may still be taken back: "
        "Cy &lt;Ash&gt;, Bo &lt;Fen&gt;." in page
    )
    assert "&lt;Elm&gt;" in page
    assert "<h2>1 completes</h2>" in page
    assert "does not complete" not in page


def test_people_from_a_list_stay_completed_and_their_page_says_so(signed_in, lead):
    group = group_over()
    group.leads.add(lead)
    person_in(group, "....", "completed", last_name="Listed")
    client = signed_in(lead)

    page = page_of(client, group)

    assert "from a list" in page
    assert "All certificates of attendance (PDF)" in page
    assert "Take it back" not in page


def test_places_that_changed_since_stay_when_completing_is_taken_back(
    signed_in, lead, group
):
    client = signed_in(lead)
    client.post(url_of(group), {"seen": seen_on(page_of(client, group))})
    ada = Place.objects.get(state="completed").participant
    make_place("waiting", work_group=group, participant=ada)

    answer = client.post(url_of(group, "take-back/"), follow=True)

    page = one_line(answer.content.decode())
    assert "Taken back: 1 place is secured as before." in page
    assert (
        "1 place stays as it is, because the person has a newer one or is deleted."
        in page
    )
    assert states() == ["completed", "confirmed", "waiting"]


def test_the_hub_does_it_from_the_groups_home(signed_in, group):
    client = signed_in(make_staff("hub_lead"))
    home = client.get(reverse("admin:workgroups_workgroup_home", args=[group.pk]))
    assert f'href="{url_of(group)}"' in home.content.decode()

    client.post(url_of(group), {"seen": seen_on(page_of(client, group))})

    assert states() == ["completed", "not_completed"]


def test_the_leads_page_leads_there(signed_in, lead, group):
    page = signed_in(lead).get(f"/lead/groups/{group.slug}/").content.decode()

    assert f'href="{url_of(group)}"' in page


@pytest.mark.parametrize(
    "who", ["another lead", "another hub", "evaluator", "la_partner", "national"]
)
def test_nobody_else_finds_the_page_or_changes_a_place(signed_in, group, who):
    kind = who if " " not in who else "work_group_lead"
    hub = make_hub("Wolds") if who == "another hub" else make_hub()
    user = make_user()
    kind = "hub_lead" if who == "another hub" else kind
    at = None if kind == "national" else hub
    give_role(user, kind, hub=at, local_authority=group.local_authority)
    group_over(hub=hub).leads.add(user)
    client = signed_in(user)

    answers = [
        client.get(url_of(group)),
        client.post(url_of(group), {"seen": ""}),
        client.post(url_of(group, "take-back/")),
    ]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert states() == ["confirmed", "confirmed"]


def test_get_takes_nothing_back(signed_in, lead, group):
    assert signed_in(lead).get(url_of(group, "take-back/")).status_code == 405


def test_a_group_without_people_says_who_will_be_there(signed_in, lead):
    empty = group_over()
    empty.leads.add(lead)

    assert "Whoever has a secured place will be here." in page_of(
        signed_in(lead), empty
    )


@pytest.mark.parametrize("people", [1, 4])
def test_the_page_keeps_its_statements(signed_in, data_statements, lead, people):
    group = group_over()
    group.leads.add(lead)
    for _ in range(people):
        person_in(group, "pppp", "completed")
        person_in(group, "pppp")
    client = signed_in(lead)

    with data_statements(at_most=8):
        page_of(client, group)
