"""GET changes nothing on pages that have something to do for the one who looks."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pydoc import locate
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from evaluation.actions import feedback
from evaluation.models import FeedbackForm, FeedbackRequest
from recruitment import links
from tests import factories as make
from tests.hubsite.test_get_changes_nothing import READ_LOGS, changed, snapshot
from workgroups.models import AuditEntry, Programme, Role

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
AT = make.FRIDAY_5PM


def by_link(path: str, purpose: str, subject: Any) -> Client:
    """A browser that opened this person's link."""
    link = links.make(
        purpose, subject, hub_id=subject.hub_id, expires_at=AT + timedelta(days=1)
    )
    client = Client()
    client.get(f"/{path}/{links.token_of(link)}/")
    return client


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def offered(path: str) -> tuple[Client, str]:
    place = make.make_place("offered", offer_ends_at=AT + timedelta(days=3))
    make.make_session(place.work_group, on=make.FRIDAY + timedelta(days=14))
    return by_link("confirm", "confirm", place), path


def feedback_form() -> tuple[Client, str]:
    session = make.make_session()
    make.mark_present(make.make_place(work_group=session.work_group), session)
    feedback.ask_those_present(session, at=AT)
    request = FeedbackRequest.objects.select_related("link", "form").get()
    feedback.save_draft(request, {"useful": 4}, at=AT)
    client = Client()
    client.get(f"/feedback/{links.token_of(request.link)}/")
    return client, "/feedback/"


def participant(path: str) -> tuple[Client, str]:
    """Somebody with a secured place, an offered one and one of next year."""
    place = make.make_place("confirmed")
    person = place.participant
    make.make_session(place.work_group, on=make.FRIDAY + timedelta(days=14))
    make.make_place("offered", participant=person)
    make.make_place(
        "provisional",
        registration=place.registration,
        work_group=place.work_group,
        start_year=2027,
    )
    client = by_link("sign-in", "sign_in", person)
    client.post("/sign-in/finish/")
    return client, path.format(place=place.pk)


def sign_in_link() -> tuple[Client, str]:
    person = make.make_place("offered").participant
    return by_link("sign-in", "sign_in", person), "/sign-in/finish/"


def mentor(path: str) -> tuple[Client, str]:
    mentorship = make.make_mentorship(make.make_place("confirmed").participant)
    return by_link("mentor", "mentor", mentorship.mentor), path


def invited() -> tuple[Client, str]:
    role = Role.objects.create(
        user=make.make_user(is_active=False),
        kind="evaluator",
        hub=make.make_hub(),
        from_on=make.FRIDAY,
    )
    return by_link("invitation", "invitation", role), "/invitation/"


def lead(path: str) -> tuple[Client, str]:
    """A lead on the day of a session whose register nobody has taken yet."""
    session = make.make_session()
    make.make_place("confirmed", work_group=session.work_group)
    user = make.make_staff("work_group_lead")
    session.work_group.leads.add(user)
    group = session.work_group.slug
    return signed_in(user), path.format(session=session.pk, group=group)


def evaluator(path: str) -> tuple[Client, str]:
    """An evaluator with answers to bring in, a passage to read and suggestions."""
    session = make.make_session()
    form = make.make_form(session.work_group, session=session)
    for _ in range(5):
        make.make_response(form, words="More time to talk.")
    feedback.close_form(form, at=AT)
    evaluation = make.make_evaluation(work_groups=[session.work_group])
    visit = make.make_visit(evaluation, session=session)
    passage = make.make_evidence(evaluation, visit=visit)
    theme = make.make_theme(evaluation, state="suggested")
    make.make_theme(evaluation, "Materials")
    theme.codings.create(
        hub=evaluation.hub,
        evidence=passage,
        origin="engine",
        reviewed=False,
        coded_at=AT,
    )
    client = signed_in(make.make_staff("evaluator"))
    found = {"evaluation": evaluation.pk, "visit": visit.pk, "theme": theme.pk}
    return client, path.format(passage=passage.pk, **found)


def hub_staff(path: str) -> tuple[Client, str]:
    """A hub's lead with an open form of five answers that could be closed."""
    session = make.make_session()
    make.mark_present(make.make_place(work_group=session.work_group), session)
    make.make_place("waiting", work_group=session.work_group)
    feedback.ask_those_present(session, at=AT)
    form = FeedbackForm.objects.get()
    return signed_in(make.make_staff("hub_lead")), path.format(form=form.pk)


