"""One work group from an empty database to the report, each step by its role.

Every step uses the pages; only the clock is moved, and due emails are sent.
"""

import re
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from evaluation import tasks as evaluation_tasks
from evaluation.models import (
    Evaluation,
    Evidence,
    FeedbackForm,
    FeedbackRequest,
    Implication,
    Report,
    Response,
    Theme,
)
from recruitment import tasks
from recruitment.models import Attendance, Email, Place, PlaceEvent
from tests.pages import errors_on, form_on
from workgroups.models import Hub, LocalAuthority, School, User, WorkGroup

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 10, 1, 10, tzinfo=LONDON)
SESSION_1 = datetime(2026, 10, 20, 18, 30, tzinfo=LONDON)
PASSWORD = "slate-pencil-and-sponge"
NAMES = ["Ada Oak", "Ben Ash", "Cleo Elm", "Dev Yew", "Eve Fir", "Fay Bay"]
SAID = [
    "The bar model cards went straight into my Year 3 lesson.",
    "My mentor had no idea what we were doing, so we could not talk about it.",
    "Please use White Rose slides, that is what I teach from.",
    "Comparing with other Year 3 teachers was the best half hour.",
    "It is a lot on top of my ECT training.",
]


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def carry_emails() -> None:
    """Send every email that is due, as a worker does."""
    for email in Email.objects.filter(state="queued").order_by("pk"):
        tasks.deliver_email(email.pk)


def last_email(to: str):
    return next(message for message in reversed(mail.outbox) if message.to == [to])


def link_in(message) -> str:
    return re.search(r"http://[^/]+(/\S+)", message.body)[1]


def signed_in(email: str) -> Client:
    client = Client()
    page = client.get("/accounts/login/")
    data = {**form_on(page, having="password"), "login": email, "password": PASSWORD}
    answer = client.post("/accounts/login/", data)
    assert answer.status_code == 302, errors_on(answer)
    return client


def accept_invitation(email: str, name: str) -> None:
    carry_emails()
    client = Client()
    page = client.get(link_in(last_email(email)), follow=True)
    data = form_on(page, having="name")
    data |= {"name": name}
    data |= {key: PASSWORD for key in data if "password" in key}
    answer = client.post("/invitation/", data)
    assert answer.status_code == 302, errors_on(answer)


def add(client: Client, model: str, **values) -> None:
    """Fill in an add form of the admin and save it."""
    address = f"/admin/{model}/add/"
    data = form_on(client.get(address), having=next(iter(values)))
    answer = client.post(address, {**data, **values, "_save": "Save"})
    assert answer.status_code == 302, errors_on(answer)


def inline(prefix: str, rows: list[dict]) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def set_up(lead: Client) -> WorkGroup:
    """Set up the year in the admin as hub lead."""
    add(
        lead,
        "workgroups/programme",
        name="SKTM Primary ECT",
        audience="ect",
        one_per_year="on",
        completes_at=75,
        **inline(
            "stages",
            [
                {"order": 1, "name": "ECT 1", "school_phase": "primary"},
                {"order": 2, "name": "ECT 2", "school_phase": "primary"},
            ],
        ),
    )
    hub = Hub.objects.get()
    stage = hub.stage_set.get(order=1)
    add(
        lead,
        "workgroups/project",
        stage=stage.pk,
        start_year=2026,
        title="SKTM Primary ECT",
        who_for="Primary teachers in their first two years.",
        **inline(
            "outcomes",
            [
                {
                    "kind": "pupil_learning",
                    "audience": "participants",
                    "text": "Pupils reason aloud.",
                    "order": 1,
                }
            ],
        ),
    )
    project = stage.projects.get()
    sessions = [
        {
            "number": number,
            "on": on.isoformat(),
            "starts": "16:00",
            "ends": "18:00",
            "day_share": "0.25",
            "focus": f"Number sense, part {number}",
            "gap_task": "Try a dot card a day.",
        }
        for number, on in [(1, date(2026, 10, 20)), (2, date(2026, 12, 1))]
    ]
    leads = User.objects.get(email="wgl@example.org")
    add(
        lead,
        "workgroups/workgroup",
        project=project.pk,
        title="SKTM Primary ECT Lewisham",
        slug="sktm-ect-lewisham-2026",
        start_year=2026,
        local_authority=LocalAuthority.objects.get().pk,
        school_phase="primary",
        leads=leads.pk,
        capacity=5,
        opens_on="2026-09-01",
        dates_confirmed="on",
        offers="at_once",
        commitment="Come to both sessions.",
        **inline("sessions", sessions),
    )
    return WorkGroup.objects.get()


def invite(lead: Client, email: str, kind: str, name: str) -> None:
    add(lead, "workgroups/role", email=email, kind=kind)
    accept_invitation(email, name)


