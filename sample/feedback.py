"""Feedback: requests, responses, and answers without a link to a person.

Ids are random and rows are saved in shuffled order, as in production.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from evaluation.actions import pairing, questions
from evaluation.choices import PAIRED, QuestionKind, QuestionSetKind
from evaluation.models import (
    Answer,
    BufferedResponse,
    FeedbackForm,
    FeedbackRequest,
    Question,
    QuestionSet,
    Response,
)
from recruitment.models import Place
from sample import content
from sample.content import Comment
from sample.feedback_shares import CHOICES, ITT_QUESTION_OF, MEANS, QUESTION_OF
from sample.world import Group, SampleHub, World
from workgroups.models import Hub, Session

K = QuestionSetKind
OPEN_DAYS = timedelta(days=7)
SHARE_ANSWERING = {K.BASELINE: 0.9, K.SESSION: 0.66, K.GAP_TASK: 0.5, K.FINAL: 0.78}
AFTER_SESSIONS = (2, 4)  # after which gap tasks are asked about
MAY_BE_QUOTED = 0.78
BUFFERED = 3  # answers to an open form: too few to leave the buffer


@dataclass(eq=False)
class Slot:
    """A response in the making, with its texts by question key."""

    response: Response
    group: Group
    kind: str
    texts: dict[str, Comment] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)


class FeedbackBuilder:
    """Create forms, requests and responses, and put the comments into them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.slots: list[Slot] = []
        self.keys: set[tuple[int, int]] = set()
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

    # Asking

    def ask(
        self,
        group: Group,
        kind: str,
        places: list[Place],
        at: datetime,
        *,
        session: Session | None = None,
    ) -> FeedbackForm:
        """Create a form that was asked at a moment; it closes seven days later."""
        world = self.world
        closes_at = at + OPEN_DAYS
        closed = closes_at < world.at(world.day, 0)
        form = world.add(
            FeedbackForm(
                hub=group.row.hub,
                question_set=self.question_set(group.row.hub, kind),
                work_group=group.row,
                session=session,
                asked_on=timezone.localdate(at),
                closes_at=closes_at,
                closed_at=closes_at + timedelta(seconds=40) if closed else None,
            )
        )
        share = SHARE_ANSWERING.get(K(kind), 0.6)
        answering = [place for place in places if world.chance(share)]
        if not closed:
            answering = world.shuffled(answering)[:BUFFERED]
        answered = {place.pk for place in answering}
        for place in places:
            world.add(
                FeedbackRequest(
                    hub=group.row.hub,
                    form=form,
                    place=place,
                    answered=place.pk in answered,
                )
            )
        for place in answering:
            if closed:
                self._respond(group, kind, form, place, timezone.localdate(closes_at))
            else:
                self._buffer(kind, form, place)
        return form

    def _respond(
        self, group: Group, kind: str, form: FeedbackForm, place: Place, on: date
    ) -> None:
        world = self.world
        response = Response(
            id=world.uuid(),
            hub=group.row.hub,
            form=form,
            question_set=form.question_set,
            work_group=group.row,
            session=form.session,
            batch_on=on,
            may_be_quoted=world.chance(MAY_BE_QUOTED),
            pseudonym=self._pseudonym(place) if kind in PAIRED else "",
        )
        slot = Slot(response, group, kind)
        self.slots.append(slot)
        self._fill(slot, place)

    def _fill(self, slot: Slot, place: Place) -> None:
        """Fill the ratings and choices of one response; a few are left blank."""
        for question in self._questions[slot.response.question_set.pk]:
            value = self._value(question, slot.kind, place)
            if value and not self.world.chance(0.02):
                self._answer(slot.response, question, **value)

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

    def _answer(self, response: Response, question: Question, **value: Any) -> Answer:
        return self.world.add(
            Answer(
                id=self.world.uuid(),
                hub=response.hub,
                response=response,
                question=question,
                **value,
            )
        )

    def _buffer(self, kind: str, form: FeedbackForm, place: Place) -> None:
        """Keep an answer to an open form in the buffer with a few others."""
        answers = {}
        for question in self._questions[form.question_set.pk]:
            value = self._value(question, kind, place)
            for each in value.values():
                answers[question.key] = each
        self.world.add(
            BufferedResponse(
                id=self.world.uuid(),
                form=form,
                answers=answers,
                may_be_quoted=self.world.chance(MAY_BE_QUOTED),
                pseudonym=self._pseudonym(place) if kind in PAIRED else "",
            )
        )

    def _pseudonym(self, place: Place) -> str:
        """A pseudonym as in production, under a key that comes from the seed."""
        key = (place.hub_id, place.start_year)
        if key not in self.keys:
            path = pairing.key_file(*key)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(self.world.rng.randbytes(pairing.KEY_BYTES))
            self.keys.add(key)
        return pairing.pseudonym_of(place)

    # Texts

    def place_comments(
        self, comments: list[Comment], slots: list[Slot]
    ) -> list[Comment]:
        """Put each comment into a response under its question.

        A comment without room under its own question goes to a session form; comments
        without room there are returned.
        """
        rest = [
            each
            for each in comments
            if not self._place(each, slots, self._own_question)
        ]
        return [
            each for each in rest if not self._place(each, slots, self._other_question)
        ]

    def _place(self, comment: Comment, slots: list[Slot], question_of: Any) -> bool:
        kind, key = question_of(comment)
        free = [s for s in slots if s.kind == kind and key not in s.texts]
        if not free:
            return False
        self.world.rng.choice(free).texts[key] = comment
        return True

    @staticmethod
    def _own_question(comment: Comment) -> tuple[str, str]:
        if comment.audience == "itt":
            return "itt", ITT_QUESTION_OF[comment.question]
        changed = {"planning_thinking", "pupil_impact"} & set(comment.themes)
        if comment.question == "tried_in_class" and changed:
            return "final", "changed_practice"
        return QUESTION_OF[comment.question]

    @staticmethod
    def _other_question(comment: Comment) -> tuple[str, str]:
        if comment.audience == "itt":
            return "itt", "changed_programme"
        return "session", "words"

    def slots_of(self, groups: Iterable[Group]) -> list[Slot]:
        wanted = {group.row.pk for group in groups}
        return [slot for slot in self.slots if slot.group.row.pk in wanted]

    def place_in_one_form(self, comments: list[Comment], slots: list[Slot]) -> None:
        """Put comments into the last closed session form with enough answers."""
        forms: dict[int, list[Slot]] = {}
        for slot in slots:
            if slot.kind == K.SESSION and slot.response.session is not None:
                forms.setdefault(slot.response.session.pk, []).append(slot)
        ranked = sorted(
            forms.values(), key=lambda each: each[0].response.form.closes_at
        )
        for free in reversed(ranked):
            if len(free) >= len(comments):
                for slot, comment in zip(free, comments, strict=False):
                    slot.texts["words"] = comment
                return

    def place_hopes(self) -> None:
        """What people hoped for, in a few answers of the first hub's current year."""
        slots = self.slots_of(self.world.hubs[0].this_year.values())
        free = [slot for slot in slots if slot.kind == K.BASELINE]
        for words in content.texts("words")["hopes"]:
            if free:
                slot = free.pop(self.world.rng.randrange(len(free)))
                slot.plain["hope"] = words

    def written(self) -> list[tuple[Answer, Comment]]:
        """Create answers from the texts; each with its comment."""
        found = []
        for slot in self.slots:
            for key, comment in slot.texts.items():
                found.append((self._text_answer(slot, key, comment.text), comment))
            for key, words in slot.plain.items():
                self._text_answer(slot, key, words)
        return found

    def _text_answer(self, slot: Slot, key: str, text: str) -> Answer:
        question = self.question(slot.group.row.hub, slot.kind, key)
        return self._answer(slot.response, question, text=text)

    def save(self) -> None:
        """Save forms and requests, then all responses in shuffled order."""
        world = self.world
        world.rng.shuffle(world.rows(BufferedResponse))
        world.save((FeedbackForm, FeedbackRequest, BufferedResponse))
        Response.objects.bulk_create(
            world.shuffled(slot.response for slot in self.slots), batch_size=400
        )
        world.rng.shuffle(world.rows(Answer))
        world.save((Answer,))


