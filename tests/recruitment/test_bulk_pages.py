"""Bulk actions in the admin: the preview, the set that was ticked, the result."""

import pytest
from django.urls import reverse

from recruitment.models import BulkAction, Email, Place
from tests import factories
from tests.hubsite.year import make_year
from tests.recruitment.bulk_cases import states

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LIST = "admin:recruitment_place_changelist"


@pytest.fixture
def years():
    return make_year("a"), make_year("b")


@pytest.fixture
def staff(signed_in, years):
    return signed_in(years[0].staff["hub_lead"])


def people(group, number=6, state="confirmed"):
    return [factories.make_place(state, work_group=group) for _ in range(number)]


def tick(staff, action, places, **fields):
    chosen = [place.pk for place in places]
    fields = {"action": action, "_selected_action": chosen, **fields}
    answer = staff.post(reverse(LIST) + fields.pop("query", ""), fields, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else "", answer


def one_line(answer):
    return " ".join(answer.content.decode().split())


def test_five_people_are_withdrawn_only_after_the_preview(staff, years):
    places = people(years[0].other_group, 5)

    here, asked = tick(staff, "withdraw_places", places, reason="They asked.")
    before = states(*places)
    staff.post(here, {"words": "They asked."})

    assert before == ["confirmed"] * 5
    assert "Withdraw: 5 people" in one_line(asked)
    assert states(*places) == ["withdrawn"] * 5


def test_the_preview_names_ten_counts_the_rest_and_says_who_is_left_out(staff, years):
    group = years[0].other_group
    places = people(group, 12) + people(group, 2, "completed")

    _, asked = tick(staff, "withdraw_places", places)

    preview = asked.context["preview"]
    assert len(preview.going) == 12
    assert [row.place for row in preview.named] == places[:10]
    assert preview.more == 2
    assert [(each.number, each.why) for each in preview.left_out] == [
        (2, "A place that is completed cannot become withdrawn.")
    ]
    assert "and 2 more" in one_line(asked)


def test_the_preview_shows_the_email_with_real_data_and_sends_nothing(staff, years):
    group = years[0].other_group
    places = people(group)
    emails = Email.objects.count()

    _, asked = tick(staff, "withdraw_places", places)

    (sample,) = asked.context["samples"]
    first = places[0].participant
    assert sample.to == first.full_name
    assert sample.body.startswith(f"Dear {first.first_name},")
    assert group.title in sample.subject
    assert Email.objects.count() == emails
    assert states(*places) == ["confirmed"] * 6


def test_the_preview_names_who_is_offered_the_seats(staff, years):
    group = years[0].other_group
    type(group).objects.filter(pk=group.pk).update(capacity=6, dates_confirmed=True)
    places, waiting = people(group), people(group, 8, "waiting")

    _, asked = tick(staff, "withdraw_places", places)

    assert asked.context["preview"].next_in_turn == waiting[:6]
    assert [each.to for each in asked.context["samples"]] == [
        places[0].participant.full_name,
        waiting[0].participant.full_name,
    ]


def test_the_set_is_what_was_ticked_not_what_matches_later(staff, years):
    places = people(years[0].other_group)
    here, _ = tick(staff, "withdraw_places", places, query="?state__exact=confirmed")
    newcomer = people(years[0].other_group, 1)

    staff.post(here, {"words": "They asked."})

    assert states(*places, *newcomer) == ["withdrawn"] * 6 + ["confirmed"]


def test_rows_that_left_the_filter_meanwhile_stay_chosen(staff, years):
    places = people(years[0].other_group)
    Place.objects.filter(pk=places[0].pk).update(state="completed")

    _, asked = tick(staff, "withdraw_places", places, query="?state__exact=confirmed")

    assert asked.context["preview"].untouched == 1
    assert len(asked.context["preview"].going) == 5


def test_all_that_match_are_chosen_without_a_script(staff, years):
    mine, theirs = years
    group = mine.other_group
    waiting, others = people(group, 60, "waiting"), people(group, 1)
    elsewhere = people(theirs.other_group, 1, "waiting")
    query = f"?state__exact=waiting&work_group__id__exact={group.pk}"

    _, asked = tick(staff, "withdraw_places", [], select_across="on", query=query)

    chosen = BulkAction.objects.latest("pk").rows.values_list("place", flat=True)
    assert sorted(chosen) == [place.pk for place in waiting]
    assert len(asked.context["preview"].going) == 60
    assert not {place.pk for place in (*others, *elsewhere)} & set(chosen)


def test_a_reason_is_asked_of_few_and_one_press_gives_it(staff, years):
    places = people(years[0].other_group, 1)

    here, asked = tick(
        staff, "refuse_places", people(years[0].other_group, 1, "waiting")
    )
    page = one_line(asked)
    here, _ = tick(staff, "withdraw_places", places)
    refused = staff.post(here, {"press": "begin"})
    before = states(*places)
    code = refused.context["reasons"][0][0]
    staff.post(here, {"picked": code})

    assert "More people asked than there are places</button" in page
    assert "Pick a reason, or say it in your own words." in one_line(refused)
    assert before == ["confirmed"]
    place = Place.objects.get(pk=places[0].pk)
    assert (place.state, place.end_reason_id) == ("withdrawn", code)


def test_more_than_fifty_rows_are_left_to_the_worker(staff, years):
    places = people(years[0].other_group, 51)
    here, _ = tick(staff, "withdraw_places", places)

    answer = staff.post(here, {"words": "Too many."}, follow=True)

    assert set(states(*places)) == {"confirmed"}
    assert BulkAction.objects.latest("pk").state == "queued"
    assert answer.headers["Refresh"] == "3"
    assert "0 of 51" in one_line(answer)


def test_one_button_takes_everything_back_and_one_lets_it_go(staff, years):
    first, second = people(years[0].other_group), people(years[0].other_group)
    pages = []
    for places in (first, second):
        here, _ = tick(staff, "withdraw_places", places)
        staff.post(here, {"words": "They asked."})
        pages.append(here)

    waiting = one_line(staff.get(reverse("admin:recruitment_bulkaction_changelist")))
    staff.post(pages[0], {"press": "take_back"})
    staff.post(pages[1], {"press": "let_go"})

    assert waiting.count("Take it all back") == 2
    assert states(*first) == ["confirmed"] * 6
    assert states(*second) == ["withdrawn"] * 6
    found = BulkAction.objects.exclude(state="draft").order_by("pk")
    assert list(found.values_list("state", flat=True)) == ["recalled", "released"]


def test_an_action_of_another_hub_is_not_found(staff, years):
    theirs = years[1].bulk
    url = reverse("admin:recruitment_bulkaction_change", args=[theirs.pk])

    answers = [staff.get(url), staff.get(url + "?people=csv"), staff.post(url, {})]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    theirs.refresh_from_db()
    assert theirs.state == "draft"


def test_everybody_is_in_the_file_with_the_result(staff, years):
    places = people(years[0].other_group)
    here, _ = tick(staff, "withdraw_places", places)
    staff.post(here, {"words": "They asked."})

    answer = staff.get(here + "?people=csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,E-mail,Work group,State,Result,Why"
    assert len(lines) == 7
    assert lines[1].endswith("withdrawn,done,")


def test_cancelling_a_group_asks_for_its_name(staff, years):
    group = years[0].other_group
    place = people(group, 1)[0]
    url = reverse("admin:workgroups_workgroup_changelist")
    chosen = {"action": "cancel_work_groups", "_selected_action": [group.pk]}
    here = staff.post(url, chosen, follow=True).redirect_chain[-1][0]

    wrong = staff.post(here, {"words": "No venue.", "group_name": "Another"})
    before = states(place)
    staff.post(here, {"words": "No venue.", "group_name": group.title.upper()})

    assert "That is not the name of the group" in one_line(wrong)
    assert (before, states(place)) == (["confirmed"], ["cancelled_by_hub"])


def test_beyond_the_capacity_is_a_box_to_tick_with_its_reason(staff, years):
    group = years[0].other_group
    type(group).objects.filter(pk=group.pk).update(capacity=2, dates_confirmed=True)
    places = people(group, 5, "waiting")
    here, asked = tick(staff, "offer_places", places)

    without = staff.post(here, {"beyond_capacity": "on"})
    staff.post(here, {"beyond_capacity": "on", "words": "The room is large."})

    assert asked.context["preview"].beyond_capacity == 3
    assert "Pick a reason" in one_line(without)
    assert states(*places) == ["offered"] * 5
