"""Pseudonyms: whom they pair over the years, and whom they would name."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import rules
from evaluation.actions import feedback, pairing
from evaluation.models import FeedbackRequest, Response
from tests.evaluation.test_feedback import LATER, answer
from tests.factories import (
    FRIDAY_5PM,
    make_form,
    make_hub,
    make_participant,
    make_place,
    make_programme,
    make_work_group,
)

BOTH, FIRST = (1,), ()
people_of_forms = st.lists(
    st.frozensets(st.integers(0, 24), min_size=5), min_size=1, max_size=5
)


@pytest.mark.parametrize(
    ("answering", "others", "unpaired", "kept"),
    [
        ({FIRST: 12}, {}, 0, {FIRST: 12}),
        ({BOTH: 12}, {}, 0, {BOTH: 12}),
        # one answered before only, and one at the end only
        ({BOTH: 11, FIRST: 1}, {BOTH: 1}, 0, {BOTH: 7, FIRST: 0}),
        # three are new, and their five companions are drawn from the rest
        ({BOTH: 10, FIRST: 3}, {}, 0, {BOTH: 5, FIRST: 0}),
        ({BOTH: 6, FIRST: 2}, {}, 0, {BOTH: 0, FIRST: 0}),
        ({BOTH: 12}, {}, 1, {BOTH: 7}),
        ({BOTH: 5, FIRST: 5}, {BOTH: 5}, 5, {BOTH: 5, FIRST: 5}),
        ({BOTH: 10}, {BOTH: 1}, 0, {BOTH: 5}),
        ({BOTH: 9}, {BOTH: 1}, 0, {BOTH: 0}),
    ],
)
def test_as_many_are_paired_as_leave_nobody_among_four(
    answering, others, unpaired, kept
):
    assert rules.paired_people(answering, others, unpaired=unpaired) == kept


@given(people_of_forms)
def test_after_every_form_each_pattern_holds_five_or_none(forms):
    earlier: dict[str, tuple[int, ...]] = {}
    for number, people in enumerate(forms):
        names = [f"person {each}" for each in sorted(people)]
        kept = rules.left_blank(names, earlier)
        for name in filter(None, kept):
            earlier[name] = (*earlier.get(name, ()), number)

        assert [each for each in kept if each] == [
            name for name, each in zip(names, kept, strict=True) if each
        ]
        counts = [*Counter(earlier.values()).values(), kept.count("")]
        assert not {1, 2, 3, 4} & set(counts)


def test_who_is_left_out_is_drawn_at_random():
    names = [f"person {each}" for each in range(12)]
    earlier = dict.fromkeys(names, (1,)) | {"person 12": (1,)}

    draws = {tuple(rules.left_blank(names, earlier)) for _ in range(40)}

    assert len(draws) > 20
    assert {draw.count("") for draw in draws} == {5}


def ask_and_close(group, kind, places):
    """All of these places answer a form of the group, which closes; its responses."""
    form = make_form(group, kind)
    feedback.ask(form, places, at=FRIDAY_5PM)
    for request in form.requests.select_related("form"):
        answer(request, confidence_subject=3)
    feedback.close_form(form, at=LATER)
    return Response.objects.filter(form=form)


def pseudonyms(responses) -> set[str]:
    return set(responses.values_list("pseudonym", flat=True))


@pytest.mark.django_db
def test_only_paired_sets_carry_a_pseudonym():
    group = make_work_group()
    places = [make_place(work_group=group) for _ in range(5)]

    found = {
        kind: pseudonyms(ask_and_close(group, kind, places))
        for kind in ["baseline", "gap_task", "final"]
    }

    assert found["gap_task"] == {""}
    assert len(found["baseline"]) == 5
    assert "" not in found["baseline"]
    assert found["baseline"] == found["final"]
    key = pairing.key_file(group.hub_id, group.start_year)
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_year_one_is_paired_with_year_two():
    hub = make_hub()
    first = make_work_group(hub=hub, start_year=2026)
    second = make_work_group(hub=hub, start_year=2027, project=first.project)
    people = [make_participant(hub) for _ in range(6)]
    years = [
        [make_place(work_group=group, participant=person) for person in people]
        for group in (first, second)
    ]
    for place in years[0]:
        place.events.create(hub=hub, to_state="confirmed", at=FRIDAY_5PM)

    final, final_of_two = (
        pseudonyms(ask_and_close(group, "final", places))
        for group, places in zip((first, second), years, strict=True)
    )

    assert len(final) == 6
    assert final == final_of_two
    files = sorted(path.name for path in pairing.key_file(hub.pk, 0).parent.iterdir())
    assert files == [f"{hub.pk}-2026.key"]


@pytest.mark.django_db
def test_another_programme_cohort_or_hub_is_another_pseudonym():
    place = make_place()
    same = pairing.pseudonyms([place])[place.pk]

    place.start_year += 1
    cohort = pairing.pseudonyms([place])[place.pk]
    place.start_year -= 1
    place.programme = make_programme(place.hub)
    programme = pairing.pseudonyms([place])[place.pk]
    other = make_place(hub=make_hub("Another Hub"))
    hub = pairing.pseudonyms([other])[other.pk]

    assert len({same, cohort, programme, hub}) == 4


def who_answered_what() -> dict[tuple[int, ...], set[int]]:
    """What anybody with the database knows: people by the forms that they answered."""
    forms = defaultdict(list)
    marks = FeedbackRequest.objects.filter(answered=True).order_by("form")
    for place, form in marks.values_list("place", "form"):
        forms[place].append(form)
    people = defaultdict(set)
    for place, answered in forms.items():
        people[tuple(answered)].add(place)
    return people


@pytest.mark.django_db
def test_who_alone_answered_at_the_end_is_not_named():
    group = make_work_group()
    places = [make_place(work_group=group) for _ in range(12)]

    before = ask_and_close(group, "baseline", places[1:])
    after = ask_and_close(group, "final", places[:11])

    alone = [people for people in who_answered_what().values() if len(people) == 1]
    assert sorted(alone, key=min) == [{places[0].pk}, {places[11].pk}]  # known to all
    patterns = Counter(pairing.patterns_of(group.hub_id).values())
    assert patterns == {
        (before[0].form_id,): 5,
        (before[0].form_id, after[0].form_id): 6,
    }
    assert after.filter(pseudonym="").count() == 5


@pytest.mark.django_db
def test_the_same_answers_do_name_somebody_where_no_pseudonym_is_left_out(monkeypatch):
    monkeypatch.setattr(rules, "left_blank", lambda found, earlier: found)
    group = make_work_group()
    places = [make_place(work_group=group) for _ in range(12)]

    ask_and_close(group, "baseline", places[1:])
    ask_and_close(group, "final", places[:11])

    patterns = Counter(pairing.patterns_of(group.hub_id).values())
    assert sorted(patterns.values()) == [1, 1, 10]


@pytest.mark.django_db
def test_the_key_goes_when_the_follow_up_has_closed():
    group = make_work_group()
    places = [make_place(work_group=group) for _ in range(5)]
    key = pairing.key_file(group.hub_id, group.start_year)
    ask_and_close(group, "final", places)
    assert pairing.close_finished_pairings() == 0
    late = make_form(group, "baseline")
    feedback.ask(late, places, at=FRIDAY_5PM)

    ask_and_close(group, "follow_up", places)

    assert pairing.close_finished_pairings() == 0  # a paired form is still open
    feedback.close_form(late, at=LATER)
    assert (pairing.close_finished_pairings(), key.exists()) == (1, False)


@pytest.mark.django_db
def test_without_its_key_a_pseudonym_is_never_made_again():
    place = make_place()
    before = pairing.pseudonyms([place])

    closed = pairing.close_pairing(hub_id=place.hub_id, cohort=place.start_year)

    assert closed is True
    assert not pairing.key_file(place.hub_id, place.start_year).exists()
    assert not pairing.close_pairing(hub_id=place.hub_id, cohort=place.start_year)
    assert pairing.pseudonyms([place]) != before
