"""How many mentors are reached, what was talked about, and what was tried."""

from datetime import date

import pytest
from django.urls import reverse

from evaluation.queries import mentors as evaluation_mentors
from recruitment.actions import gap_tasks, mentor_loop
from recruitment.choices import GapTaskAnswer
from recruitment.models import AnswerOption, Mentor
from recruitment.queries import mentor_figures
from recruitment.queries.mentor_figures import MentorFigures, TriedWith
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_authority,
    make_evaluation,
    make_hub,
    make_mentor,
    make_mentorship,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_staff,
    make_stage,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from tests.recruitment.mentor_cases import (
    make_begun_group,
    make_mentored,
    sessions_of,
)
from workgroups.models import WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def figures(*groups):
    return mentor_figures.figures_by_group([g.pk for g in groups], now=FRIDAY_5PM)


def make_tried(group, *answers, schemes=()):
    """People of a group who answered about its first session."""
    session, places = sessions_of(group)[0], []
    for _ in answers:
        places.append(make_place(work_group=group, schemes=list(schemes)))
    for place, answer in zip(places, answers, strict=True):
        gap_tasks.answer_gap_task(place, session, GapTaskAnswer(answer), at=FRIDAY_5PM)
    return places


def talk(mentorship, session, comment=""):
    mentor_loop.talk_about_task(mentorship, session, comment=comment, at=FRIDAY_5PM)


FIVE = ["tried", "adapted", "tried", "not_yet", "not_yet"]


def test_a_group_is_counted():
    group, other = make_begun_group(), make_begun_group()
    first = sessions_of(group)[0]
    make_session(group, number=3, on=date(2026, 10, 12), gap_task="Halve")
    make_session(group, number=4, on=FRIDAY, gap_task="Under way until 6pm")
    make_session(
        group, number=5, on=date(2026, 10, 13), gap_task="x", called_off_at=FRIDAY_5PM
    )
    make_place("offered", work_group=group)
    place, reached = make_mentored(group)
    second = make_mentorship(place.participant, make_mentor(group.hub))
    for mentorship in (reached, second):
        talk(mentorship, first)
    for fields in ({"objected_at": FRIDAY_5PM}, {"email_failed_at": FRIDAY_5PM}):
        make_mentored(group, make_mentor(group.hub, **fields))
    _, ended = make_mentored(group)
    talk(ended, first)
    ended.until_on = date(2026, 10, 15)
    ended.save()
    make_place(work_group=group)
    make_mentored(other)

    found = figures(group, other)

    assert found == {
        group.pk: MentorFigures(people=5, reachable=1, tasks=10, talked=2),
        other.pk: MentorFigures(people=1, reachable=1, tasks=1),
    }


def test_a_mentorship_counts_on_its_last_day():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    mentorship.until_on = FRIDAY
    mentorship.save()

    assert figures(group)[group.pk].reachable == 1


def test_what_a_person_who_left_talked_about_is_not_counted():
    group = make_begun_group()
    place, mentorship = make_mentored(group)
    talk(mentorship, sessions_of(group)[0])
    make_mentored(group)
    place.state = "withdrawn"
    place.save()

    assert figures(group)[group.pk] == MentorFigures(people=1, reachable=1, tasks=1)


def test_a_group_of_leads_of_training_has_no_figures():
    stage = make_stage(make_programme(audience="itt"))
    group = make_begun_group(project=make_project(stage))
    make_place(work_group=group)

    assert figures(group) == {}


def test_dates_to_be_confirmed_set_no_tasks():
    group = make_begun_group()
    make_place(work_group=group)
    WorkGroup.objects.update(dates_confirmed=False)

    assert figures(group)[group.pk].tasks == 0


def test_what_was_tried_is_counted_from_five():
    group, other = make_begun_group(), make_begun_group()
    make_tried(group, *FIVE, "tried")
    make_tried(other, *FIVE[:4])

    found = figures(group, other)

    assert (found[group.pk].answered, found[group.pk].tried) == (5, 3)
    assert (found[other.pk].answered, found[other.pk].tried) == (0, 0)


def test_groups_are_added_by_local_authority():
    areas = ["Lewisham", "Bexley", "Lewisham", None]
    groups = [
        make_begun_group(local_authority=make_authority(name) if name else None)
        for name in areas
    ]
    for group in groups:
        make_mentored(group)
    make_tried(groups[2], *FIVE)
    found = figures(*groups)

    rows = mentor_figures.by_authority(groups, found)

    one = MentorFigures(people=1, reachable=1, tasks=1)
    assert rows == [
        ("Bexley", one),
        ("Lewisham", MentorFigures(7, 2, 7, 0, 5, 3)),
        ("Whole hub", one),
    ]


