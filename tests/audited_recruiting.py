"""What a local authority's partner does, for the audit log."""

from django.db.models import Model

from recruitment.actions import recruiting
from recruitment.queries.recruiting import RecruitingArea
from tests import factories as make
from tests.audited_world import AT, World


def _area(w: World) -> RecruitingArea:
    authority = make.make_authority()
    return RecruitingArea(w.hub, authority, has_partner=True, is_staff=False)


def end_call(w: World) -> Model:
    school = make.make_school()
    how = {"answer": "cover", "start_year": 2026}
    return recruiting.end_call(_area(w), school, by=w.by, at=AT, **how)


def expect_teachers(w: World) -> Model:
    school = make.make_school()
    how = {"ects_expected": 2, "start_year": 2026}
    return recruiting.expect_teachers(_area(w), school, by=w.by, at=AT, **how)


def add_link(w: World) -> Model:
    return recruiting.add_link(_area(w), label="Newsletter", by=w.by, at=AT)
