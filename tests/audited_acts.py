"""Every act of the product that the audit log names, as somebody would do it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from recruitment import outbox
from recruitment.actions import (
    emails,
    interest_lists,
    merging,
    on_behalf,
    options,
    schools,
    seats,
)
from recruitment.interest_lists import ListedPerson
from recruitment.models import Email, Merge, Place
from recruitment.registration.keeping import Answers
from tests import (
    audited_desk,
    audited_groups,
    audited_implications,
    audited_plans,
    audited_recruiting,
    audited_releases,
    audited_reports,
    audited_retention,
    audited_sessions,
)
from tests import factories as make
from tests.audited_accounts import (
    accept_invitation,
    ask_address_change,
    asked_to_be_deleted,
    call_off_address_change,
    change_address,
    create_hub,
    delete_details,
    end_role,
    end_sessions,
    invite,
)
from tests.audited_evaluation import (
    add_visit,
    ask_cohort,
    ask_group,
    ask_leads,
    ask_research_question,
    bring_in_feedback,
    change_theme,
    change_visit,
    close_form,
    code_passage,
    copy_questions,
    correct_redaction,
    discard_theme,
    keep_theme,
    make_room_link,
    merge_themes,
    move_theme,
    note_on_visit,
    open_original,
    start_evaluation,
    suggest_codings,
    suggest_themes,
    type_up,
    write_texts,
    write_theme,
    write_version,
)
from tests.audited_hubs import (
    delete_a_saved_list,
    download_a_list,
    go_back_to_the_shipped_words,
    import_a_stage,
    read_the_notice,
    renew_the_notice,
    save_a_list,
    save_a_wording,
    send_a_saved_list,
)
from tests.audited_mentors import (
    add_mentor,
    answer_invitation,
    end_mentorship,
    mentor_objected,
    talk_about_task,
)
from tests.audited_next_year import (
    add_group_from_project,
    bring_back,
    copy_project,
    make_next_years_groups,
    put_into_group,
)
from tests.audited_world import AT, Act, World
from tests.recruitment.bulk_cases import (
    cancel_group,
    let_go,
    take_a_place_back,
    take_back,
    withdraw_several,
)
from workgroups.actions import catalogue, public_texts
from workgroups.models import Programme
from workgroups.public_texts import TEXTS

# --- the acts, each as somebody would do it; it returns the row that it is about


def add(w: World) -> Model:
    w.post(
        "admin:workgroups_programme_add",
        name="Ours",
        audience="ect",
        one_per_year="on",
        completes_at=75,
        **{"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0},
    )
    return w.hub.programme_set.get(name="Ours")


def change(w: World) -> Model:
    person = make.make_participant(w.hub)
    url = reverse("admin:recruitment_participant_change", args=[person.pk])
    page = w.client.get(url)
    data = {
        name: value
        for name, value in page.context["adminform"].form.initial.items()
        if value is not None
    }
    formsets = {
        f"{each.formset.prefix}-{part}_FORMS": 0
        for each in page.context["inline_admin_formsets"]
        for part in ("TOTAL", "INITIAL")
    }
    answer = w.client.post(url, {**data, **formsets, "first_name": "Zoe"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return person


def delete(w: World) -> Model:
    session = make.make_session(w.group)
    w.post("admin:workgroups_session_delete", session.pk, post="yes")
    return session


def export(form: str) -> Callable[[World], Model]:
    def act(w: World) -> Model:
        w.post("admin:workgroups_programme_export", format=form)
        return Programme()

    return act


def open_record(w: World) -> Model:
    person = make.make_participant(w.hub)
    w.post("hubsite:open_record", email=person.email, reason="They asked us to.")
    return person


def change_school(w: World) -> Model:
    place = make.make_place(work_group=w.group)
    school = make.make_school()
    (changed,) = schools.change_school(place.participant, school=school, by=w.by, at=AT)
    return changed


def register_on_behalf(w: World) -> Model:
    person = {"first_name": "Zoe", "last_name": "Oak", "email": ""}
    return on_behalf.register_on_behalf(
        w.group,
        Answers(person),
        agreed_on=date(2026, 10, 16),
        agreed_how="phone",
        form_key=UUID(int=1),
        by=w.by,
        at=AT,
    )


def import_a_list(w: World) -> Model:
    person = ListedPerson(2, "Zoe", "Oak", "zoe@example.org")
    interest_lists.import_list(
        w.group, [person], listed_as="interested", file_name="a.csv", by=w.by, at=AT
    )
    return Place.objects.get()


def release_drafts(w: World) -> Model:
    person = ListedPerson(2, "Zoe", "Oak", "zoe@example.org")
    how = {"listed_as": "interested", "emails": "draft", "file_name": "a.csv"}
    interest_lists.import_list(w.group, [person], **how, at=AT)
    newest = Email.objects.get().pk
    interest_lists.release_drafts(w.group, up_to=newest, by=w.by, at=AT)
    return w.group


def record_told(w: World) -> Model:
    row = w.place().registration
    day = date(2026, 10, 16)
    on_behalf.record_told(row, on=day, how="phone", by=w.by, at=AT)
    return row


def send_email_again(w: World) -> Model:
    place = w.place("offered")
    email = outbox.queue("asked_to_confirm", about=place, to=place.participant, at=AT)
    emails.send_again(email, by=w.by, at=AT)
    return email


def extend_offer(w: World) -> Model:
    return seats.extend_offer(w.place("offered"), actor=w.by, at=AT)


def add_scheme(w: World) -> Model:
    return options.add_scheme(w.hub, "Our own", actor=w.by, at=AT)


def copy_a_programme(w: World) -> Model:
    master = Programme.objects.create(name="ECT", audience="ect")
    return catalogue.copy_programme(master, hub=w.hub, by=w.by, at=AT)


def save_the_notice(w: World) -> Model:
    return public_texts.save_public_text(
        w.hub, TEXTS["privacy_notice"], body="b", seen=None, by=w.by, at=AT
    )


def go_back_to_the_shipped_notice(w: World) -> Model:
    seen = save_the_notice(w).pk
    return public_texts.save_public_text(
        w.hub, TEXTS["privacy_notice"], body="", seen=seen, by=w.by, at=AT
    )


def merge_people(w: World) -> Model:
    kept, gone = make.make_participant(w.hub), make.make_participant(w.hub)
    merging.merge_people(kept, gone, by=w.by, at=AT)
    return kept


def undo_merge(w: World) -> Model:
    kept = merge_people(w)
    merging.undo_merge(Merge.objects.get(kept=kept), by=w.by, at=AT)
    return kept


def say_two_people(w: World) -> Model:
    one, other = make.make_participant(w.hub), make.make_participant(w.hub)
    return merging.say_two_people(one, other, by=w.by, at=AT)


LEAD, EVALUATOR = "hub_lead", "evaluator"
ACTS = {
    "accept_invitation": Act(accept_invitation, EVALUATOR),
    "add_group_from_project": Act(
        add_group_from_project, LEAD, "project, school_phase, title"
    ),
    "put_into_group": Act(put_into_group, LEAD, "work_group"),
    "bring_back": Act(bring_back, LEAD, "moved_to"),
    "add_link": Act(audited_recruiting.add_link, LEAD),
    "end_call": Act(audited_recruiting.end_call, LEAD, "answer"),
    "expect_teachers": Act(audited_recruiting.expect_teachers, LEAD, "ects_expected"),
    "add_mentor": Act(add_mentor, LEAD, "from_on, mentor"),
    "add_scheme": Act(add_scheme, LEAD),
    "add_visit": Act(add_visit, EVALUATOR),
    "added": Act(add, LEAD, "audience, name"),
    "answer_invitation": Act(answer_invitation, "", "is_coming"),
    "ask_address_change": Act(ask_address_change, LEAD, "email"),
    "write_version": Act(write_version, LEAD, "version"),
    "ask_leads": Act(ask_leads, LEAD),
    "ask_cohort": Act(ask_cohort, LEAD),
    "ask_group": Act(ask_group, LEAD),
    "ask_research_question": Act(
        ask_research_question, EVALUATOR, "asked_by, group_number, group_title, text"
    ),
    "bring_in_feedback": Act(bring_in_feedback, EVALUATOR, "evidence"),
    "bulk_let_go": Act(let_go, LEAD, "state"),
    "bulk_taken_back": Act(take_back, LEAD, "state"),
    "bulk_withdraw": Act(withdraw_several, LEAD, "state"),
    "call_off_address_change": Act(call_off_address_change, LEAD, "email"),
    "cancelled": Act(cancel_group, LEAD, "cancelled_on"),
    "change_address": Act(change_address, "", "email"),
    "change_school": Act(change_school, LEAD, "school, school_name, works_in_school"),
    "change_theme": Act(
        change_theme,
        EVALUATOR,
        "description, finding, kind, name, not_when, research_questions",
    ),
    "change_visit": Act(change_visit, EVALUATOR, "seen"),
    "changed": Act(change, LEAD, "first_name"),
    "make_room_link": Act(make_room_link, LEAD),
    "type_up": Act(type_up, LEAD),
    "close_form": Act(close_form, LEAD, "closed_at"),
    "copy_programme": Act(copy_a_programme, LEAD),
    "copy_questions": Act(copy_questions, LEAD),
    "renew_notice": Act(renew_the_notice, LEAD, "notice_version"),
    "read_notice": Act(read_the_notice, LEAD, "notice_read"),
    "import_stage": Act(import_a_stage, LEAD, "mastery_stage"),
    "code_passage": Act(
        code_passage,
        EVALUATOR,
        "fit_to_share, memo, strong_quote, themes",
    ),
    "copy_project": Act(copy_project, LEAD, "copied_from"),
    "correct_redaction": Act(correct_redaction, EVALUATOR, "redacted"),
    "create_hub": Act(create_hub, ""),
    "asked_to_be_deleted": Act(asked_to_be_deleted, ""),
    "delete_details": Act(delete_details, LEAD),
    **audited_desk.ACTS,
    **audited_retention.ACTS,
    "delete_saved_list": Act(delete_a_saved_list, LEAD),
    "deleted": Act(delete, LEAD),
    "download_list": Act(download_a_list, LEAD),
    "discard_theme": Act(discard_theme, EVALUATOR, "state"),
    "end_mentorship": Act(end_mentorship, LEAD, "until_on"),
    "end_sessions": Act(end_sessions, LEAD),
    "end_role": Act(end_role, LEAD, "until_on"),
    "exported as csv": Act(export("csv"), LEAD, "audience, name"),
    "exported as xlsx": Act(export("xlsx"), LEAD, "audience, name"),
    "imported": Act(import_a_list, LEAD, "state"),
    "release_drafts": Act(release_drafts, LEAD, "state"),
    "invite": Act(invite, LEAD, "from_on, kind, until_on"),
    "keep_theme": Act(keep_theme, EVALUATOR, "name, state"),
    "mentor_objected": Act(mentor_objected, "", "objected_at"),
    "release_address_proved": Act(audited_releases.prove, "", "proved_at"),
    "release_emails_stopped": Act(audited_releases.stop, "", "objected_at"),
    "make_next_years_groups": Act(make_next_years_groups, LEAD, "made_from"),
    "merge_people": Act(merge_people, LEAD, "merged_into"),
    "talk_about_task": Act(talk_about_task, "", "comment"),
    "undo_merge": Act(undo_merge, LEAD, "merged_into"),
    "not_duplicate": Act(say_two_people, LEAD),
    "merge_themes": Act(merge_themes, EVALUATOR, "merged_into"),
    "move_theme": Act(move_theme, EVALUATOR, "order"),
    "note_on_visit": Act(note_on_visit, EVALUATOR, "text"),
    "open_original": Act(open_original, EVALUATOR),
    "open_record": Act(open_record, "national"),
    "extend_offer": Act(extend_offer, "work_group_lead", "offer_ends_at"),
    "write_to_group": Act(audited_groups.write_to_group, LEAD, "audience"),
    "make_calendar_address": Act(audited_groups.make_calendar_address, LEAD),
    "let_message_go": Act(audited_groups.let_message_go, LEAD, "state"),
    "take_message_back": Act(audited_groups.take_message_back, LEAD, "state"),
    "registered": Act(register_on_behalf, LEAD, "agreed_how, agreed_on, entered_by"),
    "told_by_hand": Act(record_told, LEAD, "told_how, told_on"),
    **{name: Act(*done) for name, done in audited_reports.DONE.items()},
    "restore_public_text": Act(
        go_back_to_the_shipped_notice,
        LEAD,
        "body, hub.notice_version, hub.privacy_notice",
    ),
    "restore_wording": Act(go_back_to_the_shipped_words, LEAD, "body, subject"),
    "save_list": Act(save_a_list, LEAD, "columns, recipients"),
    "save_public_text": Act(
        save_the_notice, LEAD, "body, hub.notice_version, hub.privacy_notice"
    ),
    "save_wording": Act(save_a_wording, LEAD, "body, subject"),
    "send_saved_list": Act(send_a_saved_list, ""),
    "send_email_again": Act(send_email_again, LEAD),
    "start_evaluation": Act(start_evaluation, EVALUATOR),
    "suggest_codings": Act(suggest_codings, EVALUATOR),
    "taken_back": Act(take_a_place_back, LEAD, "state"),
    "suggest_themes": Act(suggest_themes, EVALUATOR, "themes"),
    **{name: Act(*done) for name, done in audited_plans.DONE.items()},
    **{name: Act(*done) for name, done in audited_groups.DONE.items()},
    **{name: Act(*done) for name, done in audited_sessions.DONE.items()},
    **{name: Act(*done) for name, done in audited_implications.DONE.items()},
    "write_texts": Act(write_texts, EVALUATOR, "case, conclusion"),
    "write_theme": Act(write_theme, EVALUATOR),
}
#: Acts of people without an account, or of the command line: nobody is named.
WITHOUT_ACTOR = audited_retention.WITHOUT_ACTOR | {
    "answer_invitation",
    "asked_to_be_deleted",
    "change_address",
    "comment_on_plan",
    "create_hub",
    "mentor_objected",
    "release_address_proved",
    "release_emails_stopped",
    "send_saved_list",
    "talk_about_task",
}
