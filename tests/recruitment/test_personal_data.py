"""Every field about a person is declared: shown, or left out with a reason."""

from datetime import UTC, datetime

import pytest
from django.apps import apps

from recruitment.models import Participant
from recruitment.personal_data import AtDeletion, all_held, month_of

#: Models whose rows name a person by model and id or by address, and their mentors.
BY_NAME = {
    "recruitment.Email",
    "recruitment.Link",
    "recruitment.Mentor",
    "recruitment.ReleaseContact",
    "recruitment.OpeningRequest",
    "workgroups.AuditEntry",
}
#: Rows that are tied to a browser or an address, and to no person.
OF_NOBODY = {"recruitment.RegistrationDraft", "recruitment.SignInRequest"}


def models_of_a_person() -> set[str]:
    """The models whose rows lead to a person, over any number of relations."""
    found, left = set(), [Participant]
    while left:
        model = left.pop()
        if model._meta.label not in found:
            found.add(model._meta.label)
            relations = model._meta.get_fields(include_hidden=True)
            left += [each.related_model for each in relations if each.one_to_many]
            left += [
                each.related_model
                for each in relations
                if each.one_to_one and each.auto_created
            ]
    return found


def test_every_model_that_leads_to_a_person_is_declared():
    assert {held.model for held in all_held()} == models_of_a_person() | BY_NAME


def test_models_with_an_address_or_a_name_are_declared_or_known():
    columns = {"email", "first_name", "address", "recipient_id", "answers"}
    with_one = {
        model._meta.label
        for model in apps.get_app_config("recruitment").get_models()
        if columns & {field.name for field in model._meta.concrete_fields}
    }

    assert with_one - {held.model for held in all_held()} == OF_NOBODY


@pytest.mark.parametrize("held", all_held(), ids=lambda held: held.model)
def test_every_field_is_shown_or_left_out_with_a_reason(held):
    model = apps.get_model(held.model)
    declared = [item.name for item in held.items]

    assert sorted(declared) == sorted(f.name for f in model._meta.concrete_fields)
    assert [i.name for i in held.items if bool(i.says) == bool(i.because)] == []
    assert bool(held.shown) != bool(held.because)
    assert bool(held.title) == bool(held.shown)


def fields_that(after: str) -> dict[str, set[str]]:
    found = {
        held.model.partition(".")[2]: {
            item.name for item in held.items if item.at_deletion == after
        }
        for held in all_held()
        if not held.rows_go
    }
    return {model: names for model, names in found.items() if names}


def test_what_is_blanked_when_a_person_is_deleted():
    assert fields_that(AtDeletion.BLANKED) == {
        "Participant": {
            "first_name",
            "last_name",
            "email",
            "second_email",
            "phone",
            "former_emails",
            "email_failed_at",
            "address_proved_at",
        },
        "Registration": {"first_only_words", "computer"},
        "Place": {
            "others_came_at",
            "others_told_on",
            "offer_ends_at",
            "answers_checked_at",
            "clock_paused_at",
            "clock_paused_for",
            "job_role",
            "school_name",
            "provider_name",
            "year_groups",
            "schemes",
            "scheme_other",
            "lead_provider",
            "lead_provider_name",
            "induction_year",
            "awards",
            "leads_itt_maths",
            "itt_theme",
            "deputy_name",
            "deputy_email",
            "release_agreed",
            "release_name",
            "release_role",
            "release_email",
            "earlier_stage",
            "earlier_stage_where",
            "access_needs",
            "ask_a_year_later",
        },
        "PlaceEvent": {"reason"},
        "Mentor": {"name", "email", "objected_at", "email_failed_at", "told_on"},
        "GapTaskTalk": {"comment"},
        "Attendance": {"deputy", "note", "reason"},
        "FormerMark": {"deputy", "note", "reason"},
        "Email": {"subject_kept", "body_kept", "problem"},
        "BulkActionRow": {"why"},
    }


def test_which_rows_go_and_which_days_become_months():
    assert {held.model for held in all_held() if held.rows_go} == {
        "recruitment.ContactNote",
        "recruitment.AddressChange",
        "recruitment.FreshCode",
        "recruitment.Link",
        "recruitment.Merge",
        "recruitment.NotDuplicate",
        "recruitment.RetentionHold",
        "recruitment.OpeningRequest",
    }
    assert fields_that(AtDeletion.TO_MONTH) == {
        "Participant": {"came_at"},
        "Registration": {"registered_at"},
        "Place": {"registered_at", "completion_decided_at"},
        "PlaceEvent": {"at"},
        "Apology": {"sent_at"},
        "GapTaskTalk": {"said_at"},
    }


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 9, 30, 22, 59, tzinfo=UTC), datetime(2026, 8, 31, 23)),
        (datetime(2026, 9, 30, 23, tzinfo=UTC), datetime(2026, 9, 30, 23)),
        (datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 9, 30, 23)),
        (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 1)),
    ],
)
def test_a_month_begins_at_midnight_in_london(at, month):
    assert month_of(at) == month.replace(tzinfo=UTC)
