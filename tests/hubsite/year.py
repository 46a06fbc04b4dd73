"""A hub with a row of every model; every text in it is a marker of that hub.

Words that a visitor may read begin with "vqxk" and the hub's letter, all others
with "zqxj" and the letter: a page of the first hub that shows "zqxjb" has leaked.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from recruitment import links
from recruitment.actions import bulk_actions
from recruitment.choices import LinkPurpose
from recruitment.models import (
    AddressChange,
    AnswerOption,
    ContactNote,
    Email,
    FreshCode,
    GroupMessage,
    InTheRoom,
    LeadDays,
    Merge,
    NotDuplicate,
    OpeningRequest,
    PlaceEvent,
    RecruitingCall,
    RecruitmentLink,
    RegistrationDraft,
    ReleaseContact,
)
from tests import factories
from tests.hubsite.mentor_rows import add_mentor_rows
from tests.hubsite.provider_rows import add_provider_rows
from tests.hubsite.year_evaluation import add_evaluation
from tests.plan_rows import add_plans
from tests.saved_lists import make_export, make_saved_list
from workgroups import audit, permissions
from workgroups.models import (
    DateToAvoid,
    FrameworkSection,
    Hub,
    HubArea,
    IntendedOutcome,
    Provider,
    School,
    SchoolYear,
    StrategicGoal,
    Wording,
    YearDate,
)

OURS = ("workgroups", "recruitment", "evaluation")
#: Models that visitors read; their texts are public markers.
PUBLIC = {
    "workgroups.Hub",
    "workgroups.Programme",
    "workgroups.Stage",
    "workgroups.Project",
    "workgroups.IntendedOutcome",
    "workgroups.WorkGroup",
    "workgroups.Session",
    "recruitment.AnswerOption",
}
#: Fields of these models that visitors do not read.
PRIVATE_COLUMNS = {
    "workgroups.Session": {
        *("joining_link", "lead_note", "departure", "delivered_why"),
        *("materials", "mentor_questions"),
    },
    "workgroups.Programme": {"notes"},
}
#: Texts that the program itself writes and reads.
NOT_WORDS = {
    *("kind", "occasion", "about_type", "recipient_type", "subject_type", "key"),
    "audience",
    *("object_type", "object_id", "action", "role", "password", "lease_token"),
    *("code_suffix", "former_emails", "stored_as", "from_state", "figures", "letter"),
    *("list_of", "query", "sha256", "reviewed_as"),
    *("contact_name", "contact_email", "reply_to", "notice_version", "code"),
}


@dataclass
class Year:
    """All rows of one hub, as attributes with the names in the policy's `args`."""

    letter: str
    hub: Hub
    step: str = "you"
    grouping: str = "scheme"
    pack_kind: str = "pptx"
    app_label: str = "workgroups"
    email_kind: str = "sign_in"
    public_text: str = "privacy_notice"
    guide: str = "hub-office"
    code_purpose: str = "my-data"
    rows: dict[str, Any] = field(default_factory=dict)
    #: Rows without a hub, by label; every hub reads the same ones.
    shared: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def private(self) -> str:
        return f"zqxj{self.letter}"

    @property
    def public(self) -> str:
        return f"vqxk{self.letter}"

    def token(self, purpose: str) -> str:
        return links.token_of(self.rows[f"{purpose}_link"])


def make_year(letter: str) -> Year:
    hub = factories.make_hub(f"Hub {letter}", slug=f"vqxk{letter}-hub")
    year = Year(letter, hub)
    make = year.rows
    make["authority"] = factories.make_authority(f"Authority {letter}")
    _set_up(make, hub)
    _people(make, hub)
    add_evaluation(make, hub)
    _papers(make, hub)
    add_mentor_rows(make, hub)
    mark_words(year)
    year.shared = shared_rows(year)
    return year


def shared_rows(year: Year) -> dict[str, Any]:
    school = School.objects.first() or factories.make_school()
    provider, _ = Provider.objects.get_or_create(name="Provider", kind="hei")
    goal, _ = StrategicGoal.objects.get_or_create(label="Goal", start_year=2026)
    section = FrameworkSection.objects.select_related("framework").first()
    rows = (school, provider, goal, school.local_authority, year.staff["hub_lead"])
    rows += (section, section.framework)
    return {row._meta.label: row for row in rows}


