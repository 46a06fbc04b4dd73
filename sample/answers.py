"""What the sample's people answer when they are asked for feedback."""

from collections.abc import Iterator
from typing import Any

from evaluation.actions import questions
from evaluation.choices import QuestionKind, QuestionSetKind
from evaluation.models import Question, QuestionSet
from recruitment.models import Place
from sample.content import Comment
from sample.feedback_shares import CHOICES, ITT_QUESTION_OF, MEANS, QUESTION_OF
from sample.world import World
from workgroups.models import Hub

K = QuestionSetKind
SHARE_ANSWERING = {
    K.BASELINE: 0.9,
    K.SESSION: 0.66,
    K.ITT: 0.6,
    K.GAP_TASK: 0.5,
    K.FINAL: 0.78,
}
MAY_BE_QUOTED = 0.78


class SampleAnswers:
    """The questions of each hub, and random answers to them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._sets: dict[tuple[int, str], QuestionSet] = {}
        self._questions: dict[int, list[Question]] = {}
        self._leanings: dict[int, float] = {}

    def question_set(self, hub: Hub, kind: str) -> QuestionSet:
        """The hub's own copy, created when it is first used."""
        if (hub.pk, kind) not in self._sets:
            found = questions.question_set_for(hub, kind)
            self._sets[hub.pk, kind] = found
            self._questions[found.pk] = list(found.questions.all())
        return self._sets[hub.pk, kind]

    def question(self, hub: Hub, kind: str, key: str) -> Question:
        asked = self._questions[self.question_set(hub, kind).pk]
        return next(each for each in asked if each.key == key)

    def values(
        self, hub: Hub, kind: str, place: Place
    ) -> Iterator[tuple[Question, dict[str, Any]]]:
        """Ratings and choices of one response, by field; a few are left blank."""
        for question in self._questions[self.question_set(hub, kind).pk]:
            value = self._value(question, kind, place)
            if value and not self.world.chance(0.02):
                yield question, value

    def _value(self, question: Question, kind: str, place: Place) -> dict[str, Any]:
        if question.kind == QuestionKind.RATING:
            return {"rating": self._rating(kind, question.key, place)}
        if question.kind == QuestionKind.CHOICE:
            options = list(question.options)
            weights = CHOICES.get((kind, question.key), (1,) * len(options))
            chosen = self.world.weighted(dict(zip(options, weights, strict=True)))
            return {"choice": chosen}
        return {}

    def _rating(self, kind: str, key: str, place: Place) -> int:
        """A rating near the question's mean and the person's own average."""
        means = MEANS.get((kind, key), (3.6, 3.6))
        mean = means[place.start_year == self.world.year]
        leaning = self._leanings.setdefault(place.pk, self.world.rng.gauss(0, 0.55))
        return min(5, max(1, round(mean + leaning + self.world.rng.gauss(0, 0.65))))


def key_of(comment: Comment) -> tuple[str, str]:
    """The question set and the question under which a comment is written."""
    if comment.audience == "itt":
        return K.ITT, ITT_QUESTION_OF[comment.question]
    changed = {"planning_thinking", "pupil_impact"} & set(comment.themes)
    if comment.question == "tried_in_class" and changed:
        return K.FINAL, "changed_practice"
    return QUESTION_OF[comment.question]
