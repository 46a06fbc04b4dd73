"""The two years of the sample, built around the day of the run."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest
from django.conf import global_settings
from django.db.models import Count, F
from django.utils import timezone

from evaluation import queries as learned
from evaluation.choices import ImplicationState, QuestionSetKind
from evaluation.models import (
    Answer,
    Coding,
    EncryptedAnswers,
    Evaluation,
    Evidence,
    FeedbackForm,
    Implication,
    Response,
)
from evaluation.snapshots.loading import load_inputs
from evaluation.snapshots.marks import marks
from recruitment import rules
from recruitment.choices import SECURED, EmailState, PlaceState
from recruitment.models import (
    Attendance,
    Email,
    Link,
    Mentor,
    Participant,
    Place,
    PlaceEvent,
    Registration,
)
from recruitment.queries import figures
from sample import content
from workgroups.academic_years import academic_year_of
from workgroups.choices import RoleKind
from workgroups.models import Hub, Programme, Project, Role, Session, User, WorkGroup
from workgroups.words import LONDON

# `django_db` creates the test database. The fixture below switches off its transaction
# per test, which would roll back the sample that all tests of a day read.
pytestmark = [pytest.mark.django_db, pytest.mark.any_day(scope="module")]


@pytest.fixture
def _django_db_helper():
    return None


def first_hub():
    return Hub.objects.get(slug="london-south-east-plus")


def last_year(day):
    groups = WorkGroup.objects.filter(
        hub=first_hub(), start_year=academic_year_of(day) - 1
    )
    return groups.order_by("pk")


def this_year(day, key=""):
    groups = WorkGroup.objects.filter(hub=first_hub(), start_year=academic_year_of(day))
    return groups.filter(slug__contains=key).order_by("pk")


def begins(day):
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def test_last_year_has_the_shape_of_the_source_report(day):
    groups = last_year(day)
    secured = Place.objects.filter(state__in=SECURED)
    sizes = [secured.filter(work_group=group).count() for group in groups]

    assert [str(group.local_authority) for group in groups] == [
        *("Greenwich", "Lambeth", "Lewisham", "Southwark", "Bexley", "Bromley"),
        "None",
    ]
    assert {group.project.stage.order for group in groups} == {1}
    assert sum(sizes) == 110
    assert (min(sizes), max(sizes)) == (9, 20)
    assert sizes[2] == 9  # Lewisham
    partners = Role.objects.filter(kind=RoleKind.LA_PARTNER, hub=first_hub())
    recruits = {str(role.local_authority) for role in partners}
    assert recruits == {"Greenwich", "Lambeth", "Southwark", "Bexley", "Bromley"}


def test_last_years_registers_are_taken_and_most_people_came(day):
    taken = figures.attendance_by_session(last_year(day), at=begins(day))

    assert len(taken) == 35
    assert all(each.marked >= 9 for each in taken)
    present = sum(each.present for each in taken)
    assert present / sum(each.marked for each in taken) > 0.8


def test_far_fewer_people_go_on_to_the_second_year(day):
    kept = figures.second_year_retention(last_year(day), at=begins(day))
    second = Place.objects.filter(
        work_group__in=this_year(day), stage__order=2, state__in=SECURED
    )

    assert len(kept.members) == 110
    assert 0.1 < kept.rate < 0.35
    assert second.count() == kept.count(figures.CONTINUED)
    assert {one.both_years for one in kept.members} == {True, False}


def test_every_place_follows_the_state_machine(day):
    steps = PlaceEvent.objects.order_by("place", "at", "pk").values_list(
        "place", "from_state", "to_state", "at"
    )

    stands, when = {}, {}
    for place, before, after, at in steps:
        assert stands.get(place, "") == before
        assert not before or rules.is_allowed_transition(before, after)
        assert when.get(place, at) <= at < begins(day)
        stands[place], when[place] = after, at
    assert stands == dict(Place.objects.values_list("pk", "state"))
    # in summer no group takes anybody in, so nobody is asked to confirm
    assert {*stands.values(), "offered"} == set(PlaceState.values)


def test_nothing_that_happened_is_later_than_the_evening_before(day):
    moments = [
        Registration.objects.order_by("-registered_at")[0].registered_at,
        Attendance.objects.order_by("-marked_at")[0].marked_at,
        Coding.objects.order_by("-coded_at")[0].coded_at,
        Email.objects.order_by("-written_at")[0].written_at,
        FeedbackForm.objects.exclude(closed_at=None)
        .order_by("-closed_at")[0]
        .closed_at,
    ]

    assert max(moments) < begins(day)


def test_groups_show_every_situation(day):
    at = begins(day) + timedelta(hours=9)
    seats = {
        slug: figures.seats([pk], at=at).get(pk, figures.Seats())
        for slug, pk in this_year(day, "year-one").values_list("slug", "pk")
    }
    groups = {group.slug: group for group in this_year(day, "year-one")}
    of = {slug.split("-")[-2]: slug for slug in groups if "primary" in slug}

    today = groups[of["greenwich"]]
    assert today.sessions.filter(on=day).count() == 1
    assert seats[today.slug].in_use < today.capacity
    full = groups[of["southwark"]]
    assert seats[full.slug].in_use == full.capacity
    assert seats[full.slug].waiting >= 3
    assert groups[of["bexley"]].closes_on < day
    assert not groups[of["lewisham"]].dates_confirmed
    assert not groups[of["lewisham"]].sessions.filter(on__lte=day).exists()
    open_ones = set(WorkGroup.objects.open_for_interest(day))
    assert today in open_ones
    for group in (
        full,
        groups[of["lambeth"]],
    ):
        assert (group in open_ones) is group.sessions.filter(on__gte=day).exists()


def test_groups_have_past_and_future_sessions(day):
    groups = this_year(day).filter(dates_confirmed=True)

    under_way = day.month >= 10 or day.month <= 6
    for group in groups:
        on = list(group.sessions.values_list("on", flat=True))
        assert on == sorted(set(on))
        if under_way:
            assert on[0] < day < on[-1]


def test_some_offers_are_open_and_some_end_soon(day):
    ends = Place.objects.filter(state=PlaceState.OFFERED).values_list(
        "offer_ends_at", flat=True
    )

    lambeth = this_year(day, "lambeth").get()
    if not lambeth.sessions.filter(on__gte=day).exists():
        assert not ends
        return
    assert len(ends) >= 4
    assert min(ends) > begins(day) + timedelta(days=1)
    paused = Place.objects.exclude(clock_paused_at=None).get()
    bounced = Email.objects.filter(state=EmailState.BOUNCED)
    assert bounced.get(kind="asked_to_confirm").about_id == paused.pk


def test_people_who_registered_for_both_years_have_a_provisional_place(day):
    year = academic_year_of(day)
    later = Place.objects.filter(state=PlaceState.PROVISIONAL, start_year=year + 1)

    both = Place.objects.filter(
        start_year=year,
        stage__order=1,
        state=PlaceState.CONFIRMED,
        registration__both_years=True,
        hub=first_hub(),
    )
    assert later.filter(hub=first_hub()).count() == both.count() >= 50
    assert {place.stage.order for place in later} == {2}


def test_the_one_year_programme_and_the_trainers_community_exist(day):
    one_year = Place.objects.filter(work_group__in=this_year(day, "one-year"))
    community = this_year(day, "partnerships").get()

    assert all(place.earlier_stage_where for place in one_year)
    assert community.project.code == "NCP 24-31"
    assert community.project.outcomes.count() == 8
    people = Place.objects.filter(work_group=community)
    assert people.count() >= 6
    assert all(p.provider_id and p.awards and p.leads_itt_maths for p in people)
    assert max(Counter(people.values_list("provider", flat=True)).values()) == 2


def test_the_full_evaluation_is_the_first_and_mostly_read(day):
    full = Evaluation.objects.order_by("pk")[0]
    evidence = full.evidence.all()

    assert (full.hub, full.start_year) == (first_hub(), academic_year_of(day) - 1)
    assert full.work_groups.count() == 7
    assert evidence.count() >= 300
    assert 0.6 < evidence.exclude(read_at=None).count() / evidence.count() < 0.8
    assert not learned.answers_to_bring_in(full).exists()
    assert full.visits.count() == 8
    assert full.research_questions.count() == 7
    true = {comment.text: set(comment.themes) for comment in content.comments()}
    names = {theme["name"]: theme["key"] for theme in content.themes()}
    for passage in evidence.exclude(read_at=None).prefetch_related("codings__theme"):
        given = {names[coding.theme.name] for coding in passage.codings.all()}
        assert given == true[passage.text]
    assert Coding.objects.filter(reviewed=False, evidence__evaluation=full).exists()


def test_the_full_evaluation_says_where_themes_were_heard(day):
    found = marks(load_inputs(Evaluation.objects.order_by("pk")[0], at=timezone.now()))
    told = [row for row in found["rows"] if row["cells"]]

    assert len(found["labels"]) + len(found["too_few"]) == 6
    assert len(found["labels"]) >= 4
    assert len(told) >= 3
    assert all(len(row["cells"]) == len(found["labels"]) for row in told)


def test_passages_name_nobody_once_redacted(day):
    naming = [each for each in content.comments() if each.has_identifier]
    kept = Evidence.objects.filter(text__in=[each.text for each in naming])

    assert kept.count() == len(naming)
    for passage in kept:
        assert "[" in passage.redacted
        assert not passage.fit_to_publish
    assert not Evidence.objects.filter(
        fit_to_publish=True, answer__response__may_be_quoted=False
    ).exists()


def test_implications_have_owners_and_the_year_before_had_some(day):
    full = Evaluation.objects.order_by("pk")[0]
    drawn = Implication.objects.filter(evaluation=full)
    before = learned.last_years_implications(full)

    assert drawn.count() >= 12
    assert all(each.owner and each.due_on and each.measure for each in drawn)
    for each in drawn:
        done = each.state == ImplicationState.DONE
        assert not done or (each.due_on < day and each.what_became)
    assert before.count() >= 3
    dropped = ImplicationState.DROPPED
    assert all(each.what_became or each.state == dropped for each in before)


def test_this_years_evaluation_has_answers_to_bring_in(day):
    current = Evaluation.objects.get(hub=first_hub(), start_year=academic_year_of(day))
    waiting = learned.answers_to_bring_in(current)

    forms = Counter(waiting.values_list("response__form", flat=True))
    assert waiting.count() >= 5
    over = Session.objects.filter(work_group__in=this_year(day))
    if over.filter(on__lt=day - timedelta(days=8)).exists():
        session = FeedbackForm.objects.filter(
            pk__in=[form for form, answers in forms.items() if answers >= 5],
            question_set__kind=QuestionSetKind.SESSION,
        )
        assert session.exists()
    open_forms = FeedbackForm.objects.open_at(begins(day) + timedelta(hours=20))
    assert open_forms.filter(work_group__in=current.work_groups.all()).exists()


def test_feedback_leads_to_nobody(day):
    asked = FeedbackForm.objects.annotate(
        answers=Count("responses", distinct=True),
        sent=Count("requests", filter=None, distinct=True),
    )

    assert all(form.answers <= form.sent for form in asked)
    for form in asked.exclude(closed_at=None):
        sent = form.requests.filter(answered=True).count()
        assert form.answers == (sent if sent >= 5 else 0)
    single = Response.objects.filter(question_set__kind=QuestionSetKind.SESSION)
    assert not single.exclude(pseudonym="").exists()
    paired = Response.objects.exclude(pseudonym="").values("pseudonym")
    twice = paired.annotate(n=Count("pk")).filter(n=2)
    assert twice.count() > 30
    forms = defaultdict(set)
    for pseudonym, form in paired.values_list("pseudonym", "form"):
        forms[pseudonym].add(form)
    alike = Counter(frozenset(found) for found in forms.values())
    assert min(alike.values()) >= 5
    assert EncryptedAnswers.objects.exists()
    assert Answer.objects.exclude(text="").count() >= 280


def test_periodic_tasks_send_nothing_for_the_sample(day):
    at = begins(day) + timedelta(hours=9)

    assert not learned.sessions_to_ask(at).exists()
    assert not Email.objects.due(at).exists()


def test_addresses_are_reserved_and_every_role_can_sign_in(day, settings):
    addresses = [
        *User.objects.values_list("email", flat=True),
        *Participant.objects.values_list("email", flat=True),
        *Participant.objects.exclude(second_email="").values_list(
            "second_email", flat=True
        ),
        *Mentor.objects.values_list("email", flat=True),
        *Place.objects.exclude(release_email="").values_list(
            "release_email", flat=True
        ),
    ]

    assert all(each.endswith(".example") for each in addresses)
    assert len(set(addresses[:280])) == 280
    kinds = set(Role.objects.values_list("kind", flat=True))
    assert kinds == set(RoleKind.values)
    settings.PASSWORD_HASHERS += global_settings.PASSWORD_HASHERS
    assert User.objects.all()[0].check_password("chalk-and-counters")


def test_the_second_hub_has_a_little_of_everything(day):
    second = Hub.objects.get(slug="wolds-and-dales")

    for model in (
        *(WorkGroup, Session, Participant, Mentor, Registration, Place, Attendance),
        *(FeedbackForm, Response, Evaluation, Evidence, Coding, Email, Link),
        *(Programme, Project),
    ):
        assert model.objects.filter(hub=second).exists(), model.__name__
    assert not Place.objects.exclude(hub=F("work_group__hub")).filter(
        work_group__isnull=False
    )
    assert not Place.objects.exclude(hub=F("participant__hub")).exists()
    assert not Evidence.objects.exclude(hub=F("evaluation__hub")).exists()
