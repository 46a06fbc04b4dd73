"""Feedback forms that have closed, written in bulk with their answers.

Ids are random and rows are saved in shuffled order, as in production.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from evaluation.actions import pairing
from evaluation.choices import PAIRED, QuestionSetKind
from evaluation.models import (
    Answer,
    FeedbackForm,
    FeedbackRequest,
    Question,
    Response,
)
from evaluation.rules import MIN_ANSWERS, Pattern, left_blank
from recruitment.choices import PRESENT_MARKS, SECURED, PlaceState
from recruitment.models import Attendance, Place, PlaceEvent
from sample import content
from sample.answers import MAY_BE_QUOTED, SHARE_ANSWERING, SampleAnswers, key_of
from sample.content import Comment
from sample.timeline import TASK_RUNS_AFTER
from sample.world import Group, SampleHub, World
from workgroups.models import Session

K = QuestionSetKind
OPEN_DAYS = timedelta(days=7)
BASELINE_BEFORE = timedelta(days=10)
GAP_TASK_AFTER = timedelta(days=12)  # from a session to the question what was tried
AFTER_SESSIONS = (2, 4)  # after which gap tasks are asked about


@dataclass(frozen=True)
class FormAsking:
    """A group is asked at a time about a session, or about its year."""

    group: Group
    kind: K
    at: datetime
    session: Session | None = None

    @property
    def closes_at(self) -> datetime:
        """Seven times 24 hours later, as in the product, also when clocks change."""
        return self.at.astimezone(UTC) + OPEN_DAYS

    def is_closed(self, world: World) -> bool:
        return self.closes_at + TASK_RUNS_AFTER <= world.evening_before


def askings(world: World, hub: SampleHub, group: Group) -> Iterator[FormAsking]:
    """What a group has been asked by the day, as far as anybody could answer."""
    for asking in _all_askings(world, hub, group):
        if asking.at < world.evening_before:
            yield asking


def _all_askings(world: World, hub: SampleHub, group: Group) -> Iterator[FormAsking]:
    first = group.sessions[0].on if group.sessions else world.day
    if group is hub.open_group:
        yield FormAsking(group, K.BASELINE, world.at(world.day - timedelta(days=2), 17))
    elif group.audience != "itt":
        begun = world.at(min(first, world.day) - BASELINE_BEFORE, 17)
        yield FormAsking(group, K.BASELINE, begun)
    for session in group.sessions:
        yield from _after(group, session)
    if group in hub.last_year:
        last = group.sessions[-1].starts_at
        yield FormAsking(group, K.FINAL, last + timedelta(hours=3))


def _after(group: Group, session: Session) -> Iterator[FormAsking]:
    asked = session.starts_at + timedelta(hours=2, minutes=45)
    kind = K.ITT if group.audience == "itt" else K.SESSION
    yield FormAsking(group, kind, asked, session)
    if session.number in AFTER_SESSIONS and kind == K.SESSION:
        yield FormAsking(group, K.GAP_TASK, session.starts_at + GAP_TASK_AFTER, session)


def present_at(session: Session) -> list[Place]:
    marks = Attendance.objects.filter(session=session, mark__in=PRESENT_MARKS)
    return [mark.place for mark in marks.select_related("place").order_by("place")]


def _secured_at(asking: FormAsking) -> list[Place]:
    confirmed = PlaceEvent.objects.filter(
        to_state=PlaceState.CONFIRMED, at__lte=asking.at
    )
    states = (PlaceState.COMPLETED,) if asking.kind == K.FINAL else SECURED
    return list(
        Place.objects.filter(
            work_group=asking.group.row, state__in=states, events__in=confirmed
        ).order_by("pk")
    )


@dataclass(eq=False)
class Slot:
    """A response in the making, with its texts by question key."""

    response: Response
    group: Group
    kind: str
    texts: dict[str, Comment] = field(default_factory=dict)
    hope: str = ""


class FeedbackBuilder:
    """Create forms, requests and responses, and put the comments into them."""

    def __init__(self, world: World, answers: SampleAnswers) -> None:
        self.world = world
        self.answers = answers
        self.slots: list[Slot] = []

    def write(self, asking: FormAsking) -> None:
        """Write the form of an asking and its answers. It closed seven days later."""
        places = present_at(asking.session) if asking.session else _secured_at(asking)
        if not places:
            return
        hub, closes_at = asking.group.row.hub, asking.closes_at
        form = self.world.add(
            FeedbackForm(
                hub=hub,
                question_set=self.answers.question_set(hub, asking.kind),
                work_group=asking.group.row,
                session=asking.session,
                asked_on=timezone.localdate(asking.at),
                closes_at=closes_at,
                closed_at=closes_at + TASK_RUNS_AFTER,
            )
        )
        share = SHARE_ANSWERING[asking.kind]
        answered = [place for place in places if self.world.chance(share)]
        for place in places:
            self.world.add(
                FeedbackRequest(
                    hub=hub, form=form, place=place, answered=place in answered
                )
            )
        if len(answered) >= MIN_ANSWERS:
            paired = asking.kind in PAIRED
            pseudonyms = pairing.pseudonyms(answered) if paired else {}
            for place in answered:
                response = self._response(
                    asking.group, form, pseudonyms.get(place.pk, "")
                )
                self._respond(asking.group, asking.kind, response, place)

    def _response(self, group: Group, form: FeedbackForm, pseudonym: str) -> Response:
        return Response(
            id=self.world.uuid(),
            hub=group.row.hub,
            form=form,
            question_set=form.question_set,
            work_group=group.row,
            session=form.session,
            batch_on=timezone.localdate(form.closes_at),
            may_be_quoted=self.world.chance(MAY_BE_QUOTED),
            pseudonym=pseudonym,
        )

    def _respond(self, group: Group, kind: K, response: Response, place: Place) -> None:
        self.slots.append(Slot(response, group, kind))
        for question, value in self.answers.values(group.row.hub, kind, place):
            self._answer(response, question, **value)

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

    # Texts

    def place_comments(self, comments: list[Comment], groups: list[Group]) -> None:
        """Put each comment into a response under its question.

        A comment without room under its own question goes to a session form, those that
        name somebody first: not all find room on each day.
        """
        slots = [slot for slot in self.slots if slot.group in groups]
        rest = [
            each for each in comments if not self._place(each, slots, *key_of(each))
        ]
        for each in sorted(rest, key=lambda each: not each.has_identifier):
            self._place(each, slots, K.SESSION, "words")

    def _place(
        self, comment: Comment, slots: Iterable[Slot], kind: str, key: str
    ) -> bool:
        free = [s for s in slots if s.kind == kind and key not in s.texts]
        if free:
            self.world.rng.choice(free).texts[key] = comment
        return bool(free)

    def place_in_one_form(self, comments: list[Comment], groups: list[Group]) -> None:
        """Put comments into the last session form with enough answers."""
        forms: dict[int, list[Slot]] = {}
        for slot in self.slots:
            session = slot.response.session
            if slot.kind == K.SESSION and slot.group in groups and session is not None:
                forms.setdefault(session.pk, []).append(slot)
        ranked = sorted(
            forms.values(), key=lambda each: each[0].response.form.closes_at
        )
        for free in reversed(ranked):
            if len(free) >= len(comments):
                for slot, comment in zip(free, comments, strict=False):
                    slot.texts["words"] = comment
                return

    def place_hopes(self, groups: list[Group]) -> None:
        """What people hoped for, in a few answers before session 1."""
        hopeful = [s for s in self.slots if s.kind == K.BASELINE and s.group in groups]
        hopes = content.texts("words")["hopes"]
        for slot, words in zip(self.world.shuffled(hopeful), hopes, strict=False):
            slot.hope = words

    def written(self) -> list[tuple[Answer, Comment]]:
        """Create answers from the texts; each with its comment."""
        for slot in self.slots:
            if slot.hope:
                self._text_answer(slot, "hope", slot.hope)
        return [
            (self._text_answer(slot, key, comment.text), comment)
            for slot in self.slots
            for key, comment in slot.texts.items()
        ]

    def _text_answer(self, slot: Slot, key: str, text: str) -> Answer:
        question = self.answers.question(slot.group.row.hub, slot.kind, key)
        return self._answer(slot.response, question, text=text)

    def save(self) -> None:
        """Save forms and requests, then all responses in shuffled order."""
        world = self.world
        world.save((FeedbackForm, FeedbackRequest))
        self._leave_out_pseudonyms()
        Response.objects.bulk_create(
            world.shuffled(slot.response for slot in self.slots), batch_size=400
        )
        world.rng.shuffle(world.rows(Answer))
        world.save((Answer,))

    def _leave_out_pseudonyms(self) -> None:
        """Leave out what would name a person, form by form as they closed."""
        forms: dict[FeedbackForm, list[Response]] = {}
        for slot in self.slots:
            if slot.kind in PAIRED:
                forms.setdefault(slot.response.form, []).append(slot.response)
        earlier: dict[str, Pattern] = {}
        for form in sorted(forms, key=lambda form: (form.closes_at, form.pk)):
            given = [response.pseudonym for response in forms[form]]
            kept = left_blank(given, earlier)
            for response, pseudonym in zip(forms[form], kept, strict=True):
                response.pseudonym = pseudonym
                if pseudonym:
                    earlier[pseudonym] = (*earlier.get(pseudonym, ()), form.pk)
