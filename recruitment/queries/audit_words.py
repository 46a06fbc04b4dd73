"""The actions of this app in words, for the audit log, and how its rows are called."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, Concat

from recruitment.choices import BulkVerb, PlaceState
from workgroups.audit_words import Names, Phrase, add_names, add_phrases

#: What staff did to a place, by the state that it came to.
PLACE = {
    PlaceState.INTERESTED: "restored a place to interested",
    PlaceState.WAITING: "put a place on the waiting list",
    PlaceState.OFFERED: "offered a place",
    PlaceState.CONFIRMED: "secured a place",
    PlaceState.PROVISIONAL: "pencilled in a place for next year",
    PlaceState.COMPLETED: "marked a place as completed",
    PlaceState.NOT_COMPLETED: "marked a place as not completed",
    PlaceState.DECLINED: "recorded that a place was declined",
    PlaceState.LAPSED: "let an offer run out",
    PlaceState.WITHDRAWN: "withdrew a place",
    PlaceState.NOT_SELECTED: "did not select somebody for a place",
    PlaceState.DEFERRED: "put a place off to a later year",
    PlaceState.MOVED: "moved a place to another group",
    PlaceState.CANCELLED_BY_HUB: "cancelled a place",
}
PHRASES = {
    **{f"place_{state}": Phrase(did) for state, did in PLACE.items()},
    **{
        f"bulk_{verb}": Phrase(f"pressed “{verb.label}” for a list", says_thing=True)
        for verb in BulkVerb
    },
    "bulk_let_go": Phrase("let the letters go of a change", says_thing=True),
    "bulk_taken_back": Phrase("took a change to several people back", says_thing=True),
    "put_into_group": Phrase("put a place into a group of next year"),
    "bring_back": Phrase("brought a place back that was put off"),
    "cancelled": Phrase("cancelled the group"),
    "complete_group": Phrase("decided who completes the year of the group"),
    "take_back_completion": Phrase("took back who completes the year of the group"),
    "taken_back": Phrase("took back what had been done"),
    "extend_offer": Phrase("extended an offer"),
    "registered": Phrase("registered somebody"),
    "imported": Phrase("imported somebody from a list"),
    "release_drafts": Phrase("let the letters of a list go"),
    "write_to_group": Phrase("wrote a message to a group"),
    "let_partner_read": Phrase("let a partner read the plans of the year"),
    "stop_partner_reading": Phrase("ended the link by which a partner reads the plans"),
    "make_calendar_address": Phrase("made an address for their own calendar"),
    "let_message_go": Phrase("let the letters go of a message"),
    "take_message_back": Phrase("took a message to a group back"),
    "told_by_hand": Phrase("noted how somebody was told"),
    "add_walk_in": Phrase("added somebody who came to a session"),
    "add_to_room": Phrase("wrote down who else was in the room"),
    "take_out_of_room": Phrase("took back who else was in the room"),
    "note_lead_days": Phrase("wrote down lead days"),
    "add_catch_up": Phrase("marked somebody of another group as present"),
    "record_attendance": Phrase("took the register"),
    "fill_in_details": Phrase("wrote down what was not known of somebody"),
    "lend_phone": Phrase("lent the phone, and the person answered"),
    "ask_address_change": Phrase("asked for a new address to be proved"),
    "call_off_address_change": Phrase("called off the change of an address"),
    "change_address": Phrase("proved the new address", by="The person"),
    "change_school": Phrase("kept another school of the person"),
    "add_mentor": Phrase("named a mentor"),
    "end_mentorship": Phrase("ended a mentorship"),
    "mentor_objected": Phrase("stopped our letters", by="The mentor"),
    "release_address_proved": Phrase(
        "proved that the address is theirs", by="Who agreed a release"
    ),
    "release_emails_stopped": Phrase("stopped our letters", by="Who agreed a release"),
    "talk_about_task": Phrase(
        "said that they talked about what is to be tried", by="The mentor"
    ),
    "answer_invitation": Phrase("answered an invitation", by="The mentor"),
    "end_call": Phrase("ended a call to recruit"),
    "expect_teachers": Phrase("kept how many teachers a school expects"),
    "add_link": Phrase("made a recruiting link"),
    "add_scheme": Phrase("added a scheme of work to choose from"),
    "send_email_again": Phrase("sent a letter again"),
    "invite": Phrase("invited an account"),
    "accept_invitation": Phrase("accepted the invitation", by="The person"),
    "end_sessions": Phrase("signed out of every device"),
    "end_role": Phrase("ended the access"),
    "create_hub": Phrase("created the hub"),
    "open_record": Phrase("opened a record"),
    "call_off_session": Phrase("called off a session"),
    "hold_session_again": Phrase("gave a session that was called off a new date"),
    "asked_to_be_deleted": Phrase(
        "asked to be deleted, and was", by="One person", says_thing=True
    ),
    "delete_details": Phrase("deleted the details of one person", says_thing=True),
    "announce_run": Phrase("announced when details go", says_thing=True),
    "let_details_go": Phrase(
        "deleted the details of one person whose time was over", says_thing=True
    ),
    "keep_to_ask": Phrase(
        "deleted all but name and address of one person", says_thing=True
    ),
    "forget_access_needs": Phrase("deleted what would help somebody"),
    "forget_the_room": Phrase("deleted who else was in the room"),
    "forget_untold": Phrase("forgot somebody whom nobody told within thirty days"),
    "hold_back": Phrase("held somebody’s details back"),
    "end_asking": Phrase("let go of details that were kept to ask a year later"),
    "end_hold": Phrase("let go of details that were held back"),
    "merge_people": Phrase("made one record of two"),
    "undo_merge": Phrase("parted two records again"),
    "not_duplicate": Phrase("noted that two people are two"),
}


def _full_name(path: str = "") -> Concat:
    names = (F(f"{path}first_name"), Value(" "), F(f"{path}last_name"))
    return Concat(*names, output_field=CharField())


def _about(words: str, name: object) -> Concat:
    return Concat(Value(words), name, output_field=CharField())


NAMES = {
    "recruitment.participant": Names(_full_name()),
    "recruitment.mentor": Names("name"),
    "recruitment.releasecontact": Names("email"),
    "recruitment.mentorship": Names(
        Concat(
            "mentor__name",
            _about(", mentor of ", _full_name("participant__")),
            output_field=CharField(),
        )
    ),
    "recruitment.contactnote": Names(
        _about(
            "note about ",
            Coalesce("school__name", "provider__name", _full_name("participant__")),
        )
    ),
    "recruitment.registration": Names(
        _full_name("participant__"), of="work_group__title"
    ),
    "recruitment.place": Names(
        _full_name("participant__"),
        of=Coalesce("work_group__title", "stage__name"),
        start_year="start_year",
    ),
    "recruitment.attendance": Names(
        _full_name("place__participant__"), of="session__number", on="session__on"
    ),
    "recruitment.groupmessage": Names("subject", of="work_group__title"),
    "recruitment.email": Names("subject_kept"),
    "recruitment.recruitmentlink": Names("label"),
    "recruitment.answeroption": Names("label"),
}


def add_words() -> None:
    add_phrases(PHRASES)
    add_names(NAMES)
