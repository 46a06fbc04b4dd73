"""A second coder reads blind, changes no coding, and is compared theme by theme."""

from datetime import timedelta

import pytest

from evaluation import queries
from evaluation.actions import decisions, evidence, second_readings, themes
from evaluation.errors import AlreadyPublished, NothingToReadAgain
from evaluation.models import Coding, Evaluation, SecondReading
from evaluation.statistics.agreement import Table
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_hub,
    make_staff,
    make_theme,
)

pytestmark = pytest.mark.django_db
LATER = FRIDAY_5PM + timedelta(days=1)


@pytest.fixture
def second():
    return make_staff("evaluator")


@pytest.fixture
def desk(evaluator):
    """Six passages that the evaluator read: the first three are of mentors."""
    made = make_evaluation()
    mentors = make_theme(made, "Mentors", order=1)
    make_theme(made, "Rooms", order=2)
    for number in range(1, 7):
        passage = make_evidence(made, f"Passage {number}.", number=number)
        code(passage, [mentors] if number <= 3 else [], evaluator)
    return made


def code(passage, chosen, by):
    evidence.code_passage(
        passage,
        themes=chosen,
        strong_quote=False,
        fit_to_share=False,
        by=by,
        at=FRIDAY_5PM,
    )


def draw(evaluation, by, size=30):
    return second_readings.draw_sample(evaluation, size=size, by=by, at=LATER)


def read(evaluation, by, given) -> None:
    """Read the whole sample; `given` maps numbers of passages to names of themes."""
    for reading in evaluation.second_readings.filter(coder=by, read_at=None):
        names = given.get(reading.evidence.number, [])
        chosen = list(evaluation.themes.filter(name__in=names))
        second_readings.read_again(reading, themes=chosen, by=by, at=LATER)


def by_theme(evaluation) -> dict:
    return {
        row.theme.name: row.agreement for row in queries.agreement_by_theme(evaluation)
    }


def test_only_what_others_have_read_is_drawn_and_once(desk, evaluator, second):
    make_evidence(desk, "Unread.")
    code(desk.evidence.get(number=6), [], second)

    assert draw(desk, second) == 5
    assert draw(desk, second) == 0  # it is not finished
    numbers = SecondReading.objects.values_list("evidence__number", flat=True)
    assert set(numbers) == {1, 2, 3, 4, 5}
    with pytest.raises(NothingToReadAgain):
        draw(desk, evaluator)
    read(desk, second, {})
    with pytest.raises(NothingToReadAgain):
        draw(desk, second)


def test_what_another_second_coder_read_is_drawn_first(desk, second):
    draw(desk, second, size=2)
    third = make_staff("evaluator")

    draw(desk, third, size=2)

    def drawn(coder):
        rows = desk.second_readings.filter(coder=coder)
        return set(rows.values_list("evidence", flat=True))

    assert drawn(third) == drawn(second)


def test_both_are_compared_and_no_coding_changes(desk, second):
    before = list(Coding.objects.order_by("pk").values())
    draw(desk, second)
    read(desk, second, {1: ["Mentors"], 2: ["Mentors"], 4: ["Mentors"]})

    found = by_theme(desk)

    assert list(Coding.objects.order_by("pk").values()) == before
    mentors, rooms = found["Mentors"], found["Rooms"]
    assert mentors.table == Table(both=2, first=1, second=1, neither=2)
    assert mentors.kappa == pytest.approx(1 / 3)
    assert mentors.pabak == pytest.approx(1 / 3)
    assert mentors.alpha is None
    assert (rooms.table, rooms.kappa) == (Table(0, 0, 0, 6), None)
    assert mentors.words == "fair"


def test_three_coders_are_compared_by_alpha(desk, second):
    third = make_staff("evaluator")
    for coder in (second, third):
        draw(desk, coder)
        read(desk, coder, {1: ["Mentors"], 2: ["Mentors"], 3: ["Mentors"]})

    assert by_theme(desk)["Mentors"].alpha == 1.0


