"""Comments without a theme, those first that are unlike anything with one."""

import pytest

from evaluation import engine
from evaluation.actions import evidence, themes
from tests.evaluation.workspace_pages import at
from tests.factories import FRIDAY_5PM, make_evaluation, make_evidence, make_theme

MENTORS = "My mentor never knew the plan of the sessions."
ALIKE = "The mentor in my school never knew the plan."
PARKING = "Parking cost eleven pounds."


def test_what_shares_no_words_with_the_coded_is_newest():
    alike, same, parking, empty = engine.novelty(
        [MENTORS, ALIKE, MENTORS, PARKING, ""], [0]
    )[1:]

    assert same == 0.0
    assert empty is None
    assert 0.2 < alike < 0.8 < parking <= 1.0


def test_without_a_coded_passage_all_are_new_and_too_many_are_not_compared(monkeypatch):
    assert engine.novelty([MENTORS, PARKING], []) == [1.0, 1.0]
    assert engine.novelty(["", " "], []) == [None, None]
    monkeypatch.setattr("evaluation.engine.closeness.MOST", 1)
    assert engine.novelty([MENTORS, PARKING], [0]) == [None, None]


@pytest.mark.django_db
def test_the_list_without_themes_begins_with_what_is_unlike_the_coded(
    workspace, evaluator
):
    evaluation = make_evaluation()
    theme = make_theme(evaluation, "Mentors")
    for text in [MENTORS, ALIKE, PARKING]:
        make_evidence(evaluation, text)
    for text, chosen in [(MENTORS, [theme]), (ALIKE, [])]:
        evidence.code_passage(
            evaluation.evidence.get(text=text),
            themes=chosen,
            strong_quote=False,
            fit_to_share=False,
            by=evaluator,
            at=FRIDAY_5PM,
        )

    themes.suggest_codings(evaluation, by=evaluator, at=FRIDAY_5PM)

    page = workspace.get(at("list_evidence", evaluation.pk), {"show": "novel"}).text
    assert MENTORS not in page
    assert 0 < page.index(PARKING) < page.index(ALIKE)
    read = workspace.get(at("list_evidence", evaluation.pk), {"show": "uncoded"}).text
    assert ALIKE in read
    assert PARKING not in read
