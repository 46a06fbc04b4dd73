"""Plain builders of rows with fixed, unsurprising values.

Dates are around Friday, 16 October 2026. Names and addresses are numbered, so that
two rows of a kind never collide.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils.text import slugify

from evaluation.actions import questions
from evaluation.choices import EvidenceKind
from evaluation.models import (
    Answer,
    Evaluation,
    Evidence,
    FeedbackForm,
    ResearchQuestion,
    Response,
    Theme,
    Visit,
)
from recruitment.models import (
    Apology,
    Attendance,
    FormerMark,
    Mentor,
    Mentorship,
    Participant,
    Place,
    Registration,
)
from workgroups.choices import Audience
from workgroups.models import (
    Hub,
    LocalAuthority,
    Programme,
    Project,
    Role,
    School,
    Session,
    Stage,
    User,
    Venue,
    WorkGroup,
)
from workgroups.rules import hub_slug

FRIDAY = date(2026, 10, 16)
FRIDAY_5PM = datetime(2026, 10, 16, 16, tzinfo=UTC)  # 17:00 in London
YEAR = 2026
PASSWORD = "chalk-board-green-2026"

_numbers = count(1)


def make_hub(name: str = "London South East+", **fields: Any) -> Hub:
    """The hub of this name, created at the first call."""
    values = {
        "slug": hub_slug(name),
        "contact_name": "Morgan Hale",
        "contact_email": "hub@example.org",
        "controller": "Example Lead School",
        "privacy_notice": "We keep what you tell us for twelve months.",
        "notice_version": "1",
        **fields,
    }
    hub, _ = Hub.objects.get_or_create(name=name, defaults=values)
    return hub


def make_authority(name: str = "Lewisham", **fields: Any) -> LocalAuthority:
    found = LocalAuthority.objects.filter(name=name).first()
    if found is not None:
        return found
    fields.setdefault("code", f"{next(_numbers) % 1000:03d}")
    return LocalAuthority.objects.create(name=name, **fields)


def make_venue(
    name: str = "Rose Hill", *, hub: Hub | None = None, **fields: Any
) -> Venue:
    """The hub's venue of this name, created at the first call."""
    found, _ = Venue.objects.get_or_create(
        hub=hub or make_hub(), name=name, defaults=fields
    )
    return found


def make_school(name: str = "Rose Hill Primary School", **fields: Any) -> School:
    number = next(_numbers)
    fields.setdefault("urn", 900_000 + number)
    if "local_authority" not in fields:
        fields["local_authority"] = make_authority()
    return School.objects.create(name=name, **fields)


def make_user(email: str = "", name: str = "Robin Marsh", **fields: Any) -> User:
    email = email or f"staff{next(_numbers)}@example.org"
    fields.setdefault("password", PASSWORD)
    return User.objects.create_user(email=email, name=name, **fields)


def give_role(
    user: User,
    kind: str,
    *,
    hub: Hub | None = None,
    local_authority: LocalAuthority | None = None,
    **fields: Any,
) -> Role:
    fields.setdefault("from_on", date(2020, 9, 1))
    return Role.objects.create(
        user=user, kind=kind, hub=hub, local_authority=local_authority, **fields
    )


def make_staff(kind: str, *, hub: Hub | None = None, **fields: Any) -> User:
    """An account with one role, at the default hub if none is given."""
    user = make_user(**fields)
    give_role(user, kind, hub=None if kind == "national" else hub or make_hub())
    return user


def make_programme(hub: Hub | None = None, **fields: Any) -> Programme:
    fields.setdefault("name", f"Programme {next(_numbers)}")
    fields.setdefault("audience", Audience.ECT)
    return Programme.objects.create(hub=hub or make_hub(), **fields)


def make_stage(programme: Programme | None = None, **fields: Any) -> Stage:
    programme = programme or make_programme()
    order = fields.setdefault("order", programme.stages.count() + 1)
    fields.setdefault("name", f"Year {order}")
    return Stage.objects.create(programme=programme, hub=programme.hub, **fields)