def test_schemes_are_counted_from_five_in_one_hub_and_year():
    group = make_begun_group()
    AnswerOption.objects.create(
        hub=group.hub, kind="scheme", code="zq", label="Ours", order=1
    )
    make_tried(group, *FIVE, schemes=["zq", "alone"])
    make_tried(make_begun_group(hub=make_hub("Wolds")), *FIVE, schemes=["wolds"])
    make_tried(make_begun_group(), *FIVE[:4], schemes=["few"])

    found = mentor_figures.tried_by_scheme(group.hub_id, 2026)

    assert TriedWith("Ours", tried=3, answered=5) in found
    assert {each.scheme for each in found} == {"Ours", "alone"}
    assert mentor_figures.tried_by_scheme(group.hub_id, 2025) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_five_statements(rows, django_assert_num_queries):
    groups = [make_begun_group() for _ in range(rows)]
    for group in groups:
        for _ in range(rows):
            talk(make_mentored(group)[1], sessions_of(group)[0])

    with django_assert_num_queries(5):
        figures(*groups)


# --- the pages


def make_page_of_figures():
    group = make_begun_group(title="Oak group")
    place, mentorship = make_mentored(group, first_name="Zoë", last_name="Oak")
    talk(mentorship, sessions_of(group)[0], "Ten <min>.")
    make_tried(group, *FIVE, schemes=["often"])
    other = make_begun_group()
    talk(make_mentored(other)[1], sessions_of(other)[0], "Of others.")
    return group


SAID = (
    "We reach the mentors of 1 of 6 people with a place. They talked about 1 of 6 "
    "tasks between sessions. 3 of 5 answers say that a task was tried or adapted."
)


def test_the_lead_reads_figures_and_lines():
    group = make_page_of_figures()
    lead = make_staff("work_group_lead", hub=group.hub)
    group.leads.add(lead)

    client, url = client_of(lead), f"/lead/groups/{group.slug}/talked/"
    page = one_line(client.get(url).text)

    assert f'href="{url}"' in client.get(f"/lead/groups/{group.slug}/").text
    assert SAID in page
    assert (
        "The mentor of Zoë Oak, after session 1, on 16 October 2026: “Ten &lt;min&gt;.”"
    ) in page
    assert "Of others." not in page


def test_the_groups_home_has_the_figures():
    group = make_page_of_figures()
    staff = make_staff("hub_lead", hub=group.hub)

    url = reverse("admin:workgroups_workgroup_home", args=[group.pk])

    assert SAID in one_line(client_of(staff).get(url).text)


def test_the_start_page_has_them_by_local_authority(django_assert_max_num_queries):
    group = make_page_of_figures()
    theirs = make_begun_group(
        hub=make_hub("Wolds"), local_authority=make_authority("York")
    )
    make_mentored(theirs)
    client = client_of(make_staff("hub_lead", hub=group.hub))
    client.get("/admin/")

    with django_assert_max_num_queries(20):
        page = one_line(client.get("/admin/").text)

    table = page[page.index('id="mentors"') : page.index('id="groups"')]
    for cell in ("2 of 7", "2 of 7", "3 of 5"):
        assert f">{cell}</td>" in table
    assert "often 3 of 5 tried or adapted a task." in table
    assert "York" not in table


def test_the_evaluation_reads_shares_of_five_and_more():
    group = make_page_of_figures()
    few = make_begun_group(local_authority=make_authority("Bexley"))
    make_mentored(few)
    outside = make_begun_group(local_authority=make_authority("Bromley"))
    for _ in range(6):
        make_mentored(outside)
    evaluation = make_evaluation(group.hub, work_groups=[group, few])

    (row,) = evaluation_mentors.mentor_rows(evaluation, at=FRIDAY_5PM)

    assert (row.authority, row.reachable, row.talked) == ("Lewisham", None, None)
    Mentor.objects.update(objected_at=FRIDAY_5PM)
    (row,) = evaluation_mentors.mentor_rows(evaluation, at=FRIDAY_5PM)
    assert row.reachable == 0
    for place in group.places.filter(participant__mentorships=None)[:5]:
        talk(make_mentorship(place.participant), sessions_of(group)[0])
    (row,) = evaluation_mentors.mentor_rows(evaluation, at=FRIDAY_5PM)
    assert (row.reachable, row.talked, row.figures.tasks) == (None, 6, 6)
    page = one_line(
        client_of(make_staff("evaluator", hub=group.hub))
        .get(f"/evaluations/{evaluation.pk}/")
        .text
    )
    assert "Bexley" not in page[page.index("What mentors knew") :]
    assert "6 of 6</td>" in page
    assert "often 3 of 5 tried or adapted a task." in page
