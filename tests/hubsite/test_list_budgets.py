"""Lists take the same small number of statements at 10 rows as at 100.

The public list and the lists of the admin are tested in their own modules.
"""

import pytest

from tests.factories import (
    give_role,
    make_evaluation,
    make_hub,
    make_place,
    make_session,
    make_user,
    make_work_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
AT_MOST = {"/lead/": 10, "/evaluations/": 8}


@pytest.fixture
def everybody():
    """An account that is lead and evaluator of the groups."""
    user = make_user()
    for kind in ("work_group_lead", "evaluator"):
        give_role(user, kind, hub=make_hub())
    return user


def add_rows(number: int, lead) -> None:
    for each in range(number):
        group = make_work_group(f"Group {each:03}", capacity=20)
        group.leads.add(lead)
        make_session(group)
        make_place(work_group=group)
        make_evaluation(title=f"Evaluation {each:03}", work_groups=[group])


@pytest.mark.parametrize("address", AT_MOST)
def test_a_list_keeps_its_budget_at_any_length(
    signed_in, data_statements, everybody, address
):
    client = signed_in(everybody)
    add_rows(10, everybody)

    with data_statements(at_most=AT_MOST[address]) as few:
        answer = client.get(address)
    add_rows(90, everybody)
    with data_statements(at_most=len(few)):
        client.get(address)

    assert " 009" in answer.content.decode()  # the tenth row is on the page
