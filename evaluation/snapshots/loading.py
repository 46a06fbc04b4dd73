"""Load the inputs of a report; `evaluation_rows` reads what is evaluated."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from evaluation.models import Evaluation, FeedbackForm
from evaluation.snapshots import evaluation_rows
from evaluation.snapshots.inputs import WHOLE_HUB, GroupInput, ReportInputs
from recruitment.models import Place, Registration
from recruitment.queries import figures
from workgroups import academic_years
from workgroups.choices import RoleKind, SchoolPhase
from workgroups.models import Role, Session, WorkGroup


def load_inputs(evaluation: Evaluation, *, at: datetime) -> ReportInputs:
    """Load the inputs of a report, in about twenty-five statements."""
    scope = WorkGroup.objects.filter(evaluations=evaluation)
    k = evaluation.hub.smallest_count
    closed = (
        FeedbackForm.objects.filter(work_group__in=scope)
        .exclude(closed_at=None)
        .annotate(answers=Count("responses"))
    )
    # Read once: PostgreSQL counts the answers again in each statement that joins them.
    enough = list(closed.filter(answers__gte=k).values_list("pk", flat=True))
    readable = FeedbackForm.objects.filter(pk__in=enough)
    return ReportInputs(
        as_at=timezone.localdate(at),
        hub={
            "name": evaluation.hub.name,
            "slug": evaluation.hub.slug,
            "smallest_count": k,
        },
        evaluation=_evaluation(evaluation),
        groups=_groups(scope, at),
        recruiting_authorities=_recruiting_authorities(evaluation, scope),
        schools=_schools(scope),
        leads=scope.exclude(leads=None).values("leads").distinct().count(),
        question_sets=_question_sets(readable),
        forms=list(
            closed.order_by("pk").values(
                *("pk", "question_set", "work_group", "answers", "session__number")
            )
        ),
        questions=evaluation_rows.questions(evaluation, readable),
        visits=evaluation_rows.visits(evaluation),
        responses=evaluation_rows.responses(evaluation, readable),
        ratings=evaluation_rows.ratings(readable),
        themes=evaluation_rows.themes(evaluation),
        implications=evaluation_rows.implications(evaluation),
        codings=evaluation_rows.codings(evaluation),
        evidence=evaluation_rows.evidence(evaluation),
        last_year=evaluation_rows.last_year(evaluation),
        funnel=figures.funnel(scope, at=at),
        attendance=figures.attendance_by_session(scope, at=at),
        cohort=list(figures.second_year_retention(scope, at=at).members),
        earlier=evaluation_rows.earlier_reports(evaluation),
    )


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    goal = evaluation.strategic_goal
    return {
        "pk": evaluation.pk,
        "title": evaluation.title,
        "start_year": evaluation.start_year,
        "year": academic_years.label(evaluation.start_year),
        "strategic_goal": goal.label if goal else "",
        "case": evaluation.case,
        "context": evaluation.context,
        "activity": evaluation.activity,
        "conclusion": evaluation.conclusion,
    }


def _groups(scope: QuerySet[WorkGroup], at: datetime) -> list[GroupInput]:
    sessions: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.filter(work_group__in=scope).held(at):
        sessions[session.work_group_id].append(session)
    rows = (
        scope.select_related("local_authority", "project__stage")
        .annotate(lead_count=Count("leads", distinct=True))
        .order_by("school_phase", "title", "pk")
    )
    groups = [_group(row, sessions[row.pk]) for row in rows]
    # They are sorted here, because databases order missing names differently.
    return sorted(
        groups, key=lambda each: (each.authority == WHOLE_HUB, each.authority)
    )


def _group(row: Any, held: list[Session]) -> GroupInput:
    days = [session.on for session in held]
    delivered: dict[str, int] = {}
    for session in held:
        if session.delivered_as:
            label = session.get_delivered_as_display()
            delivered[label] = delivered.get(label, 0) + 1
    return GroupInput(
        pk=row.pk,
        title=row.title,
        authority=row.local_authority.name if row.local_authority else WHOLE_HUB,
        phase=str(SchoolPhase(row.school_phase).label),
        stage=row.project.stage.name,
        leads=row.lead_count,
        sessions_held=len(held),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        days=float(sum(session.day_share for session in held)),
        delivered=delivered,
    )


def _recruiting_authorities(
    evaluation: Evaluation, scope: QuerySet[WorkGroup]
) -> list[str]:
    """Authorities with a partner who recruited that year, or whose link was used."""
    year = evaluation.start_year
    partners = Role.objects.filter(
        Q(until_on=None) | Q(until_on__gte=academic_years.first_day(year)),
        kind=RoleKind.LA_PARTNER,
        hub=evaluation.hub_id,
        from_on__lte=academic_years.last_day(year),
        local_authority__workgroup__in=scope,
    ).values_list("local_authority__name", flat=True)
    links = Registration.objects.filter(
        work_group__in=scope, recruitment_link__local_authority__isnull=False
    ).values_list("recruitment_link__local_authority__name", flat=True)
    return sorted({*partners.distinct(), *links.distinct()})


def _schools(scope: QuerySet[WorkGroup]) -> int:
    """The number of schools of people with a secured place, matched or as written."""
    secured = Place.objects.filter(work_group__in=scope).secured()
    rows = secured.values_list("school_id", "school_name").distinct()
    return len({school or name.casefold() for school, name in rows if school or name})


def _question_sets(readable: QuerySet[FeedbackForm]) -> dict[int, dict[str, str]]:
    rows = readable.order_by("question_set").values_list(
        "question_set", "question_set__title", "question_set__kind"
    )
    return {pk: {"title": title, "kind": kind} for pk, title, kind in rows.distinct()}