def make_project(stage: Stage | None = None, **fields: Any) -> Project:
    stage = stage or make_stage()
    fields.setdefault("start_year", YEAR)
    fields.setdefault("title", "Specialist Knowledge for Teaching Mathematics")
    return Project.objects.create(stage=stage, hub=stage.hub, **fields)


def make_work_group(
    title: str = "", *, hub: Hub | None = None, **fields: Any
) -> WorkGroup:
    """A group in Lewisham, open for interest since September, without a limit."""
    number = next(_numbers)
    title = title or f"SKTM Primary ECT {number}"
    if "project" not in fields:
        stage = make_stage(make_programme(hub or make_hub()))
        fields["project"] = make_project(
            stage, start_year=fields.get("start_year", YEAR)
        )
    if "local_authority" not in fields:
        fields["local_authority"] = make_authority()
    values = {
        "hub": fields["project"].hub,
        "slug": slugify(f"{title}-{number}"),
        "start_year": fields["project"].start_year,
        "school_phase": "primary",
        "opens_on": date(2026, 9, 1),
        "commitment": "Come to every session.",
        **fields,
    }
    _find_venue(values)
    return WorkGroup.objects.create(title=title, **values)


def make_session(work_group: WorkGroup | None = None, **fields: Any) -> Session:
    """The group's next session, three weeks after the previous one."""
    work_group = work_group or make_work_group()
    number = fields.setdefault("number", work_group.sessions.count() + 1)
    fields.setdefault("on", FRIDAY + timedelta(weeks=3 * (number - 1)))
    fields.setdefault("starts", time(16))
    fields.setdefault("ends", time(18))
    fields["hub"] = work_group.hub
    _find_venue(fields)
    return Session.objects.create(work_group=work_group, **fields)


def _find_venue(fields: dict[str, Any]) -> None:
    """Put the hub's venue of that name where a venue is given by its name."""
    if isinstance(fields.get("venue"), str):
        name = fields.pop("venue")
        fields["venue"] = make_venue(name, hub=fields["hub"]) if name else None


def make_participant(hub: Hub | None = None, **fields: Any) -> Participant:
    number = next(_numbers)
    fields.setdefault("first_name", "Ada")
    fields.setdefault("last_name", f"Brook{number}")
    fields.setdefault("email", f"ada{number}@example.org")
    return Participant.objects.create(hub=hub or make_hub(), **fields)


def make_registration(
    work_group: WorkGroup | None = None,
    participant: Participant | None = None,
    **fields: Any,
) -> Registration:
    work_group = work_group or make_work_group()
    fields.setdefault("registered_at", FRIDAY_5PM - timedelta(days=30))
    return Registration.objects.create(
        hub=work_group.hub,
        work_group=work_group,
        programme=work_group.project.stage.programme,
        participant=participant or make_participant(work_group.hub),
        **fields,
    )


def make_place(
    state: str = "confirmed", *, work_group: WorkGroup | None = None, **fields: Any
) -> Place:
    """A place with its registration and the fields that its state requires."""
    work_group = work_group or make_work_group()
    participant = fields.pop("participant", None)
    registration = fields.pop("registration", None) or make_registration(
        work_group, participant
    )
    stage = fields.pop("stage", work_group.project.stage)
    if state == "offered":
        fields.setdefault("offer_ends_at", FRIDAY_5PM)
    values = {
        "hub": registration.hub,
        "programme": stage.programme,
        "stage": stage,
        "start_year": work_group.start_year,
        "one_per_year": stage.programme.one_per_year,
        "registered_at": registration.registered_at,
        "work_group": work_group,
        **fields,
    }
    return Place.objects.create(
        registration=registration,
        participant=registration.participant,
        state=state,
        **values,
    )


def make_mentor(hub: Hub | None = None, **fields: Any) -> Mentor:
    fields.setdefault("name", "Jo Fern")
    fields.setdefault("email", f"mentor{next(_numbers)}@example.org")
    return Mentor.objects.create(hub=hub or make_hub(), **fields)