def _set_up(make: dict[str, Any], hub: Hub) -> None:
    programme = factories.make_programme(hub)
    make["programme"] = programme
    make["stage"] = factories.make_stage(programme)
    make["project"] = factories.make_project(make["stage"])
    make["outcome"] = IntendedOutcome.objects.create(
        hub=hub, project=make["project"], kind="pupil_learning", text="x"
    )
    make["area"] = HubArea.objects.create(
        hub=hub, local_authority=make["authority"], start_year=factories.YEAR
    )
    make["date_to_avoid"] = DateToAvoid.objects.create(
        hub=hub, name="x", from_on=factories.FRIDAY, until_on=factories.FRIDAY
    )
    make["year_date"] = YearDate.objects.create(
        hub=hub, name="x", on=factories.FRIDAY, start_year=factories.YEAR
    )
    make["venue"] = factories.make_venue("x", hub=hub)
    group = {"project": make["project"], "local_authority": make["authority"]}
    make["work_group"] = factories.make_work_group(**group)
    make["other_group"] = factories.make_work_group(**group)
    make["session"] = factories.make_session(make["work_group"])
    make["staff"] = {
        kind: factories.make_staff(kind, hub=hub, password=None)
        for kind in ("hub_lead", "work_group_lead", "evaluator")
    }
    partner = factories.make_user(password=None)
    factories.give_role(
        partner, "la_partner", hub=hub, local_authority=make["authority"]
    )
    make["staff"]["la_partner"] = partner
    make["work_group"].leads.add(make["staff"]["work_group_lead"])
    add_plans(make)


def _people(make: dict[str, Any], hub: Hub) -> None:
    make["recruitment_link"] = RecruitmentLink.objects.create(
        hub=hub, local_authority=make["authority"], code=f"link{hub.pk}", label="x"
    )
    make["answer_option"] = AnswerOption.objects.create(
        hub=hub, kind="scheme", label="x"
    )
    make["participant"] = factories.make_participant(hub)
    make["registration"] = factories.make_registration(
        make["work_group"],
        make["participant"],
        recruitment_link=make["recruitment_link"],
    )
    make["place"] = factories.make_place(
        work_group=make["work_group"], registration=make["registration"]
    )
    make["mentor"] = factories.make_mentor(hub)
    make["mentorship"] = factories.make_mentorship(make["participant"], make["mentor"])
    make["event"] = PlaceEvent.objects.create(
        hub=hub, place=make["place"], to_state="confirmed", at=factories.FRIDAY_5PM
    )
    make["school_year"] = SchoolYear.objects.create(
        hub=hub,
        school=factories.make_school(local_authority=make["authority"]),
        start_year=factories.YEAR,
        note="x",
    )
    make["recruiting_call"] = RecruitingCall.objects.create(
        hub=hub,
        local_authority=make["authority"],
        start_year=factories.YEAR,
        school=make["school_year"].school,
        answer="cover",
        called_by=make["staff"]["la_partner"],
        called_at=factories.FRIDAY_5PM,
    )
    make["address_change"] = AddressChange.objects.create(
        hub=hub,
        participant=make["participant"],
        old_email="before@example.org",
        new_email="after@example.org",
        asked_by=make["staff"]["hub_lead"],
        asked_at=factories.FRIDAY_5PM,
    )
    make["in_the_room"] = InTheRoom.objects.create(
        hub=hub,
        session=make["session"],
        name="Pat Reed",
        role="evaluator",
        added_by=make["staff"]["hub_lead"],
        added_at=factories.FRIDAY_5PM,
    )
    make["lead_days"] = LeadDays.objects.create(
        hub=hub,
        session=make["session"],
        work="delivery",
        days=1,
        noted_by=make["staff"]["hub_lead"],
        noted_at=factories.FRIDAY_5PM,
    )
    make["fresh_code"] = FreshCode.objects.create(
        hub=hub,
        participant=make["participant"],
        purpose="my-data",
        asked_at=factories.FRIDAY_5PM,
    )
    make["opening_request"] = OpeningRequest.objects.create(
        hub=hub,
        work_group=make["work_group"],
        email="waits@example.org",
        awaited="opening",
        asked_at=factories.FRIDAY_5PM,
    )
    make["wording"] = Wording.objects.create(
        hub=hub,
        name="sign_in",
        subject="x",
        body="x",
        saved_by=factories.make_user(),
        saved_at=factories.FRIDAY_5PM,
    )
    make["group_message"] = GroupMessage.objects.create(
        hub=hub,
        work_group=make["work_group"],
        audience="with-place",
        subject="x",
        body="x",
        written_by=make["staff"]["hub_lead"],
        written_at=factories.FRIDAY_5PM,
        goes_at=factories.FRIDAY_5PM,
    )
    make["contact_note"] = ContactNote.objects.create(
        hub=hub,
        participant=make["participant"],
        kind="call",
        text="x",
        written_by=make["staff"]["hub_lead"],
        written_at=factories.FRIDAY_5PM,
    )
    add_provider_rows(make, hub)
    other = factories.make_participant(hub)
    make["merge"] = Merge.objects.create(
        hub=hub,
        kept=make["participant"],
        gone=other,
        merged_by=make["staff"]["hub_lead"],
        merged_at=factories.FRIDAY_5PM,
        goes_at=factories.FRIDAY_5PM,
    )
    make["not_duplicate"] = NotDuplicate.objects.create(
        hub=hub,
        first=make["participant"],
        second=other,
        decided_by=make["staff"]["hub_lead"],
        decided_at=factories.FRIDAY_5PM,
    )
    make["attendance"] = factories.mark_present(make["place"], make["session"])
    make["former_mark"] = factories.make_former_mark(make["place"], make["session"])
    make["apology"] = factories.make_apology(make["place"], make["session"])
    make["release_contact"] = ReleaseContact.objects.create(
        hub=hub, email="head@school.example", proved_at=factories.FRIDAY_5PM
    )
    make["draft"] = RegistrationDraft.objects.create(
        hub=hub, work_group=make["work_group"], changed_at=factories.FRIDAY_5PM
    )


