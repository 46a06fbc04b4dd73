"""Random sequences of acts keep seats, places, events, emails and the log consistent.

The acts are those of people, of staff and of periodic tasks, in two groups of one
programme and a group of its next year. Some are repeated, some are cut off in the
middle, and time passes between them.
"""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from recruitment import delivery
from recruitment.actions import (
    bulk_actions,
    deferring,
    emails,
    places,
    seats,
    sign_in,
    staff,
    taking_back,
)
from recruitment.actions.registrations import register_interest
from recruitment.errors import RecruitmentError
from recruitment.models import BulkAction, Email, Place, PlaceEvent
from recruitment.registration.keeping import Answers
from tests import factories as make
from tests.factories import FRIDAY_5PM, YEAR
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
START = FRIDAY_5PM - timedelta(days=2)
#: States that secure a place, and those of which a person has one per group at most.
SECURED = ["confirmed", "completed", "not_completed"]
OPEN_IN_GROUP = ["interested", "waiting", "offered", "confirmed"]
#: The state of its place in which each kind of email may go; others are not looked at.
GOES_IN = {
    "asked_to_confirm": "offered",
    "seat_offered": "offered",
    "next_year_offered": "offered",
    "reminder_to_confirm": "offered",
    "waiting_list": "waiting",
    "interest_received": "interested",
    "place_confirmed": "confirmed",
    "place_withdrawn": "withdrawn",
    "place_declined": "declined",
    "place_deferred": "deferred",
    "offer_lapsed": "lapsed",
    "asked_about_next_year": "provisional",
    "asked_to_check_details": "confirmed",
    "reminder_about_next_year": "provisional",
}
PEOPLE = range(5)
WHO = st.integers(PEOPLE.start, PEOPLE.stop - 1)
WHERE = st.integers(0, 1)


class Cut(Exception):
    """The process ends between the change and its commit."""