def make_mentorship(
    participant: Participant, mentor: Mentor | None = None
) -> Mentorship:
    return Mentorship.objects.create(
        hub=participant.hub,
        participant=participant,
        mentor=mentor or make_mentor(participant.hub),
        from_on=date(2026, 9, 1),
    )


def mark_present(place: Place, session: Session, mark: str = "present") -> Attendance:
    return Attendance.objects.create(
        hub=session.hub,
        place=place,
        session=session,
        mark=mark,
        marked_at=FRIDAY_5PM,
    )


def make_former_mark(
    place: Place, session: Session, mark: str = "absent"
) -> FormerMark:
    """A mark of an hour before FRIDAY_5PM, which was replaced then."""
    return FormerMark.objects.create(
        hub=session.hub,
        place=place,
        session=session,
        mark=mark,
        marked_at=FRIDAY_5PM - timedelta(hours=1),
        replaced_at=FRIDAY_5PM,
    )


def make_apology(place: Place, session: Session) -> Apology:
    return Apology.objects.create(
        hub=session.hub, place=place, session=session, sent_at=FRIDAY_5PM
    )


def make_form(
    work_group: WorkGroup | None = None, kind: str = "session", **fields: Any
) -> FeedbackForm:
    """A form that was sent on FRIDAY and is open for a week."""
    work_group = work_group or make_work_group()
    fields.setdefault("asked_on", FRIDAY)
    fields.setdefault("closes_at", FRIDAY_5PM + timedelta(days=7))
    return FeedbackForm.objects.create(
        hub=work_group.hub,
        work_group=work_group,
        question_set=questions.question_set_for(work_group.hub, kind),
        **fields,
    )


def make_response(
    form: FeedbackForm, *, quoted: bool = True, **answers: Any
) -> Response:
    """A response of a closed form; answers by the keys of its questions."""
    response = Response.objects.create(
        hub=form.hub,
        form=form,
        question_set=form.question_set,
        work_group=form.work_group,
        session=form.session,
        batch_on=FRIDAY,
        may_be_quoted=quoted,
    )
    fields = {"rating": "rating", "choice": "choice", "text": "text"}
    for question in form.question_set.questions.all():
        if question.key in answers:
            Answer.objects.create(
                hub=form.hub,
                response=response,
                question=question,
                **{fields[question.kind]: answers[question.key]},
            )
    return response


def make_evaluation(hub: Hub | None = None, **fields: Any) -> Evaluation:
    work_groups = fields.pop("work_groups", [])
    fields.setdefault("start_year", YEAR)
    fields.setdefault("title", "SKTM ECT")
    evaluation = Evaluation.objects.create(hub=hub or make_hub(), **fields)
    evaluation.work_groups.set(work_groups)
    return evaluation


def make_research_question(evaluation: Evaluation, **fields: Any) -> ResearchQuestion:
    fields.setdefault("group_number", 1)
    fields.setdefault("group_title", "ECTs")
    fields.setdefault("letter", "a")
    fields.setdefault("text", "Do ECTs have a clear picture of progression?")
    return ResearchQuestion.objects.create(
        hub=evaluation.hub, evaluation=evaluation, **fields
    )


def make_visit(evaluation: Evaluation, **fields: Any) -> Visit:
    fields.setdefault("on", FRIDAY)
    return Visit.objects.create(hub=evaluation.hub, evaluation=evaluation, **fields)


def make_theme(evaluation: Evaluation, name: str = "Mentors", **fields: Any) -> Theme:
    return Theme.objects.create(
        hub=evaluation.hub, evaluation=evaluation, name=name, **fields
    )


def make_evidence(
    evaluation: Evaluation, text: str = "More time to talk, please.", **fields: Any
) -> Evidence:
    fields.setdefault("kind", EvidenceKind.SPOKEN)
    fields.setdefault("redacted", text)
    fields.setdefault("number", evaluation.evidence.count() + 1)
    return Evidence.objects.create(
        hub=evaluation.hub, evaluation=evaluation, text=text, **fields
    )
