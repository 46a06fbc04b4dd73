"""What a session's plan tells the mentors of its people, read in one place."""

from dataclasses import dataclass

from workgroups.models import Session

QUESTIONS = 2  # that a mentor could ask about a gap task
#: Asked where the plan of a session names no questions.
ALWAYS_FIT = (
    "What did you notice when you tried it?",
    "What would you keep, and what would you change next time?",
)


@dataclass(frozen=True)
class SessionPlan:
    """A session's plan, as far as a mentor may read it; "" where it says nothing."""

    focus: str
    outcomes: str
    gap_task: str
    questions: tuple[str, ...]  # none without a gap task
    invited_to: str  # the part of the session to which mentors are invited


def session_plan_of(session: Session) -> SessionPlan:
    """The plan of a session; its own fields hold it."""
    return SessionPlan(
        focus=session.focus,
        outcomes=session.outcomes,
        gap_task=session.gap_task,
        questions=questions_about(session.gap_task, session.mentor_questions),
        invited_to=session.mentors_invited,
    )


def questions_about(gap_task: str, written: str) -> tuple[str, ...]:
    """The first two questions that were written, else two that always fit."""
    if not gap_task:
        return ()
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    return tuple(lines[:QUESTIONS]) or ALWAYS_FIT
