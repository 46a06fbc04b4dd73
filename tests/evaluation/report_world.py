"""A whole year to report on, in the shape of 2022/23: seven groups, 110 people."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from evaluation.models import (
    Answer,
    Coding,
    Evaluation,
    Evidence,
    FeedbackForm,
    Implication,
    Response,
)
from recruitment.models import Attendance, Place, PlaceEvent
from tests import factories as make
from workgroups.models import StrategicGoal, WorkGroup

Y = 2025
AT = datetime(2026, 11, 3, 12, tzinfo=UTC)  # after the second year's 31 October
SIZES = {
    "Bexley": 18,
    "Bromley": 17,
    "Greenwich": 20,
    "Lewisham": 9,
    "Croydon": 16,
    "Sutton": 14,
    "": 16,  # the secondary group of the whole hub
}
THEMES = {
    "Recruitment was high and people kept coming": 0.30,
    "Fewer go on to the second year": 0.22,
    "Sessions do not tie into ECT training": 0.42,
    "Mentors do not know what ECTs are doing": 0.38,
    "Own resources such as White Rose and Power Maths": 0.34,
    "Practical activities to take into class": 0.5,
    "Tailored to key stage and year group": 0.28,
}
SESSIONS = 5


def write_year(seed: int = 1) -> Evaluation:
    """Everything a report is counted from; the same rows for the same seed."""
    rng = random.Random(seed)
    hub = make.make_hub()
    programme = make.make_programme(hub, name="SKTM ECT")
    stages = [make.make_stage(programme), make.make_stage(programme)]
    first = make.make_project(stages[0], start_year=Y)
    second = make.make_project(stages[1], start_year=Y + 1)
    leads = [make.make_user(name=f"Lead {number}") for number in range(4)]
    groups = [_group(name, first, hub, leads, at) for at, name in enumerate(SIZES)]
    later = make.make_work_group("SKTM ECT 2", project=second, hub=hub)
    for group, size in zip(groups, SIZES.values(), strict=True):
        _people(group, size, later, rng)
    evaluation = _evaluation(hub, groups)
    themes = [
        make.make_theme(
            evaluation,
            name,
            order=order,
            finding=f"Participants said: {name.lower()}.",
            kind="process" if order < 2 else "finding",
        )
        for order, name in enumerate(THEMES)
    ]
    for group in groups:
        _answers(evaluation, group, themes, rng)
    _visits(evaluation, groups, themes)
    _implications(evaluation, themes)
    return evaluation


def _group(name: str, project: Any, hub: Any, leads: list[Any], at: int) -> WorkGroup:
    group = make.make_work_group(
        f"SKTM Primary ECT {name}" if name else "SKTM Secondary ECT",
        project=project,
        hub=hub,
        local_authority=make.make_authority(name) if name else None,
        school_phase="primary" if name else "secondary",
    )
    group.leads.add(leads[at % len(leads)])
    for number in range(1, SESSIONS + 1):
        make.make_session(
            group,
            number=number,
            on=date(Y, 10, 6) + timedelta(weeks=6 * (number - 1), days=at),
            delivered_as="adapted" if number == 3 else "planned",
        )
    if name and name != "Lewisham":
        partner = make.make_user()
        make.give_role(
            partner, "la_partner", hub=hub, local_authority=group.local_authority
        )
    return group


def _people(group: WorkGroup, size: int, later: WorkGroup, rng: random.Random) -> None:
    sessions = list(group.sessions.all())
    for number in range(size + 3):
        asked = datetime(Y, 9, 1, 9, number, tzinfo=UTC)
        state = "confirmed" if number < size else "lapsed"
        place = make.make_place(
            state,
            work_group=group,
            registration=make.make_registration(
                group, registered_at=asked, both_years=number % 3 == 0
            ),
            school_name=f"School {group.pk} {number // 2}",
        )
        steps(place, "offered", state, at=asked)
        if state == "confirmed":
            for session in sessions:
                here = rng.random() < 0.9
                Attendance.objects.create(
                    hub=group.hub,
                    place=place,
                    session=session,
                    mark="present" if here else "absent",
                    marked_at=session.starts_at,
                )
            _second_year(place, later, number)


def _second_year(place: Place, later: WorkGroup, number: int) -> None:
    if number % 2:
        return
    state = ("confirmed", "declined", "waiting")[number // 2 % 3]
    second = make.make_place(
        state,
        work_group=later,
        registration=place.registration,
        stage=later.project.stage,
    )
    steps(second, "provisional", state, at=datetime(Y + 1, 6, 1, tzinfo=UTC))


def steps(place: Place, *states: str, at: datetime) -> None:
    """The steps that led a place here, an hour apart."""
    before = ""
    for number, state in enumerate(states):
        PlaceEvent.objects.create(
            place=place,
            hub=place.hub,
            from_state=before,
            to_state=state,
            at=at + timedelta(hours=number),
        )
        before = state


def _evaluation(hub: Any, groups: list[WorkGroup]) -> Evaluation:
    evaluation = make.make_evaluation(
        hub,
        start_year=Y,
        title="SKTM ECT",
        strategic_goal=StrategicGoal.objects.create(start_year=Y, label="SKTM"),
        work_groups=groups,
        case="ECT focus: the impact of the programme on confidence and practice.",
    )
    for number, title, letters in (
        (1, "ECTs", "abc"),
        (2, "Recruitment", "a"),
        (3, "Communities", "ab"),
    ):
        for letter in letters:
            make.make_research_question(
                evaluation,
                group_number=number,
                group_title=title,
                letter=letter,
                text=f"Question {number}{letter}: what do people say?",
                figures=["funnel"] if number == 2 else [],
            )
    before = make.make_evaluation(hub, start_year=Y - 1, title="SKTM ECT")
    Implication.objects.create(
        hub=hub,
        evaluation=before,
        text="Collect mentor details on registration forms.",
        state="done",
        what_became="Asked for from September.",
        measure="Share of places with a mentor",
    )
    return evaluation


def closed_form(group: WorkGroup, kind: str, **fields: Any) -> FeedbackForm:
    form = make.make_form(group, kind, **fields)
    FeedbackForm.objects.filter(pk=form.pk).update(closed_at=AT - timedelta(days=99))
    return form


def _answers(
    evaluation: Evaluation, group: WorkGroup, themes: list[Any], rng: random.Random
) -> None:
    size = SIZES.get(group.local_authority.name if group.local_authority else "", 0)
    tilt = 1.8 if group.school_phase == "secondary" else 1.0
    for session in group.sessions.all():
        form = closed_form(group, "session", session=session)
        for _ in range(int(size * 0.7)):
            response = make.make_response(form, useful=rng.randint(3, 5))
            _written(evaluation, response, "words", themes, rng, tilt)
    for kind, low, high in (("baseline", 2, 3), ("final", 3, 5)):
        form = closed_form(group, kind)
        for number in range(size - 2 if kind == "final" else size):
            response = make.make_response(
                form,
                confidence_subject=rng.randint(low, high),
                confidence_planning=rng.randint(low, high),
                pathway_clear=rng.randint(2, 4),
            )
            Response.objects.filter(pk=response.pk).update(
                pseudonym=f"pseudonym-{group.pk}-{number}"
            )


def _written(
    evaluation: Evaluation,
    response: Response,
    key: str,
    themes: list[Any],
    rng: random.Random,
    tilt: float,
) -> None:
    question = response.question_set.questions.get(key=key)
    number = evaluation.evidence.count() + 1
    answer = Answer.objects.create(
        hub=response.hub,
        response=response,
        question=question,
        text=f"What I took away, number {number}.",
    )
    evidence = Evidence.objects.create(
        hub=evaluation.hub,
        evaluation=evaluation,
        number=number,
        kind="written",
        text=answer.text,
        redacted=answer.text,
        answer=answer,
        work_group=response.work_group,
        fit_to_publish=number % 40 == 0,
        read_at=AT,
    )
    for theme, likely in zip(themes, THEMES.values(), strict=True):
        lean = tilt if theme.name.startswith("Tailored") else 1.0
        if rng.random() < likely * lean * 0.6:
            code(evidence, theme)


def read(
    evaluation: Evaluation, response: Response, at: datetime | None = AT
) -> Evidence:
    """The response's words brought in as a passage, and read."""
    return make.make_evidence(
        evaluation, kind="written", answer=response.answers.get(), read_at=at
    )


def code(evidence: Evidence, theme: Any, **fields: Any) -> Coding:
    fields.setdefault("coded_at", AT)
    return Coding.objects.create(
        hub=evidence.hub, evidence=evidence, theme=theme, **fields
    )


def _visits(evaluation: Evaluation, groups: list[WorkGroup], themes: list[Any]) -> None:
    for at, group in enumerate(groups):
        session = group.sessions.get(number=1 + at % 3)
        visit = make.make_visit(evaluation, session=session, on=session.on)
        evidence = make.make_evidence(
            evaluation, f"Heard in room {at}.", visit=visit, fit_to_publish=at == 0
        )
        code(evidence, themes[at % 5])
        code(evidence, themes[2]) if at % 5 != 2 and at < 5 else None


def _implications(evaluation: Evaluation, themes: list[Any]) -> None:
    for at, theme in enumerate(themes):
        for number in range(1 + at % 2):
            row = Implication.objects.create(
                hub=evaluation.hub,
                evaluation=evaluation,
                text=f"Do thing {number + 1} about: {theme.name}.",
                owner="Assistant hub lead",
                due_on=date(Y + 1, 12, 1),
                measure="Share of places with a mentor",
                order=at,
            )
            row.themes.add(theme)
