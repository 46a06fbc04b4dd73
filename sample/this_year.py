"""Fill the groups of the current year through the actions, one person at a time.

Nothing here writes a place. Each method plans what a person or a lead does, and the
timeline does it at its time, so the actions decide on seats, states and emails.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from recruitment.actions import places, registrations, seats, staff
from recruitment.actions.transitions import lock_place, move_place
from recruitment.choices import PlaceState
from recruitment.models import Place, RegistrationDraft
from recruitment.registration.keeping import Answers
from sample import content
from sample.groups import make_group, meeting_days, move_off_day, move_one_to_day
from sample.histories import S, offers_still_open, random_source
from sample.people import Mentors, Registrant, make_person, make_teacher, make_trainer
from sample.timeline import Act, Reaction, Timeline
from sample.world import Group, SampleHub, World
from workgroups.choices import OfferPolicy
from workgroups.models import User

BOTH_YEARS = 0.86  # share of people who register for both years
MENTOR_KNOWN = 0.86

#: What happens to a place after it was confirmed or registered.
Then = Callable[[Place, datetime], None]


class ThisYear:
    """Plan one hub's groups of this year with people and places."""

    def __init__(
        self, world: World, hub: SampleHub, mentors: Mentors, timeline: Timeline
    ) -> None:
        self.world = world
        self.hub = hub
        self.mentors = mentors
        self.timeline = timeline
        self.year = world.year

    def add_group(
        self,
        key: str,
        stage: str,
        area: str,
        *,
        weekday: int = 0,
        sessions: int = 5,
        today: bool = False,
        days: list[date] | None = None,
        **fields: Any,
    ) -> Group:
        if days is None:
            days = meeting_days(self.year, sessions, weekday=weekday)
            keep = move_one_to_day if today else move_off_day
            days = keep(days, self.world.day)
        opened = {"opens_on": date(self.year, 5, 1), "closes_on": None, **fields}
        group = make_group(
            self.world, self.hub, stage, area, self.year, days=days, **opened
        )
        self.hub.this_year[key] = group
        return group

    def later(self, at: datetime, days: float, act: Act) -> None:
        """Plan an act within so many days, but before the day."""
        self.timeline.plan(self.world.random_time_after(at, days=days), act)

    # What people do when they are asked to confirm

    def confirms(self, then: Then | None = None) -> Reaction:
        def react(place: Place, at: datetime) -> None:
            def confirm(at: datetime) -> None:
                confirmed = places.confirm_place(place, at=at)
                if then is not None:
                    then(confirmed, at)

            self.timeline.plan(self._before_the_end(place, at), confirm)

        return react

    def declines(self, *, reason: str, words: str = "") -> Reaction:
        def react(place: Place, at: datetime) -> None:
            self.timeline.plan(
                self._before_the_end(place, at),
                lambda at: places.decline_place(
                    place, at=at, reason=words, end_reason=reason
                ),
            )

        return react

    def _before_the_end(self, place: Place, at: datetime) -> datetime:
        return self.world.random_time_after(at, days=4, by=place.offer_ends_at)

    # People of a first stage

    def add_person(
        self,
        group: Group,
        *,
        at: datetime,
        reaction: Reaction | None = None,
        review: Then | None = None,
        registrant: Registrant | None = None,
        both: bool | None = None,
        **answers: Any,
    ) -> None:
        """Plan a registration. `review` is what the lead does with a new place."""
        registrant = registrant or make_teacher(self.world, self.hub, group)
        given = Answers(
            participant=registrant.person,
            registration=self._years(group, both),
            place={**registrant.answers, **answers},
            mentor=self.mentors.name_one(registrant, share=MENTOR_KNOWN),
        )
        source, link = random_source(self.world, self.hub, group)
        key = self.world.uuid()

        def register(at: datetime) -> None:
            place = registrations.register_interest(
                group.row,
                given,
                at=at,
                form_key=key,
                source=source,
                recruitment_link=link,
                notice_version=self.hub.row.notice_version,
            )
            self.timeline.expect(place.participant_id, reaction)
            if review is not None:
                review(place, at)

        self.timeline.plan(at, register)

    def _years(self, group: Group, both: bool | None) -> dict[str, Any]:
        """The answers to "one year or both?"; some say why not both."""
        if not self._has_later_stage(group):
            return {"both_years": False}
        if both is None:
            both = self.world.chance(BOTH_YEARS)
        if both or self.world.chance(0.5):
            return {"both_years": both}
        return {
            "both_years": False,
            "first_only_reason_id": "second_year_school",
            "first_only_words": content.texts("words")["both_no"],
        }

    def _has_later_stage(self, group: Group) -> bool:
        return any(
            stage.programme_id == group.stage.programme_id
            and stage.order == group.stage.order + 1
            for stage in self.hub.stages.values()
        )

    def _until(self, group: Group) -> date:
        """The day, or the last session of a group that is over."""
        if not group.sessions:
            return self.world.day
        return min(self.world.day, group.sessions[-1].on)

    def _lately(self, group: Group, days: int) -> datetime:
        until = self._until(group)
        return self.world.random_time(
            until - timedelta(days=days), until - timedelta(days=1)
        )

    def _early(self) -> datetime:
        return self.world.random_time(date(self.year, 5, 4), date(self.year, 6, 20))

    def _offers(self, group: Group) -> Then | None:
        """How the lead reviews, in a group that offers after a review."""
        if group.row.offers != OfferPolicy.AFTER_REVIEW:
            return None
        return lambda place, at: self.later(
            at,
            2,
            lambda at: seats.offer_place(place, at=at, actor=group.lead),
        )

    def add_secured(
        self, group: Group, number: int, *, until: date | None = None, **answers: Any
    ) -> None:
        """People who confirm before the day."""
        last = until or date(self.year, 9, 10)
        for _ in range(number):
            self.add_person(
                group,
                at=self.world.random_time(date(self.year, 5, 4), last),
                reaction=self.confirms(),
                review=self._offers(group),
                **answers,
            )

    def add_offered(self, group: Group, number: int) -> None:
        """People with an open offer; the first one ends soon."""
        for at in offers_still_open(self.world, self.hub, group, number):
            self.add_person(group, at=at)

    def add_unreachable(self, group: Group) -> None:
        """A person with an open offer whose address refuses the email."""
        for at in offers_still_open(self.world, self.hub, group, 1):
            registrant = make_teacher(self.world, self.hub, group)
            registrant.person.pop("second_email", None)
            self.timeline.post.refused.add(registrant.person["email"])
            self.add_person(group, at=at, registrant=registrant)

    def add_recent(self, group: Group, number: int) -> None:
        """People who registered in the last fortnight and have no answer yet.

        They wait in a full group, and are interested where staff review first.
        """
        for _ in range(number):
            self.add_person(group, at=self._lately(group, 14))

    def add_declined(self, group: Group) -> None:
        words = content.texts("words")["declined_first"]
        reaction = self.declines(reason="no_cover", words=words)
        self.add_person(group, at=self._early(), reaction=reaction)

    def add_lapsed(self, group: Group) -> None:
        self.add_person(group, at=self._early())

    def add_withdrawn(self, group: Group) -> None:
        """Confirms and then withdraws, together with the next year's place."""

        def withdraw(place: Place, at: datetime) -> None:
            self.later(
                at,
                30,
                lambda at: places.withdraw_place(place, at=at, end_reason="too_much"),
            )

        self.add_person(group, at=self._early(), reaction=self.confirms(withdraw))

    def add_deferred(self, group: Group) -> None:
        words = content.texts("words")["deferred"]

        def put_off(place: Place, at: datetime) -> None:
            self.later(
                at, 20, lambda at: move(place, S.DEFERRED, at, group.lead, words)
            )

        self.add_person(
            group, at=self._early(), reaction=self.confirms(put_off), both=False
        )

    def add_not_selected(self, group: Group) -> None:
        words = content.texts("words")["not_selected"]

        def review(place: Place, at: datetime) -> None:
            self.later(
                at,
                5,
                lambda at: staff.refuse_place(
                    place, at=at, actor=group.lead, reason=words
                ),
            )

        self.add_person(group, at=self._early(), review=review)

    def add_moved(self, old: Group, new: Group) -> None:
        """Moved by staff; the successor keeps the time of registering."""
        words = content.texts("words")["moved"]

        def then(place: Place, at: datetime) -> None:
            self.later(
                at,
                30,
                lambda at: staff.move_to_group(
                    place, new.row, at=at, actor=old.lead, reason=words
                ),
            )

        self.add_person(old, at=self._early(), reaction=self.confirms(then))

    def add_drafts(self, group: Group, number: int) -> None:
        """Drafts started from the partner's link and not sent."""
        for _ in range(number):
            person = make_person(self.world, "homepost")
            draft = RegistrationDraft(
                id=self.world.uuid(),
                hub=self.hub.row,
                work_group=group.row,
                recruitment_link=self.hub.links.get(group.area),
            )
            answers = {key: [value] for key, value in person.items()}
            self.timeline.plan(
                self._lately(group, 12),
                partial(_save_draft, draft, answers),
            )

    # The community of training providers

    def add_trainers(self, group: Group, number: int) -> None:
        kinds = ("hei", "scitt", "school_direct", "other")
        known = [p for kind in kinds for p in self.world.providers[kind]]
        known = [known[0], *known]  # the largest provider sends two people
        for provider in known[:number]:
            self.add_person(
                group,
                at=self.world.random_time(
                    date(self.year, 5, 4), date(self.year, 9, 10)
                ),
                registrant=make_trainer(self.world, provider),
                reaction=self.confirms(),
                review=self._offers(group),
            )
        self.add_person(
            group,
            at=self._lately(group, 9),
            registrant=make_trainer(self.world, known[-1]),
        )


def _save_draft(
    draft: RegistrationDraft, answers: dict[str, list[str]], at: datetime
) -> None:
    registrations.save_draft(draft, answers, at=at)


def move(
    place: Place,
    to: PlaceState,
    at: datetime,
    actor: User,
    reason: str,
    **changes: Any,
) -> None:
    """A transition that staff decide on, for which the product has no action yet."""
    with transaction.atomic():
        move_place(
            lock_place(place), to=to, at=at, actor=actor, reason=reason, **changes
        )