def ask_last_year(
    world: World,
    builder: FeedbackBuilder,
    hub: SampleHub,
    places: list[Place],
    present: Any,
) -> None:
    """Ask before session 1, after each session, about gap tasks, and at the end."""
    for group in hub.last_year:
        secured = _secured(group, places)
        first, last = group.sessions[0], group.sessions[-1]
        begun = world.at(first.on - timedelta(days=10), 17)
        builder.ask(group, K.BASELINE, secured, begun)
        for session in group.sessions:
            _ask_after(builder, group, session, present[session.pk])
        stayed = [place for place in secured if place.state == "completed"]
        builder.ask(group, K.FINAL, stayed, last.starts_at + timedelta(hours=3))


def _ask_after(
    builder: FeedbackBuilder, group: Group, session: Session, here: list[Place]
) -> None:
    asked = session.starts_at + timedelta(hours=2, minutes=45)
    kind = K.ITT if group.audience == "itt" else K.SESSION
    builder.ask(group, kind, here, asked, session=session)
    if session.number in AFTER_SESSIONS and group.audience != "itt":
        tried = session.starts_at + timedelta(days=12)
        if tried < builder.world.evening_before:
            builder.ask(group, K.GAP_TASK, here, tried, session=session)


def ask_this_year(
    world: World,
    builder: FeedbackBuilder,
    hub: SampleHub,
    places: list[Place],
    present: Any,
) -> FeedbackForm | None:
    """Ask what has been asked so far; the first group's last form is open."""
    groups = list(hub.this_year.values())
    open_form = None
    for group in groups:
        secured = _secured(group, places)
        if not secured or group.audience == "itt":
            continue
        asked = _before_the_first(world, group)
        secured = [each for each in secured if each.registered_at < asked]
        if group.area == "208" and group.stage.order == 1:
            asked = world.at(world.day - timedelta(days=2), 17)
            secured = _secured(group, places)
        form = builder.ask(group, K.BASELINE, secured, asked)
        open_form = open_form or (form if form.closed_at is None else None)
    for group in groups:
        for session in group.sessions:
            if world.was_held(session):
                _ask_after(builder, group, session, present[session.pk])
    return open_form


def _before_the_first(world: World, group: Group) -> datetime:
    """Ten days before session 1, early enough for the form to have closed."""
    first = group.sessions[0].on if group.sessions else world.day
    return world.at(min(first, world.day) - timedelta(days=10), 17)


def _secured(group: Group, places: list[Place]) -> list[Place]:
    states = ("confirmed", "completed", "not_completed")
    return [
        place
        for place in places
        if place.work_group_id == group.row.pk and place.state in states
    ]
