"""Acts about mentors, and acts of mentors."""

from datetime import date

from django.db.models import Model

from recruitment.actions import mentor_loop, mentors
from tests import factories as make
from tests.audited_world import AT, World


def add_mentor(w: World) -> Model:
    person = make.make_participant(w.hub)
    mentor = {"name": "Mia Cole", "email": "mia@example.org"}
    return mentors.add_mentor(person, **mentor, from_on=AT.date(), by=w.by, at=AT)


def end_mentorship(w: World) -> Model:
    mentorship = make.make_mentorship(make.make_participant(w.hub))
    return mentors.end_mentorship(mentorship, until_on=AT.date(), by=w.by, at=AT)


def mentor_objected(w: World) -> Model:
    return mentors.stop_writing(make.make_mentor(w.hub), at=AT)


def talk_about_task(w: World) -> Model:
    mentorship = make.make_mentorship(w.place().participant)
    over = make.make_session(w.group, on=date(2026, 10, 9), gap_task="Count")
    return mentor_loop.talk_about_task(mentorship, over, comment="Good.", at=AT)


def answer_invitation(w: World) -> Model:
    coming = make.make_session(w.group, on=date(2026, 11, 6), mentors_invited="All")
    mentor = make.make_mentor(w.hub)
    return mentor_loop.answer_invitation(mentor, coming, is_coming=True, at=AT)
