"""The scoped admin: look-ups, deletes, histories, and the cost of lists."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recruitment.models import Participant, Place
from tests import factories
from tests.hubsite.year import account_for, make_year
from workgroups.admin.hubs import WeeksField
from workgroups.admin_base import ScopedModelAdmin, add_actions, added_actions
from workgroups.models import AuditEntry, HubArea, Programme, Project, WorkGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    return make_year("a"), make_year("b")


@pytest.fixture
def lead(years) -> Client:
    client = Client()
    client.force_login(
        account_for(years[0], "hub_staff"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


# --- every ModelAdmin is scoped


def test_every_registered_admin_is_scoped():
    bare = [
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, ScopedModelAdmin) or model_admin.raw_id_fields
    ]

    assert bare == []


def test_an_unscoped_admin_fails_the_checks():
    with pytest.raises(ImproperlyConfigured):
        type(admin.site._wrapped)("admin").register(Programme, admin.ModelAdmin)


def test_other_apps_pages_are_not_in_the_admin():
    apps = {model._meta.app_label for model in admin.site._registry}

    assert apps == {"workgroups", "recruitment", "evaluation"}


# --- look-ups, deletes, histories


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?state__exact=confirmed", 200),
        ("?participant__email__startswith=a", 400),
        ("?hub__name__startswith=a", 400),
        ("?work_group__hub__exact=1", 400),
        ("?participant__hub__id__exact=1", 400),
    ],
)
def test_only_filters_of_the_side_bar_are_accepted(lead, query, status):
    answer = lead.get(reverse("admin:recruitment_place_changelist") + query)

    assert answer.status_code == status


def test_a_delete_page_counts_and_names_nobody(lead, years):
    mine, _ = years

    page = lead.get(reverse("admin:workgroups_session_delete", args=[mine.session.pk]))
    refused = lead.post(
        reverse("admin:workgroups_session_delete", args=[mine.session.pk]),
        {"post": "yes"},
    )

    assert "Other rows stand on this" in page.content.decode()
    assert mine.session.lead_note not in page.content.decode()
    assert "Other rows stand on this" in refused.content.decode()
    assert "Other rows stand on this" in refused.content.decode()
    assert type(mine.session).objects.filter(pk=mine.session.pk).exists()


def test_an_unreferenced_row_is_deleted_and_logged(lead, years):
    session = factories.make_session(years[0].other_group)
    url = reverse("admin:workgroups_session_delete", args=[session.pk])

    lead.post(url, {"post": "yes"})

    assert not type(session).objects.filter(pk=session.pk).exists()
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.object_id) == ("deleted", str(session.pk))


def test_a_history_holds_no_names(lead, years):
    person = years[0].participant
    url = reverse("admin:recruitment_participant_change", args=[person.pk])
    inline = {"mentorships-TOTAL_FORMS": 0, "mentorships-INITIAL_FORMS": 0}
    changed = {"first_name": "Zora", "last_name": "Quill", "email": person.email}

    lead.post(url, {**changed, **inline})
    history = lead.get(
        reverse("admin:recruitment_participant_history", args=[person.pk])
    )

    person.refresh_from_db()
    assert person.first_name == "Zora"
    entry = AuditEntry.objects.first()
    assert entry.fields == "first_name, last_name, phone, second_email"
    assert "Zora" not in history.content.decode()
    assert "first_name" in history.content.decode()
    assert LogEntry.objects.count() == 0


def test_audit_entries_are_append_only(years):
    entry = years[0].entry

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(reason="another")

    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry.objects.filter(pk=entry.pk).delete()


def test_a_violated_constraint_shows_one_neutral_sentence(lead, years):
    mine, _ = years
    area = {"areas-TOTAL_FORMS": 1, "areas-INITIAL_FORMS": 0}
    twice = {"areas-0-local_authority": mine.authority.pk, "areas-0-start_year": 2026}
    hub = {
        name: getattr(mine.hub, name)
        for name in (
            *("name", "contact_name", "contact_email", "controller", "privacy_notice"),
            *("notice_version", "retention_months", "smallest_count"),
            "offer_working_days",
        )
    }
    url = reverse("admin:workgroups_hub_change", args=[mine.hub.pk])

    answer = lead.post(url, {**hub, **area, **twice, "closed_weeks": ""}, follow=True)

    assert "clashes with a row" in answer.content.decode()
    assert HubArea.objects.filter(hub=mine.hub).count() == 1


# --- setting up a year through the forms


def test_a_hub_lead_sets_up_programme_project_group_and_sessions(lead, years):
    mine, _ = years
    stages = {"stages-TOTAL_FORMS": 2, "stages-INITIAL_FORMS": 0}
    for number in (0, 1):
        stages[f"stages-{number}-order"] = number + 1
        stages[f"stages-{number}-name"] = f"ECT {number + 1}"

    lead.post(
        reverse("admin:workgroups_programme_add"),
        {"name": "SKTM ECT", "audience": "ect", **stages},
    )
    programme = Programme.objects.get(name="SKTM ECT")
    lead.post(
        reverse("admin:workgroups_project_add"),
        {
            "stage": programme.stages.first().pk,
            "start_year": 2026,
            "code": "ncp26-09",
            "title": "SKTM ECT 1",
            "outcomes-TOTAL_FORMS": 1,
            "outcomes-INITIAL_FORMS": 0,
            "outcomes-0-kind": "pupil_learning",
            "outcomes-0-audience": "participants",
            "outcomes-0-text": "Pupils explain.",
            "outcomes-0-order": 1,
        },
    )
    project = Project.objects.get(title="SKTM ECT 1")
    lead.post(
        reverse("admin:workgroups_workgroup_add"),
        {
            "project": project.pk,
            "title": "Primary ECT Lewisham",
            "start_year": 2026,
            "school_phase": "primary",
            "offers": "at_once",
            "dates_confirmed": "on",
            "leads": [mine.staff["work_group_lead"].pk],
            "sessions-TOTAL_FORMS": 1,
            "sessions-INITIAL_FORMS": 0,
            "sessions-0-number": 1,
            "sessions-0-on": "2026-10-16",
            "sessions-0-starts": "16:00",
            "sessions-0-ends": "18:00",
            "sessions-0-day_share": "0.25",
        },
    )

    group = WorkGroup.objects.get(title="Primary ECT Lewisham")
    session = group.sessions.get()
    rows = [programme, *programme.stages.all(), project, *project.outcomes.all()]
    assert {row.hub for row in [*rows, group, session]} == {mine.hub}
    assert (project.code, group.slug) == ("NCP 26-09", "primary-ect-lewisham-2026")
    assert list(group.leads.all()) == [mine.staff["work_group_lead"]]


def test_an_invalid_project_code_is_refused_with_a_sentence(lead, years):
    answer = lead.post(
        reverse("admin:workgroups_project_add"),
        {
            "stage": years[0].stage.pk,
            "start_year": 2026,
            "title": "T",
            "code": "twenty",
            "outcomes-TOTAL_FORMS": 0,
            "outcomes-INITIAL_FORMS": 0,
        },
    )

    assert "A code looks like" in answer.content.decode()


def test_a_lead_of_another_hub_cannot_be_chosen(lead, years):
    mine, theirs = years
    url = reverse("admin:workgroups_workgroup_change", args=[mine.other_group.pk])

    page = lead.get(url).content.decode()

    assert mine.staff["work_group_lead"].name in page
    assert theirs.staff["work_group_lead"].name not in page


# --- transitions of places from the list


def test_places_are_offered_from_the_list(lead, years):
    place = factories.make_place(state="waiting", work_group=years[0].other_group)
    url = reverse("admin:recruitment_place_changelist")

    lead.post(url, {"action": "offer_places", "_selected_action": [place.pk]})

    place.refresh_from_db()
    assert place.state == "offered"
    assert place.events.get().actor == years[0].staff["hub_lead"]


def test_a_place_is_moved_to_another_group_with_a_reason(lead, years):
    mine, _ = years
    place = factories.make_place(state="waiting", work_group=mine.work_group)
    url = reverse("admin:recruitment_place_changelist")
    chosen = {"action": "move_places", "_selected_action": [place.pk]}

    asked = lead.post(url, chosen)
    to = {"to_group": mine.other_group.pk, "reason": "nearer home"}
    lead.post(url, {**chosen, **to})

    place.refresh_from_db()
    assert mine.other_group.title in asked.content.decode()
    assert (place.state, place.moved_to.work_group) == ("moved", mine.other_group)


def test_the_state_of_a_place_is_not_a_field(lead, years):
    place = years[0].place
    url = reverse("admin:recruitment_place_change", args=[place.pk])

    page = lead.get(url).content.decode()

    assert 'name="state"' not in page
    assert 'name="hub"' not in page


def test_an_email_is_sent_again_as_a_new_email(lead, years):
    email = years[0].written
    url = reverse("admin:recruitment_email_changelist")

    lead.post(url, {"action": "send_again", "_selected_action": [email.pk]})

    emails = type(email).objects.filter(about_id=email.about_id, hub=email.hub)
    assert emails.count() == 2


def test_counts_of_answers_are_hidden_until_a_form_closes_with_five(lead, years):
    form = years[0].form
    url = reverse("admin:evaluation_feedbackform_changelist")

    before = lead.get(url).content.decode()
    lead.post(url, {"action": "close_forms", "_selected_action": [form.pk]})
    after = lead.get(url).content.decode()

    assert "after it closes" in before
    assert "too few answers to show" in after


# --- the same statements at 10 and at 100 rows


def fill(year, number: int) -> None:
    people = Participant.objects.bulk_create(
        Participant(
            hub=year.hub,
            first_name="Ada",
            last_name=f"Brook{n}",
            email=f"brook{year.hub.pk}-{n}@example.org",
        )
        for n in range(number)
    )
    Place.objects.bulk_create(
        Place(
            registration=year.registration,
            participant=person,
            hub=year.hub,
            programme=year.programme,
            stage=year.stage,
            start_year=2026,
            one_per_year=False,
            work_group=year.work_group,
            state="waiting",
            registered_at=timezone.now() - timedelta(days=n % 50),
        )
        for n, person in enumerate(people)
    )


LISTS = [
    "workgroups_workgroup",
    "workgroups_session",
    "workgroups_project",
    "recruitment_participant",
    "recruitment_place",
    "recruitment_registration",
    "recruitment_email",
    "recruitment_attendance",
    "workgroups_role",
    "evaluation_feedbackform",
    "evaluation_implication",
]


@pytest.mark.parametrize("name", LISTS)
def test_lists_take_ten_statements_at_most(lead, name):
    with CaptureQueriesContext(
        connection,
    ) as statements:
        lead.get(reverse(f"admin:{name}_changelist"))

    assert len(data_of(statements)) <= 10


def data_of(statements) -> list[str]:
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [
        each["sql"] for each in statements.captured_queries if each["sql"][:6] in words
    ]


def test_the_list_of_places_takes_as_many_statements_at_10_rows_as_at_100(lead, years):
    url = reverse("admin:recruitment_place_changelist")
    fill(years[0], 10)
    with CaptureQueriesContext(connection) as few:
        lead.get(url)
    fill_more(years[0])
    with CaptureQueriesContext(connection) as many:
        lead.get(url)

    assert len(data_of(few)) == len(data_of(many)) <= 10


def fill_more(year) -> None:
    Place.objects.filter(state="waiting").delete()
    Participant.objects.filter(last_name__startswith="Brook", places=None).delete()
    fill(year, 100)


def test_the_start_page_takes_twelve_statements_at_most(lead, years):
    fill(years[0], 100)
    with CaptureQueriesContext(connection) as statements:
        answer = lead.get("/admin/")

    assert answer.status_code == 200
    assert len(data_of(statements)) <= 12


def test_a_list_of_many_places_shows_one_page_and_finds_one_person(lead, years):
    fill(years[0], 500)
    url = reverse("admin:recruitment_place_changelist")

    listed = lead.get(url).context["cl"]
    with CaptureQueriesContext(connection) as statements:
        found = lead.get(f"{url}?q=brook499").context["cl"]

    assert (len(listed.result_list), listed.result_count) == (50, 501)
    assert [place.participant.last_name for place in found.result_list] == ["Brook499"]
    assert len(data_of(statements)) <= 10


# --- copies of national masters, and transitions of whole groups


def test_a_national_programme_is_copied_to_the_hub(lead, years):
    master = Programme.objects.create(name="National ECT", audience="ect")
    master.stages.create(order=1, name="ECT 1")
    url = reverse("admin:workgroups_programme_changelist")
    chosen = {"action": "copy_programmes", "_selected_action": [master.pk]}

    lead.post(url, chosen)
    lead.post(url, chosen)

    own = Programme.objects.get(copied_from=master)
    assert own.hub == years[0].hub
    assert [(stage.name, stage.hub) for stage in own.stages.all()] == [
        ("ECT 1", years[0].hub)
    ]


def test_national_masters_are_read_and_not_changed(lead):
    master = Programme.objects.create(name="National ECT", audience="ect")
    url = reverse("admin:workgroups_programme_change", args=[master.pk])
    stages = {"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0}

    page = lead.get(url)
    answer = lead.post(url, {"name": "Ours now", "audience": "ect", **stages})

    master.refresh_from_db()
    assert (page.status_code, answer.status_code) == (200, 403)
    assert master.name == "National ECT"


def test_a_group_is_cancelled_with_a_reason_and_everybody_is_told(lead, years):
    group = years[0].other_group
    place = factories.make_place(state="waiting", work_group=group)
    url = reverse("admin:workgroups_workgroup_changelist")
    chosen = {"action": "cancel_work_groups", "_selected_action": [group.pk]}

    lead.post(url, chosen)
    place.refresh_from_db()
    without = place.state
    lead.post(url, {**chosen, "reason": "no lead this year"})

    place.refresh_from_db()
    assert (without, place.state) == ("waiting", "cancelled_by_hub")


def test_free_seats_go_to_those_waiting(lead, years):
    group = years[0].other_group
    type(group).objects.filter(pk=group.pk).update(dates_confirmed=True)
    place = factories.make_place(state="waiting", work_group=group)
    url = reverse("admin:workgroups_workgroup_changelist")

    lead.post(url, {"action": "offer_free_seats", "_selected_action": [group.pk]})

    place.refresh_from_db()
    assert place.state == "offered"


def test_list_answers_of_a_place_are_checkboxes(lead, years):
    place = years[0].place
    url = reverse("admin:recruitment_place_change", args=[place.pk])
    events = {"events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0}

    lead.post(url, {"year_groups": ["R", "1"], "priority": 0, **events})

    place.refresh_from_db()
    assert place.year_groups == ["R", "1"]


def test_options_of_a_question_are_typed_one_a_line(lead, years):
    question_set = years[0].question_set
    url = reverse("admin:evaluation_questionset_change", args=[question_set.pk])
    questions = {
        "questions-TOTAL_FORMS": 1,
        "questions-INITIAL_FORMS": 0,
        "questions-0-number": 99,
        "questions-0-key": "which",
        "questions-0-kind": "choice",
        "questions-0-text": "Which one?",
        "questions-0-options": "One\r\nTwo\r\n",
    }

    lead.post(url, {"kind": question_set.kind, "title": "T", "version": 1, **questions})

    made = question_set.questions.get(key="which")
    assert (made.options, made.hub) == (["One", "Two"], years[0].hub)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07-20 to 09-05", [["07-20", "09-05"]]),
        ("", []),
        ("20 July to 5 September", None),
        ("07-20", None),
    ],
)
def test_closed_weeks_are_typed_as_days(typed, kept):
    field = WeeksField(required=False)

    if kept is None:
        with pytest.raises(ValidationError, match="month and day"):
            field.clean(typed)
    else:
        assert field.clean(typed) == kept


# --- actions of other apps


def promote(model_admin, request, rows):
    """Stand in for an action of an upper app."""


promote.allowed_permissions = ["change"]


def offered_actions(years, model, kind="hub_staff"):
    request = RequestFactory().get("/admin/")
    request.user = account_for(years[0], kind)
    return admin.site.get_model_admin(model).get_actions(request)


def test_an_added_action_is_offered_in_the_list_of_its_model_alone(years, monkeypatch):
    monkeypatch.setattr(added_actions, "_added", {})
    assert "promote" not in offered_actions(years, WorkGroup)

    add_actions(WorkGroup, promote)

    assert offered_actions(years, WorkGroup)["promote"][0] is promote
    assert "promote" not in offered_actions(years, Project)


def test_an_added_action_asks_for_its_permission(years):
    assert "cancel_work_groups" in offered_actions(years, WorkGroup, "hub_staff")
    assert "cancel_work_groups" not in offered_actions(years, WorkGroup, "evaluator")


def test_the_form_beside_added_actions_asks_for_the_reason(lead, years):
    page = lead.get(reverse("admin:workgroups_workgroup_changelist")).content.decode()
    other = lead.get(reverse("admin:workgroups_session_changelist")).content.decode()

    assert 'name="reason"' in page
    assert 'name="reason"' not in other


# --- tables that say what they hold


class Headings(HTMLParser):
    """The captions and headings of the tables of a page, by tag."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {"caption": [], "th": []}
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        if tag in self.texts:
            self.inside = tag
            self.texts[tag].append("")

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside][-1] += data.strip()

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""


def headings_of(page: str) -> dict[str, list[str]]:
    found = Headings()
    found.feed(page)
    return found.texts


def test_a_table_of_inline_rows_has_a_caption_and_a_text_in_each_heading(lead, years):
    url = reverse(
        "admin:recruitment_participant_change", args=[years[0].participant.pk]
    )

    page = lead.get(url).content.decode()

    assert headings_of(page) == {
        "caption": ["Mentors"],
        "th": ["Row", "Mentor", "From on", "Until on", "Remove"],
    }
    assert 'id="mentorships-group" role="region" tabindex="0"' in page


def test_a_list_has_a_caption(lead, years):
    page = lead.get(reverse("admin:workgroups_workgroup_changelist")).content.decode()

    assert headings_of(page)["caption"] == ["Work groups"]