def register(group: WorkGroup, name: str) -> Client:
    """Find the group, answer each step, check the answers and register.

    Each person sits at a computer of their own.
    """
    client = Client(REMOTE_ADDR=f"203.0.113.{NAMES.index(name) + 1}")
    listed = client.get("/work-groups/?phase=primary").content.decode()
    assert group.get_absolute_url() in listed
    first, last = name.split()
    email = f"{first.lower()}@example.org"
    school = School.objects.get()
    base = f"/work-groups/{group.slug}/register/"
    for step, answers in {
        "you": {
            "first_name": first,
            "last_name": last,
            "email": email,
        },
        "school": {"school_query": "rose hill", "school": school.urn},
        "classes": {"year_groups": ["3"], "schemes": ["white_rose"]},
        "mentor": {
            "mentor_name": "Jo Fern",
            "mentor_email": f"mentor.{first.lower()}@example.org",
        },
        "dates": {"years": "both"},
    }.items():
        answer = client.post(f"{base}{step}/", answers)
        assert answer.status_code == 302, errors_on(answer)
    check = client.get(f"{base}check/").content.decode()
    assert "Rose Hill Primary School" in check and "How we use" in check
    assert client.post(f"{base}check/").status_code == 302
    carry_emails()
    return client


def confirm(client: Client, name: str) -> None:
    email = f"{name.split()[0].lower()}@example.org"
    asked = last_email(email)
    assert asked.subject.startswith("Confirm your place by")
    path = link_in(asked)
    before = Place.objects.filter(state="confirmed").count()
    client.get(path, follow=True)  # opening the link again changes nothing
    assert Place.objects.filter(state="confirmed").count() == before
    answer = client.post("/confirm/", {"can_attend": "on"})
    assert answer["Location"] == "/my/"
    carry_emails()


def answer_feedback(email: str, words: str) -> None:
    client = Client()
    client.get(link_in(last_email(email)))
    for _ in range(10):
        page = client.get("/feedback/")
        form = page.context["form"]
        data: dict = {}
        for name, field in form.fields.items():
            choices = getattr(field, "choices", None)
            data[name] = list(choices)[-1][0] if choices else words
        data |= {"may_be_quoted": "on"}
        shown = form_on(page, having=next(iter(form.fields)))
        hidden = {name: value for name, value in shown.items() if name not in data}
        answer = client.post("/feedback/", {**hidden, **data, "send": "1"})
        if answer.status_code == 302 and "/sent/" in answer["Location"]:
            return
    raise AssertionError("the form never ended")


