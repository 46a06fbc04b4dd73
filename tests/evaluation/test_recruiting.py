"""What schools answered when they were rung, on the page of an evaluation."""

import pytest

from evaluation.queries import recruiting
from recruitment.models import RecruitingCall
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def add_calls(hub, number: int, answer: str, **fields) -> None:
    authority = make.make_authority("Lewisham")
    for each in range(number):
        RecruitingCall.objects.create(
            hub=hub,
            local_authority=authority,
            school=make.make_school(f"School {each}", local_authority=authority),
            answer=answer,
            called_by=make.make_user(),
            called_at=make.FRIDAY_5PM,
            **{"start_year": make.YEAR, **fields},
        )


def test_an_evaluation_reads_answers_by_authority_and_no_few(signed_in):
    hub = make.make_hub()
    evaluation = make.make_evaluation(hub)
    add_calls(hub, 5, "cover")
    add_calls(hub, 4, "no_ect")
    add_calls(hub, 6, "cover", start_year=make.YEAR - 1)
    add_calls(make.make_hub("Wolds and Dales"), 7, "cover")

    found = recruiting.call_answers(evaluation)
    evaluator = make.make_staff("evaluator", hub=hub)
    page = signed_in(evaluator).get(f"/evaluations/{evaluation.pk}/").content.decode()

    assert found == [("Lewisham", [0, None, 5, 0, 0])]
    assert "What schools said when they were rung" in page
    assert "too few to show" in page
