"""Places, emails and forms in the admin, and transitions of whole groups."""

import pytest
from django.urls import reverse

from tests import factories
from tests.admin_forms import shown_on

pytestmark = pytest.mark.django_db


def test_places_are_offered_from_the_list(lead, years):
    place = factories.make_place(state="waiting", work_group=years[0].other_group)
    url = reverse("admin:recruitment_place_changelist")

    lead.post(url, {"action": "offer_places", "_selected_action": [place.pk]})

    place.refresh_from_db()
    assert place.state == "offered"
    assert place.events.get().actor == years[0].staff["hub_lead"]


def test_a_place_is_moved_to_another_group_with_a_reason(lead, years):
    mine, _ = years
    place = factories.make_place(state="waiting", work_group=mine.work_group)
    url = reverse("admin:recruitment_place_changelist")
    chosen = {"action": "move_places", "_selected_action": [place.pk]}

    asked = lead.post(url, chosen, follow=True)
    here = asked.redirect_chain[-1][0]
    lead.post(here, {"press": "choose_group", "to_group": mine.other_group.pk})
    lead.post(here, {"picked": "Nearer to the school"})

    place.refresh_from_db()
    assert mine.other_group.title in asked.content.decode()
    assert (place.state, place.moved_to.work_group) == ("moved", mine.other_group)


def test_the_state_of_a_place_is_not_a_field(lead, years):
    place = years[0].place
    url = reverse("admin:recruitment_place_change", args=[place.pk])

    page = lead.get(url).content.decode()

    assert 'name="state"' not in page
    assert 'name="hub"' not in page


def test_an_email_is_sent_again_as_a_new_email(lead, years):
    email = years[0].written
    url = reverse("admin:recruitment_email_changelist")

    lead.post(url, {"action": "send_again", "_selected_action": [email.pk]})

    emails = type(email).objects.filter(about_id=email.about_id, hub=email.hub)
    assert emails.count() == 2


def test_counts_of_answers_are_hidden_until_a_form_closes_with_five(lead, years):
    form = years[0].form
    url = reverse("admin:evaluation_feedbackform_changelist")

    before = lead.get(url).content.decode()
    lead.post(url, {"action": "close_forms", "_selected_action": [form.pk]})
    after = lead.get(url).content.decode()

    assert "after it closes" in before
    assert "too few answers to show" in after


def test_a_group_is_cancelled_with_a_reason_and_everybody_is_told(lead, years):
    group = years[0].other_group
    place = factories.make_place(state="waiting", work_group=group)
    url = reverse("admin:workgroups_workgroup_changelist")
    chosen = {"action": "cancel_work_groups", "_selected_action": [group.pk]}

    asked = lead.post(url, {**chosen, "reason": "no lead this year"}, follow=True)
    here = asked.redirect_chain[-1][0]
    answers = {"words": "no lead this year", "group_name": "Another group"}
    lead.post(here, answers)
    place.refresh_from_db()
    without = place.state
    lead.post(here, {**answers, "group_name": group.title})

    place.refresh_from_db()
    assert (without, place.state) == ("waiting", "cancelled_by_hub")


def test_free_seats_go_to_those_waiting(lead, years):
    group = years[0].other_group
    type(group).objects.filter(pk=group.pk).update(dates_confirmed=True)
    place = factories.make_place(state="waiting", work_group=group)
    url = reverse("admin:workgroups_workgroup_changelist")

    lead.post(url, {"action": "offer_free_seats", "_selected_action": [group.pk]})

    place.refresh_from_db()
    assert place.state == "offered"


def test_list_answers_of_a_place_are_checkboxes(lead, years):
    place = years[0].place
    url = reverse("admin:recruitment_place_change", args=[place.pk])

    lead.post(url, {**shown_on(lead, url), "year_groups": ["R", "1"]})

    place.refresh_from_db()
    assert place.year_groups == ["R", "1"]


def press(lead, action: str, *places: object, **fields: object) -> str:
    """Press an action of the list of places; the messages of the page that follows."""
    url = reverse("admin:recruitment_place_changelist")
    chosen = [place.pk for place in places]
    fields = {"action": action, "_selected_action": chosen, **fields}
    answer = lead.post(url, fields, follow=True)
    return " ".join(str(each) for each in answer.context["messages"])


def test_nobody_is_withdrawn_by_staff_without_a_reason(lead, years):
    group = years[0].other_group
    places = [factories.make_place("confirmed", work_group=group) for _ in range(3)]

    press(lead, "withdraw_places", *places, reason="  ")
    kept = [type(place).objects.get(pk=place.pk).state for place in places]
    press(lead, "withdraw_places", *places, reason="They asked for it.")

    after = [type(place).objects.get(pk=place.pk).state for place in places]
    assert kept == ["confirmed"] * 3
    assert after == ["withdrawn"] * 3


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("withdrawn", "restore_places"),
        ("provisional", "put_on_waiting_list"),
        ("provisional", "move_places"),
    ],
)
def test_a_place_without_a_group_is_refused_in_words(lead, years, state, action):
    group = years[0].other_group
    place = factories.make_place(state, work_group=group)
    type(place).objects.filter(pk=place.pk).update(work_group=None)

    said = press(lead, action, place, reason="A mistake.", to_group=group.pk)

    place.refresh_from_db()
    assert said == (
        "Not done for 1: This place has no work group yet, so that cannot be done."
    )
    assert place.state == state