def test_a_reading_is_saved_once_and_by_its_coder(desk, second, evaluator):
    draw(desk, second)
    reading = SecondReading.objects.first()
    mentors = list(desk.themes.filter(name="Mentors"))

    second_readings.read_again(reading, themes=mentors, by=second, at=LATER)
    second_readings.read_again(reading, themes=[], by=second, at=LATER)

    assert list(reading.themes.all()) == mentors
    with pytest.raises(SecondReading.DoesNotExist):
        second_readings.read_again(reading, themes=[], by=evaluator, at=LATER)


def test_merged_themes_count_as_one_and_later_ones_are_not_held_against_anybody(
    desk, evaluator, second
):
    draw(desk, second)
    read(desk, second, {1: ["Rooms"], 2: ["Mentors"]})
    mentors, rooms = desk.themes.order_by("order")
    themes.merge_themes(rooms, into=mentors, by=evaluator, at=LATER)
    later = make_theme(desk, "Later", order=3)
    code(desk.evidence.get(number=4), [later], evaluator)

    found = by_theme(desk)

    assert found["Mentors"].table == Table(both=2, first=1, second=0, neither=3)
    assert "Later" not in found


def test_a_published_evaluation_is_read_no_more(desk, second):
    draw(desk, second)
    reading = SecondReading.objects.first()
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        draw(desk, second)
    with pytest.raises(AlreadyPublished):
        second_readings.read_again(reading, themes=[], by=second, at=LATER)


def test_the_sample_is_read_page_by_page_and_nothing_of_the_first_coder_is_shown(
    signed_in, desk, second
):
    Coding.objects.update(reason="likely: mentor")
    client = signed_in(second)
    url = at("read_again", desk.pk)
    mentors = desk.themes.get(name="Mentors")

    started = client.post(at("show_agreement", desk.pk), follow=True)
    assert started.redirect_chain[-1][0] == url
    for done in range(6):
        page = client.get(url)
        assert f"{done} of 6 read" in text_of(page)
        assert "checked" not in page.text
        assert "likely" not in page.text
        reading = queries.next_second_reading(desk, second)
        client.post(url, {"reading": reading.pk, "themes": [mentors.pk]})

    assert "You have read your whole sample." in text_of(client.get(url))
    shown = text_of(client.get(at("show_agreement", desk.pk)))
    assert "no more than by chance" in shown
    assert desk.second_readings.filter(read_at=None).count() == 0


def test_another_coders_sample_and_another_hub_are_not_found(
    signed_in, desk, second, evaluator
):
    draw(desk, second)
    reading = SecondReading.objects.first()
    stranger = make_staff("evaluator", hub=make_hub("Another Hub"))

    for who in (evaluator, stranger):
        client = signed_in(who)
        answer = client.post(at("read_again", desk.pk), {"reading": reading.pk})
        assert answer.status_code == 404
    assert client.get(at("show_agreement", desk.pk)).status_code == 404
    reading.refresh_from_db()
    assert reading.read_at is None


def test_agreement_takes_as_many_statements_for_many_as_for_few(
    desk, second, django_assert_num_queries
):
    draw(desk, second, size=2)
    read(desk, second, {})
    with django_assert_num_queries(5):
        queries.agreement_by_theme(desk)
    draw(desk, second)
    read(desk, second, {1: ["Mentors"], 5: ["Rooms"]})
    make_theme(desk, "Third")

    with django_assert_num_queries(5):
        queries.agreement_by_theme(desk)


def test_undoing_a_first_coding_leaves_the_second_reading(desk, evaluator, second):
    draw(desk, second)
    read(desk, second, {6: ["Mentors"]})

    decisions.undo_decision(desk, by=evaluator, at=LATER)

    assert by_theme(desk)["Mentors"].table == Table(0, 3, 1, 2)