def _papers(make: dict[str, Any], hub: Hub) -> None:
    later = timezone.now() + timedelta(days=30)
    subjects = {
        LinkPurpose.CONFIRM: make["place"],
        LinkPurpose.MENTOR: make["mentor"],
        LinkPurpose.SIGN_IN: make["participant"],
        LinkPurpose.FEEDBACK: make["feedback_request"],
        LinkPurpose.INVITATION: make["staff"]["evaluator"].roles.first(),
        LinkPurpose.COME: make["place"],
        LinkPurpose.ADDRESS: make["address_change"],
        LinkPurpose.NEXT_YEAR: make["place"],
        LinkPurpose.ROOM: make["session"],
        LinkPurpose.RELEASE: make["release_contact"],
        LinkPurpose.DETAILS: make["place"],
        LinkPurpose.OPENING: make["opening_request"],
        LinkPurpose.FEED: make["staff"]["work_group_lead"],
        LinkPurpose.PLAN: Provider.objects.get_or_create(name="Provider", kind="hei")[
            0
        ],
    }
    for purpose, subject in subjects.items():
        make[f"{purpose}_link"] = links.make(
            purpose, subject, hub_id=hub.pk, expires_at=later
        )
    make["written"] = Email.objects.create(
        hub=hub,
        kind="place_confirmed",
        about_type="recruitment.place",
        about_id=make["place"].pk,
        recipient_type="recruitment.participant",
        recipient_id=make["participant"].pk,
        occasion="1",
        message_id=f"<{hub.pk}@example.org>",
        state="sent",
        written_at=factories.FRIDAY_5PM,
    )
    make["bulk"] = bulk_actions.propose(
        "withdraw",
        [make["place"]],
        hub_id=hub.pk,
        actor=make["staff"]["hub_lead"],
        at=timezone.now(),
    )
    make["role"] = make["staff"]["evaluator"].roles.first()
    make["saved_list"] = make_saved_list(make["staff"]["hub_lead"], hub=hub)
    make["list_export"] = make_export(make["staff"]["hub_lead"], hub=hub)
    make["entry"] = audit.record(
        "changed", make["place"], hub_id=hub.pk, reason=f"zqxj{letter_of(hub)}reason"
    )


def letter_of(hub: Hub) -> str:
    return hub.slug[4]


def our_models() -> list[Any]:
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def rows_of(model: Any, hub: Hub) -> models.QuerySet[Any]:
    """A hub's rows of a model, by whichever field leads to the hub."""
    names = {each.name for each in model._meta.fields}
    rows = model._base_manager.all()
    if model is Hub:
        return rows.filter(pk=hub.pk)
    if model._meta.label == "workgroups.User":
        return rows.filter(roles__hub=hub).distinct()
    if "hub" in names:
        return rows.filter(hub=hub)
    if "form" in names:
        return rows.filter(form__hub=hub)
    return rows.none()


def mark_words(year: Year) -> None:
    """Write a marker into every text field of the hub's rows."""
    numbers = count(1)
    for model in our_models():
        label = model._meta.label
        if label == "workgroups.AuditEntry":
            continue  # append-only, and marked when created
        for row in rows_of(model, year.hub):
            words = {
                column.name: _word(year, label, column, next(numbers))
                for column in model._meta.fields
                if _is_words(column)
            }
            if words:
                model._base_manager.filter(pk=row.pk).update(**words)
    for row in year.rows.values():
        for each in row.values() if isinstance(row, dict) else [row]:
            if each._meta.label != "workgroups.AuditEntry":
                each.refresh_from_db()
    year.hub.refresh_from_db()


def _is_words(column: Any) -> bool:
    return (
        isinstance(column, models.CharField | models.TextField)
        and not column.choices
        and not column.primary_key
        and column.name not in NOT_WORDS
        and column.max_length != 1
    )


def _word(year: Year, label: str, column: Any, number: int) -> str:
    shown = label in PUBLIC and column.name not in PRIVATE_COLUMNS.get(label, set())
    word = f"{year.public if shown else year.private}{column.name[:3]}{number}"
    word = word.replace("_", "")
    if isinstance(column, models.EmailField):
        return f"{word}@example.org"
    if isinstance(column, models.URLField) or column.name == "materials":
        return f"https://example.org/{word}"
    return word[: column.max_length or 200]


def account_for(year: Year, column: str) -> Any:
    """The hub's account of a role in the policy; the national team has no hub."""
    if column == "national":
        return factories.make_staff("national", password=None)
    return year.staff["hub_lead" if column == "hub_staff" else column]


COLUMNS = ("hub_staff", "work_group_lead", "la_partner", "evaluator", "national")
assert permissions.column("hub_lead") == COLUMNS[0]
