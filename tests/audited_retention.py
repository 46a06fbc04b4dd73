"""Acts about how long details are kept that the audit log names."""

from datetime import timedelta

from django.db.models import Model

from recruitment.actions import retention, untold
from recruitment.models import InTheRoom, Participant, Place, RetentionHold
from tests import factories as make
from tests.audited_world import AT, Act, World


def announce_run(w: World) -> Model:
    _of_a_year_long_over(w)
    run = retention.announce_run(w.hub, at=AT)
    assert run is not None
    return run


def let_details_go(w: World) -> Model:
    place = _of_a_year_long_over(w)
    _run(w)
    return place.participant


def keep_to_ask(w: World) -> Model:
    place = _of_a_year_long_over(w)
    Place.objects.update(ask_a_year_later=True)
    _hold(w, place.participant, "follow_up")
    _run(w)
    return place.participant


def forget_access_needs(w: World) -> Model:
    place = _of_a_year_long_over(w)
    Place.objects.update(access_needs="ramp")
    retention.forget_access_needs(at=AT)
    return place


def forget_the_room(w: World) -> Model:
    group = make.make_work_group(hub=w.hub, start_year=2020)
    session = make.make_session(group)
    InTheRoom.objects.create(
        hub=w.hub,
        session=session,
        name="Pat",
        role="mentor",
        added_by=w.by,
        added_at=AT,
    )
    retention.forget_the_room(w.hub, at=AT)
    return session


def forget_untold(w: World) -> Model:
    place = w.place()
    Place.objects.filter(pk=place.pk).update(
        release_email="head@example.org", others_came_at=AT - timedelta(days=30)
    )
    untold.forget_others(place, at=AT)
    return place


def hold_back(w: World) -> Model:
    return _hold(w, make.make_participant(w.hub)).participant


def end_hold(w: World) -> Model:
    hold = _hold(w, make.make_participant(w.hub))
    retention.end_hold(hold, by=w.by, at=AT)
    return hold.participant


def end_asking(w: World) -> Model:
    person = make.make_participant(w.hub)
    make.make_place(participant=person, work_group=w.group, ask_a_year_later=True)
    hold = _hold(w, person, "follow_up")
    retention.end_asking(hold, at=AT)
    return person


def _of_a_year_long_over(w: World) -> Place:
    group = make.make_work_group(hub=w.hub, start_year=2020)
    return make.make_place("completed", work_group=group)


def _run(w: World) -> None:
    retention.announce_run(w.hub, at=AT - timedelta(days=45))
    assert retention.do_run(w.hub, at=AT) == 1


def _hold(w: World, person: Participant, reason: str = "dispute") -> RetentionHold:
    until = AT.date() + timedelta(days=60)
    return retention.hold_back(
        person, reason=reason, why="-", until_on=until, by=w.by, at=AT
    )


LEAD = "hub_lead"
ACTS = {
    "announce_run": Act(announce_run, ""),
    "let_details_go": Act(let_details_go, ""),
    "keep_to_ask": Act(keep_to_ask, ""),
    "forget_access_needs": Act(forget_access_needs, "", "access_needs"),
    "forget_the_room": Act(forget_the_room, "", "name, role"),
    "forget_untold": Act(
        forget_untold,
        "",
        "deputy_email, deputy_name, release_email, release_name, release_role",
    ),
    "hold_back": Act(hold_back, LEAD, "reason, until_on"),
    "end_asking": Act(end_asking, "", "until_on"),
    "end_hold": Act(end_hold, LEAD, "until_on"),
}
WITHOUT_ACTOR = {
    "announce_run",
    "let_details_go",
    "keep_to_ask",
    "forget_access_needs",
    "forget_the_room",
    "forget_untold",
    "end_asking",
}
