"""What made people say yes and what got in the way: asked, never required, counted."""

import re

import pytest
from django.urls import reverse

from recruitment.models import AnswerOption, Place
from recruitment.queries import reasons_given
from tests.factories import make_hub, make_place, make_work_group
from tests.hubsite.test_group_home import client_of
from tests.recruitment.bulk_cases import a_lead
from tests.recruitment.test_counted_lists import asked_of, rows_of
from tests.recruitment.test_follow_ups import more, register
from tests.recruitment.test_registration_pages import group_over_two_years

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PLACES = reverse("admin:recruitment_place_changelist")


@pytest.fixture
def hubs():
    return make_hub("Wolds"), make_hub("Dales")


def group_of(hub, **fields):
    return make_work_group(hub=hub, **fields)


def own_reason(hub, kind: str, label: str) -> AnswerOption:
    return AnswerOption.objects.create(hub=hub, kind=kind, label=label)


def test_what_made_you_say_yes_is_one_press_after_registering(client):
    group = group_over_two_years()
    own = own_reason(group.hub, "yes_reason", "the tea is good")
    theirs = own_reason(make_hub("Dales"), "yes_reason", "the cake is good")
    register(client, group)

    page = client.get(more(group)).content.decode()
    offered = re.findall(r'name="yes_reason" value="([^"]*)"', page)
    client.post(more(group), {"yes_reason": "yes_colleague"})

    assert "What made you say yes?" in page
    assert offered == [
        *("yes_confidence", "yes_training", "yes_school", "yes_colleague"),
        *("yes_others", "yes_two_years", "yes_free", own.code, "yes_other"),
    ]
    assert theirs.code not in page
    assert Place.objects.get().yes_reason_id == "yes_colleague"


def test_nobody_has_to_say_why(client):
    group = group_over_two_years()
    register(client, group)

    answer = client.post(more(group), {"induction_year": "first"})

    place = Place.objects.get()
    assert answer.url == reverse("recruitment:registered", args=[group.slug])
    assert (place.yes_reason_id, place.induction_year) == (None, "first")


def test_reasons_for_saying_yes_are_counted_for_each_hub_and_year(hubs):
    ours, theirs = hubs
    group = group_of(ours)
    first = make_place("confirmed", work_group=group, yes_reason_id="yes_school")
    second = make_place("waiting", work_group=group, yes_reason_id="yes_others")
    make_place("confirmed", work_group=group)
    make_place("moved", work_group=group, yes_reason_id="yes_school")
    last_year = group_of(ours, start_year=2025)
    make_place("confirmed", work_group=last_year, yes_reason_id="yes_school")
    other = make_place(work_group=group_of(theirs), yes_reason_id="yes_school")

    asked = asked_of(ours)

    assert rows_of("said-yes", asked) == [first, second]
    assert rows_of("said-yes", asked.narrowed(reason="yes_school")) == [first]
    assert rows_of("said-yes", asked_of(theirs)) == [other]


def test_what_got_in_the_way_counts_what_people_gave_as_their_reason(hubs):
    ours, theirs = hubs
    group = group_of(ours)
    declined = make_place("declined", work_group=group, end_reason_id="no_cover")
    pencilled = make_place("provisional", work_group=None, hub=ours)
    Place.objects.filter(pk=pencilled.pk).update(
        state="withdrawn", end_reason="travel", start_year=2026
    )
    for code in ("chose_another", "first_year_ended", "other_hub"):
        make_place("withdrawn", work_group=group, end_reason_id=code)
    make_place("withdrawn", work_group=group)
    make_place("interested", work_group=group, end_reason_id="no_cover")
    make_place("declined", work_group=group_of(theirs), end_reason_id="no_cover")

    asked = asked_of(ours)

    assert rows_of("got-in-the-way", asked) == [declined, pencilled]
    assert rows_of("got-in-the-way", asked.narrowed(reason="travel")) == [pencilled]


def test_the_list_of_places_counts_the_reasons_the_most_common_first(hubs):
    ours, theirs = hubs
    group = group_of(ours)
    make_place(work_group=group, yes_reason_id="yes_others")
    for _ in range(2):
        make_place(work_group=group, yes_reason_id="yes_school")
        make_place("declined", work_group=group, end_reason_id="no_cover")
    make_place("declined", work_group=group, end_reason_id="dates")
    make_place(work_group=group_of(theirs), yes_reason_id="yes_free")

    page = client_of(a_lead(ours)).get(PLACES).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())

    assert "What made people say yes" in words and "What got in the way" in words
    order = [
        *("My school or institution suggested it", "Meeting people who teach the same"),
        *("No cover in school", "The dates do not work"),
    ]
    assert [words.index(each) for each in order] == sorted(map(words.index, order))
    assert "costs us nothing" not in words


def test_a_reason_is_named_for_its_own_hub_only(hubs):
    ours, theirs = hubs
    own = own_reason(ours, "yes_reason", "the tea is good")
    asked = asked_of(ours, reason=own.code)

    assert reasons_given.reason_named(asked) == "the tea is good"
    assert reasons_given.reason_named(asked_of(theirs, reason=own.code)) == ""
    assert reasons_given.reason_named(asked_of(ours)) == ""
    assert reasons_given.reason_named(asked_of(ours, reason="yes_free")) == (
        "it costs us nothing"
    )


def test_staff_choose_among_reasons_for_saying_yes_of_their_hub(hubs):
    ours, theirs = hubs
    own = own_reason(ours, "yes_reason", "the tea is good")
    out_of_use = own_reason(ours, "yes_reason", "free lunch")
    held = own_reason(ours, "yes_reason", "a free book")
    AnswerOption.objects.filter(pk__in=[out_of_use.pk, held.pk]).update(in_use=False)
    own_reason(theirs, "yes_reason", "the cake is good")
    place = make_place(work_group=group_of(ours), yes_reason=held)
    client = client_of(a_lead(ours))
    page = client.get(f"{PLACES}{place.pk}/change/").content.decode()
    select = page[page.index('<select name="yes_reason"') :]
    select = select[: select.index("</select>")]

    offered = re.findall(r'value="([^"]+)"', select)

    assert sorted(offered) == sorted(
        [
            *("yes_confidence", "yes_training", "yes_school", "yes_colleague"),
            *("yes_others", "yes_two_years", "yes_free", "yes_other"),
            *(own.code, held.code),
        ]
    )
    assert re.findall(r'value="([^"]+)" selected', select) == [held.code]