def partner() -> tuple[Client, str]:
    group = make.make_work_group()
    make.make_place("interested", work_group=group)
    user = make.make_user()
    authority = group.local_authority
    make.give_role(user, "la_partner", hub=group.hub, local_authority=authority)
    return signed_in(user), "/recruiting/"


@dataclass(frozen=True)
class Page:
    """Who looks at which page, and words that show that it has something to do."""

    arrange: Callable[[], tuple[Client, str]]
    says: str
    #: What the page's view calls, and where a write is planted.
    writes_in: str = "render"


PAGES = {
    "confirm an offered place": Page(lambda: offered("/confirm/"), 'name="can_attend"'),
    "decline an offered place": Page(lambda: offered("/decline/"), "<form"),
    "an open feedback form": Page(feedback_form, 'name="useful"'),
    "my places": Page(lambda: participant("/my/"), "/withdraw/"),
    "withdraw": Page(lambda: participant("/my/places/{place}/withdraw/"), "next_year"),
    "own calendar": Page(
        lambda: participant("/my/places/{place}/sessions.ics"),
        "BEGIN:VEVENT",
        "calendars.of_sessions",
    ),
    "sign in by a link": Page(sign_in_link, '<form method="post"'),
    "a mentor's page": Page(lambda: mentor("/mentor/"), "/mentor/stop/"),
    "stop writing to a mentor": Page(lambda: mentor("/mentor/stop/"), "<form"),
    "an invitation": Page(invited, 'name="name"'),
    "lead": Page(lambda: lead("/lead/"), "/register/"),
    "a lead's group": Page(lambda: lead("/lead/groups/{group}/"), "/register/"),
    "an open register": Page(lambda: lead("/sessions/{session}/register/"), "radio"),
    "a session's note": Page(
        lambda: lead("/lead/groups/{group}/sessions/1/note/"), "lead_note"
    ),
    "evaluations": Page(lambda: evaluator("/evaluations/"), "/evaluations/"),
    "an evaluation": Page(lambda: evaluator("/evaluations/{evaluation}/"), "<h1"),
    "evidence to bring in": Page(
        lambda: evaluator("/evaluations/{evaluation}/evidence/"), "Bring in"
    ),
    "a passage to read": Page(
        lambda: evaluator("/evaluations/{evaluation}/code/"), "data-coding"
    ),
    "suggested themes": Page(
        lambda: evaluator("/evaluations/{evaluation}/themes/?show=suggested"), "<h1"
    ),
    "a theme": Page(lambda: evaluator("/themes/{theme}/"), "<form"),
    "a visit": Page(lambda: evaluator("/visits/{visit}/"), "<form"),
    "an original": Page(lambda: evaluator("/evidence/{passage}/original/"), "More"),
    "feedback forms": Page(lambda: hub_staff("/feedback-forms/"), "/feedback-forms/"),
    "a feedback form": Page(lambda: hub_staff("/feedback-forms/{form}/"), "close"),
    "recruiting": Page(partner, "<h1"),
}


def look(client: Client, url: str) -> str:
    """The page's text, after it was opened in every way that must not write."""
    text = client.get(url).content.decode()
    for way in (client.get, client.head, client.options):
        way(url)
    return text


@pytest.mark.parametrize("name", sorted(PAGES))
def test_looking_at_a_page_with_something_to_do_changes_nothing(name):
    page = PAGES[name]
    client, url = page.arrange()
    before, entries = snapshot(), AuditEntry.objects.count()

    text = look(client, url)

    assert page.says in text
    assert changed(before) == []
    new = AuditEntry.objects.order_by("pk").values_list("action", flat=True)[entries:]
    assert set(new) <= READ_LOGS


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_write_planted_on_the_page_is_found(name, monkeypatch):
    page = PAGES[name]
    client, url = page.arrange()
    module = inspect.unwrap(resolve(url.split("?")[0]).func).__module__
    target = f"{module}.{page.writes_in}"
    stock = locate(target)

    def writes(*args: Any, **kwargs: Any) -> Any:
        Programme.objects.create(hub=make.make_hub(), name="From GET", audience="ect")
        return stock(*args, **kwargs)

    before = snapshot()
    monkeypatch.setattr(target, writes)
    client.get(url)

    assert changed(before) == ["workgroups.Programme"]