class Hub(RuleBasedStateMachine):
    """Two groups of this year and one of the next, five people and a lead."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        programme = make.make_programme()
        first = make.make_stage(programme)
        second = make.make_stage(programme)
        project = make.make_project(first)
        self.groups = [
            make.make_work_group(project=project, capacity=2) for _ in range(2)
        ]
        self.groups[0].places_per_school = 1
        self.groups[0].save()
        self.schools = [make.make_school(f"School {n}") for n in range(2)]
        following = make.make_project(second, start_year=YEAR + 1)
        self.next_year = make.make_work_group(project=following, capacity=1)
        make.make_session(self.next_year, on=date(YEAR + 1, 11, 9))
        self.lead = make.make_staff("hub_lead")
        self.now = START
        self.highest = {group.pk: group.capacity for group in self.all_groups}
        self.most_of_a_school = 1
        self.waited: dict[int, tuple] = {}
        self.by_turn = True

    @property
    def all_groups(self) -> list:
        return [*self.groups, self.next_year]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    def act(self, call, *args, by_turn: bool = True, **kwargs) -> None:
        """Do one act; where it is refused, it must have changed nothing."""
        self.waited = self.waiting()
        self.by_turn = by_turn
        before = self.counts()
        try:
            call(*args, at=self.now, **kwargs)
        except (RecruitmentError, IntegrityError):  # a constraint refuses as well
            assert self.counts() == before

    def counts(self) -> tuple[int, ...]:
        models = (Place, PlaceEvent, Email, AuditEntry)
        return tuple(model.objects.count() for model in models)

    def waiting(self) -> dict[int, tuple]:
        rows = Place.objects.filter(state="waiting")
        return {
            place.pk: (
                (place.work_group_id, place.school_id),
                -place.priority,
                place.registered_at,
            )
            for place in rows
        }

    def mine(self, who: int, where: int) -> Place | None:
        """The person's last place in a group of this year."""
        own = Place.objects.filter(participant__first_name=f"P{who}")
        return own.filter(work_group=self.groups[where]).order_by("pk").last()

    def act_on_own(self, call, who: int, where: int, **kwargs) -> None:
        place = self.mine(who, where)
        if place is not None:
            self.act(call, place, **kwargs)

    # what people do

    @rule(who=WHO, where=WHERE)
    def register(self, who: int, where: int) -> None:
        answers = Answers(
            {"first_name": f"P{who}", "last_name": "Oak", "email": f"p{who}@a.org"},
            {"both_years": who % 2 == 0},
            {"school_id": self.schools[who % 2].pk},
        )
        group = self.groups[where]
        self.act(register_interest, group, answers, form_key=uuid4())

    @rule(who=WHO, where=WHERE, times=st.integers(1, 2))
    def confirm(self, who: int, where: int, times: int) -> None:
        for _ in range(times):
            self.act_on_own(places.confirm_place, who, where)

    @rule(who=WHO, where=WHERE)
    def decline(self, who: int, where: int) -> None:
        self.act_on_own(places.decline_place, who, where)

    @rule(who=WHO, where=WHERE, next_year_too=st.booleans())
    def withdraw(self, who: int, where: int, next_year_too: bool) -> None:
        self.act_on_own(places.withdraw_place, who, where, next_year_too=next_year_too)

    @rule(who=WHO, where=WHERE)
    def ask_for_the_email_again(self, who: int, where: int) -> None:
        self.act_on_own(sign_in.send_link_again, who, where)

    @rule(who=WHO)
    def answer_for_next_year(self, who: int) -> None:
        rows = Place.objects.filter(work_group=self.next_year)
        place = rows.filter(participant__first_name=f"P{who}").order_by("pk").last()
        if place is not None:
            self.act(places.confirm_place, place)

    # what staff do

    @rule(where=st.integers(0, 2), capacity=st.integers(0, 4))
    def change_capacity(self, where: int, capacity: int) -> None:
        group = self.all_groups[where]
        group.capacity = capacity
        group.save()
        self.highest[group.pk] = max(self.highest[group.pk], capacity)
        self.act(seats.offer_free_seats, group, actor=self.lead)

    @rule(limit=st.integers(0, 3))
    def change_places_per_school(self, limit: int) -> None:
        group = self.groups[0]
        group.places_per_school = limit  # 0: no limit
        group.save()
        self.most_of_a_school = max(self.most_of_a_school, limit or len(PEOPLE))
        self.act(seats.offer_free_seats, group, actor=self.lead)

    @rule(who=WHO, where=WHERE)
    def move(self, who: int, where: int) -> None:
        self.act_on_own(
            staff.move_to_group,
            who,
            where,
            work_group=self.groups[1 - where],
            actor=self.lead,
            reason="Nearer",
        )

    @rule(who=WHO, where=WHERE)
    def restore(self, who: int, where: int) -> None:
        by = {"actor": self.lead, "reason": "By mistake"}
        self.act_on_own(staff.restore_place, who, where, **by)

    @rule(who=WHO, where=WHERE)
    def offer(self, who: int, where: int) -> None:
        """Staff may offer out of turn, but not beyond the capacity here."""
        by = {"actor": self.lead, "by_turn": False}
        self.act_on_own(seats.offer_place, who, where, **by)

    @rule(who=WHO, where=WHERE)
    def put_off(self, who: int, where: int) -> None:
        by = {"actor": self.lead, "reason": "Illness"}
        self.act_on_own(deferring.defer_place, who, where, **by)

    @rule(verb=st.sampled_from(["withdraw", "wait", "refuse", "defer"]), where=WHERE)
    def change_a_group(self, verb: str, where: int) -> None:
        chosen = list(self.groups[where].places.order_by("pk"))
        if chosen:
            self.waited, self.by_turn = self.waiting(), False
            self.run(bulk_actions.propose(verb, chosen, **self.by_staff))

    @rule()
    def roll_over(self) -> None:
        rows = Place.objects.filter(state="provisional").order_by("registered_at", "pk")
        pairs = [(place, self.next_year) for place in rows]
        if pairs:
            self.waited, self.by_turn = self.waiting(), False
            self.run(bulk_actions.propose_rolling_over(pairs, **self.by_staff))

    @property
    def by_staff(self) -> dict:
        return {"hub_id": self.lead.roles.get().hub_id, "actor": self.lead} | {
            "at": self.now
        }

    def run(self, bulk: BulkAction) -> None:
        bulk_actions.start(bulk, at=self.now, reason="The lead asked")
        bulk_actions.run(bulk.pk, at=self.now)
        bulk_actions.run(bulk.pk, at=self.now)  # a second worker changes nothing

    @precondition(lambda self: BulkAction.objects.filter(state="held").exists())
    @rule(is_let_go=st.booleans())
    def settle(self, is_let_go: bool) -> None:
        bulk = BulkAction.objects.filter(state="held").latest("pk")
        self.waited, self.by_turn = self.waiting(), False
        if is_let_go:
            taking_back.release(bulk.pk, at=self.now, actor=self.lead)
        else:
            taking_back.begin_recall(bulk, at=self.now, actor=self.lead)
            taking_back.recall(bulk.pk, at=self.now)

    # what tasks do, and what goes wrong

    @rule(days=st.integers(1, 6))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(times=st.integers(1, 2))
    def lapse(self, times: int) -> None:
        for _ in range(times):
            self.act(lambda at: seats.lapse_offers(at=at))

    @rule()
    def remind(self) -> None:
        emails.remind_to_confirm(at=self.now)

    @rule(who=WHO, where=WHERE)
    def end_between_the_change_and_its_email(self, who: int, where: int) -> None:
        place, before = self.mine(who, where), self.counts()
        if place is None:
            return
        with pytest.raises((Cut, RecruitmentError)), transaction.atomic():
            places.withdraw_place(place, at=self.now)
            raise Cut
        assert self.counts() == before

    @rule(times=st.integers(1, 2))
    def deliver(self, times: int) -> None:
        """Whatever is due goes once, to nobody whose place is elsewhere by now."""
        due = list(Email.objects.due(self.now).order_by("pk"))
        sent = Counter(
            email.pk
            for _ in range(times)
            for email in due
            if delivery.deliver(email.pk, at=self.now) == "sent"
        )
        assert set(sent.values()) <= {1}
        for email in due:
            if sent[email.pk] and email.kind in GOES_IN:
                place = Place.objects.get(pk=email.about_id)
                assert (email.kind, place.state) == (email.kind, GOES_IN[email.kind])

    # what holds after each of them

    @invariant()
    def seats_are_never_given_twice(self) -> None:
        """Offers stay when a capacity is lowered; nobody is put out."""
        for group in self.all_groups:
            secured = group.places.filter(state__in=SECURED).count()
            in_use = group.places.in_use(self.now).count()
            assert in_use <= max(self.highest[group.pk], secured)

    @invariant()
    def a_school_has_no_more_places_than_it_may(self) -> None:
        """Offers stay when the limit is lowered, as with the capacity."""
        held = self.groups[0].places.in_use(self.now).values_list("school", flat=True)
        secured = self.groups[0].places.filter(state__in=SECURED)
        for school, number in Counter(held).items():
            own = secured.filter(school=school).count()
            assert number <= max(self.most_of_a_school, own)

    @invariant()
    def a_person_has_one_place_of_a_kind(self) -> None:
        rows = Place.objects.all()
        secured = rows.filter(state__in=SECURED).values_list(
            "participant", "start_year"
        )
        in_group = rows.filter(state__in=OPEN_IN_GROUP).values_list(
            "participant", "work_group"
        )
        assert max([*Counter(secured).values(), *Counter(in_group).values(), 1]) == 1

    @invariant()
    def every_change_has_its_event(self) -> None:
        events: dict[int, list[tuple[str, str]]] = {}
        rows = PlaceEvent.objects.order_by("pk")
        for place, before, after in rows.values_list("place", "from_state", "to_state"):
            events.setdefault(place, []).append((before, after))
        for place, state in Place.objects.values_list("pk", "state"):
            steps = events[place]
            assert (steps[0][0], steps[-1][1]) == ("", state)
            assert [end for _, end in steps[:-1]] == [start for start, _ in steps[1:]]

    @invariant()
    def every_confirmation_has_one_email(self) -> None:
        confirmed = PlaceEvent.objects.filter(to_state="confirmed").exclude(
            reason="taken back"
        )
        written = Email.objects.filter(kind="place_confirmed").exclude(
            occasion__startswith="asked again"
        )
        assert Counter(written.values_list("about_id", flat=True)) == Counter(
            confirmed.exclude(from_state="").values_list("place", flat=True)
        )

    @invariant()
    def nobody_gets_the_same_email_twice(self) -> None:
        rows = Email.objects.values_list("kind", "about_id", "occasion", "recipient_id")
        assert max([*Counter(rows).values(), 1]) == 1

    @invariant()
    def what_staff_did_is_in_the_audit_log(self) -> None:
        """As many entries as events by staff; a new place is an event without one."""
        by_staff = PlaceEvent.objects.exclude(actor=None).exclude(from_state="")
        acts = ("place_", "put_into", "taken_back")
        entries = AuditEntry.objects.values_list("action", flat=True)
        assert by_staff.count() == sum(each.startswith(acts) for each in entries)

    @invariant()
    def the_waiting_list_keeps_its_order(self) -> None:
        """Whoever was offered a seat in turn stood before all who still wait.

        They are of one school, because schools have a limit of their own.
        """
        if not self.by_turn:
            return
        now = dict(Place.objects.values_list("pk", "state"))
        for pk, (group, *turn) in self.waited.items():
            if now[pk] != "offered":
                continue
            still = [
                (*other[1:], key)
                for key, other in self.waited.items()
                if other[0] == group and now[key] == "waiting"
            ]
            assert all((*turn, pk) < each for each in still)


def test_any_sequence_of_acts_keeps_the_invariants(request, figure):
    in_full = request.config.getoption("proofs")
    number = 2000 if in_full else 100
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]

    run_state_machine_as_test(
        Hub,
        settings=settings(
            max_examples=number,
            stateful_step_count=50 if in_full else 20,
            suppress_health_check=checks,
        ),
    )

    figure("random sequences of acts that keep every invariant", f"{number} run")