@pytest.mark.django_db
def test_one_whole_year(clock, settings):
    call_command("create_hub", "London South East+", lead="lead@example.org")
    LocalAuthority.objects.create(code="209", name="Lewisham")
    School.objects.create(
        urn=900001,
        name="Rose Hill Primary School",
        local_authority=LocalAuthority.objects.get(),
    )
    accept_invitation("lead@example.org", "Morgan Hale")
    lead = signed_in("lead@example.org")
    invite(lead, "wgl@example.org", "work_group_lead", "Robin Marsh")
    invite(lead, "eir@example.org", "evaluator", "Sam Reed")
    group = set_up(lead)

    # Six teachers register and five confirm; there are five seats, so the sixth waits.
    browsers = {name: register(group, name) for name in NAMES}
    assert last_email("fay@example.org").subject.startswith("You are on the waiting")
    for name in NAMES[:5]:
        confirm(browsers[name], name)
    assert Place.objects.filter(state="confirmed").count() == 5
    assert Place.objects.filter(state="provisional").count() == 5
    confirmed = last_email("ada@example.org")
    assert confirmed.subject.startswith("Your place is secured")
    assert confirmed.attachments[0][0] == "sessions.ics"
    told = last_email("mentor.ada@example.org")
    plan = Client().get(link_in(told), follow=True).content.decode()
    assert "Number sense, part 1" in plan and "Try a dot card a day." in plan

    # Session 1: the attendance register, then anonymous feedback.
    clock.move_to(SESSION_1)
    session = group.sessions.get(number=1)
    wgl = signed_in("wgl@example.org")
    assert f"/sessions/{session.pk}/register/" in wgl.get("/lead/").content.decode()
    page = wgl.get(f"/sessions/{session.pk}/register/")
    places = list(Place.objects.filter(state="confirmed"))
    data = form_on(page, having=f"seen_{places[0].pk}")
    data |= {f"mark_{place.pk}": "present" for place in places}
    assert wgl.post(f"/sessions/{session.pk}/register/", data).status_code == 302
    assert Attendance.objects.filter(mark="present").count() == 5
    evaluation_tasks.update_feedback()
    carry_emails()
    for name, words in zip(NAMES, SAID, strict=False):
        answer_feedback(f"{name.split()[0].lower()}@example.org", words)
    assert FeedbackRequest.objects.filter(answered=True).count() == 5
    form = FeedbackForm.objects.get()
    before = lead.get(f"/feedback-forms/{form.pk}/").content.decode()
    assert "bar model" not in before
    assert lead.post(f"/feedback-forms/{form.pk}/close/").status_code == 302
    assert Response.objects.count() == 5
    assert not Response.objects.exclude(pseudonym="").exists()

    # The evaluator: questions, a visit, comments, themes, implications.
    clock.shift(timedelta(days=1))
    eir = signed_in("eir@example.org")
    page = eir.get("/evaluations/add/")
    data = form_on(page, having="title")
    data |= {"title": "SKTM ECT", "start_year": 2026, "work_groups": [group.pk]}
    answer = eir.post("/evaluations/add/", data)
    assert answer.status_code == 302, errors_on(answer)
    evaluation = Evaluation.objects.get()
    workspace = f"/evaluations/{evaluation.pk}/"
    eir.post(
        f"{workspace}questions/",
        {
            "group_number": 1,
            "group_title": "ECTs",
            "text": "Do ECTs recognise what is on offer?",
        },
    )
    eir.post(f"{workspace}visits/add/", {"session": session.pk, "on": "2026-10-20"})
    visit = evaluation.visits.get()
    eir.post(
        f"/visits/{visit.pk}/",
        {"text": "They want practical things.", "heard_from": "room"},
    )
    eir.post(f"{workspace}evidence/bring-in/")
    assert Evidence.objects.filter(kind="written").count() >= 5
    assert Evidence.objects.filter(kind="spoken").count() == 1
    eir.post(f"{workspace}themes/suggest/")
    suggested = list(Theme.objects.filter(state="suggested"))
    assert len(suggested) >= 2
    eir.post(
        f"/themes/{suggested[0].pk}/decide/", {"keep": "1", "name": "Practical tasks"}
    )
    eir.post(f"/themes/{suggested[1].pk}/decide/", {"keep": "1", "name": "Twin"})
    eir.post(
        f"/themes/{suggested[1].pk}/decide/", {"merge": "1", "into": suggested[0].pk}
    )
    eir.post(f"{workspace}themes/add/", {"name": "Mentors did not know"})
    kept = {theme.name: theme for theme in Theme.objects.filter(state="kept")}
    assert set(kept) == {"Practical tasks", "Mentors did not know"}
    for passage in Evidence.objects.all():
        theme = (
            "Mentors did not know" if "mentor" in passage.text else "Practical tasks"
        )
        answer = eir.post(
            f"{workspace}code/",
            {"passage": passage.pk, "themes": [kept[theme].pk]},
        )
        assert answer.status_code == 302, errors_on(answer)
        answer = eir.post(
            f"/evidence/{passage.pk}/check/",
            {"fit": "1", "redacted": passage.redacted},
        )
        assert answer.status_code == 302, errors_on(answer)
    answer = eir.post(
        f"{workspace}implications/add/",
        {
            "text": "Send mentors the plan at session 1.",
            "themes": [kept["Mentors did not know"].pk],
            "addressed_to": "hub",
            "owner": "Morgan Hale",
            "measure": "Mentors say that they knew.",
        },
    )
    assert answer.status_code == 302, errors_on(answer)
    assert Implication.objects.count() == 1
    eir.post(f"{workspace}texts/", {"conclusion": "Mentors need the plan."})

    # The report, with its progress, and its files.
    answer = eir.post(f"{workspace}report/")
    report = Report.objects.get()
    waiting = eir.get(f"/reports/{report.pk}/").content.decode()
    assert "http-equiv" in waiting and answer.status_code == 302
    evaluation_tasks.make_report(report.pk)
    ready = eir.get(f"/reports/{report.pk}/").content.decode()
    kinds = list(report.files.values_list("kind", flat=True))
    assert {"html", "docx", "pdf", "xlsx", "csv", "zip"} <= set(kinds)
    for kind in kinds:
        address = f"/reports/{report.pk}/files/{kind}/"
        assert address in ready
        got = eir.get(address)
        content = b"".join(got.streaming_content) if got.streaming else got.content
        assert got["X-Content-Type-Options"] == "nosniff" and content
        if kind == "html":
            words = content.decode()
        if kind == "zip":
            assert zipfile.ZipFile(BytesIO(content)).testzip() is None
    assert "Significant themes" in words and "Mentors did not know" in words
    assert "Send mentors the plan at session 1." in words
    assert Client().get(f"/reports/{report.pk}/").status_code == 302
    assert wgl.get(f"/reports/{report.pk}/").status_code == 404

    # The pages of the hub's staff.
    for address in (
        "recruitment/registration",
        "recruitment/place",
        "recruitment/email",
        "recruitment/attendance",
        "evaluation/feedbackform",
        "evaluation/evaluation",
    ):
        assert lead.get(f"/admin/{address}/").status_code == 200
    assert PlaceEvent.objects.filter(to_state="confirmed").count() == 5
