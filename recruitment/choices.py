"""TextChoices of people, places, attendance and emails."""

from django.db import models


class PlaceState(models.TextChoices):
    INTERESTED = "interested", "interested"
    WAITING = "waiting", "on the waiting list"
    OFFERED = "offered", "asked to confirm"
    CONFIRMED = "confirmed", "secured"
    PROVISIONAL = "provisional", "pencilled in for next year"
    COMPLETED = "completed", "completed"
    NOT_COMPLETED = "not_completed", "not completed"
    DECLINED = "declined", "said no"
    LAPSED = "lapsed", "not confirmed in time"
    WITHDRAWN = "withdrawn", "withdrawn"
    NOT_SELECTED = "not_selected", "not selected"
    DEFERRED = "deferred", "put off to a later year"
    MOVED = "moved", "moved to another group"
    CANCELLED_BY_HUB = "cancelled_by_hub", "cancelled by the hub"


#: States of a secured place.
SECURED = (PlaceState.CONFIRMED, PlaceState.COMPLETED, PlaceState.NOT_COMPLETED)
#: Open states: a person has at most one such place in a work group.
OPEN_IN_GROUP = (
    PlaceState.INTERESTED,
    PlaceState.WAITING,
    PlaceState.OFFERED,
    PlaceState.CONFIRMED,
)
#: States in which a place may have no work group.
MAY_LACK_GROUP = (
    PlaceState.PROVISIONAL,
    PlaceState.DEFERRED,
    PlaceState.WITHDRAWN,
    PlaceState.CANCELLED_BY_HUB,
)


class FunnelStage(models.TextChoices):
    """The stages of recruitment that every funnel counts, in order."""

    INTERESTED = "interested", "registered interest"
    OFFERED = "offered", "asked to confirm"
    SECURED = "secured", "place secured"
    CAME = "came", "came to session 1"


class RegistrationSource(models.TextChoices):
    """How an expression of interest came to us."""

    FORM = "form", "form"
    LINK = "link", "recruiting link"
    IMPORT = "import", "list"
    WALK_IN = "walk_in", "came to a session"
    STAFF = "staff", "entered by staff"


class ListedAs(models.TextChoices):
    """What a list that a hub imports says of its people."""

    INTERESTED = "interested", "interested"
    CONFIRMED = "confirmed", "confirmed already"
    COMPLETED = "completed", "completed in a year that is over"


class ListEmails(models.TextChoices):
    """What becomes of the emails to the people of a list."""

    NONE = "none", "no letters"
    DRAFT = "draft", "written as drafts"
    SEND = "send", "sent"


class SpokenHow(models.TextChoices):
    """How staff and a person spoke, where no form and no email did it."""

    PHONE = "phone", "by telephone"
    PAPER = "paper", "on paper"
    IN_PERSON = "in_person", "in person"


class HoldReason(models.TextChoices):
    """Why a person's details are kept beyond their time."""

    DISPUTE = "dispute", "a complaint or a dispute"
    FOLLOW_UP = "follow_up", "agreed again to be asked a year later"
    OTHER = "other", "another reason"


class ReleaseAgreed(models.TextChoices):
    YES = "yes", "yes"
    NOT_YET = "not_yet", "not yet"
    UNKNOWN = "unknown", "I don't know"


class InductionYear(models.TextChoices):
    FIRST = "first", "first year of ECT"
    SECOND = "second", "second year of ECT"
    FINISHED = "finished", "finished ECT"
    NONE = "none", "not an ECT"
    UNKNOWN = "unknown", "I don't know yet"


class YearGroup(models.TextChoices):
    NURSERY = "N", "Nursery"
    RECEPTION = "R", "Reception"
    Y1 = "1", "Year 1"
    Y2 = "2", "Year 2"
    Y3 = "3", "Year 3"
    Y4 = "4", "Year 4"
    Y5 = "5", "Year 5"
    Y6 = "6", "Year 6"
    Y7 = "7", "Year 7"
    Y8 = "8", "Year 8"
    Y9 = "9", "Year 9"
    Y10 = "10", "Year 10"
    Y11 = "11", "Year 11"
    Y12 = "12", "Year 12"
    Y13 = "13", "Year 13"
    UNKNOWN = "unknown", "I don't know yet"


class Preparation(models.TextChoices):
    """How far a programme of teacher training prepares for teaching for mastery."""

    NONE = "none", "not yet"
    PLANNED = "planned", "planned"
    PART = "part", "in part"
    THROUGHOUT = "throughout", "throughout"


class Award(models.TextChoices):
    EYTS = "eyts", "EYTS (early years)"
    QTS_PRIMARY = "qts_primary", "QTS primary"
    QTS_SECONDARY = "qts_secondary", "QTS secondary"


class Mark(models.TextChoices):
    PRESENT = "present", "present"
    LATE = "late", "late"
    LEFT_EARLY = "left_early", "left early"
    APOLOGIES = "apologies", "apologies"
    ABSENT = "absent", "absent"


#: Marks that count as present.
PRESENT_MARKS = (Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY)


class RoomRole(models.TextChoices):
    """Why somebody is in the room of a session who is no participant."""

    HUB_LEAD = "hub_lead", "hub lead"
    EVALUATOR = "evaluator", "evaluator"
    MENTOR = "mentor", "mentor"
    OTHER = "other", "another guest"


class LeadWork(models.TextChoices):
    """What the days of a lead went into."""

    DELIVERY = "delivery", "delivery"
    PREPARATION = "preparation", "preparation"
    MEETINGS = "meetings", "meetings"


class PauseReason(models.TextChoices):
    """Why the clock of an offer stands still."""

    BOUNCED = "bounced", "the address refused our email"
    CAME = "came", "came to a session"


class LinkPurpose(models.TextChoices):
    CONFIRM = "confirm", "confirm a place"
    MENTOR = "mentor", "mentor's page"
    SIGN_IN = "sign_in", "sign in to my places"
    FEEDBACK = "feedback", "give feedback"
    INVITATION = "invitation", "accept an invitation"
    COME = "come", "say whether one can come"
    ADDRESS = "address", "prove a new address"
    NEXT_YEAR = "next_year", "answer for next year"
    ROOM = "room", "give feedback in the room"
    RELEASE = "release", "teachers whose release one agreed to"
    DETAILS = "details", "check one's details"
    OPENING = "opening", "hear when a group opens"
    FEED = "feed", "a lead's own calendar"
    PLAN = "plan", "read the plans of the year"


class Awaited(models.TextChoices):
    """What somebody wants to hear of a group that they cannot join now."""

    OPENING = "opening", "that the group is open"
    SEAT = "seat", "that a place is free"


class CodePurpose(models.TextChoices):
    """What a fresh code opens; the value stands in an address."""

    MY_DATA = "my-data", "see everything that we hold about you"
    DELETE_ME = "delete-me", "have your details deleted"


class ContactKind(models.TextChoices):
    CALL = "call", "telephone call"
    EMAIL = "email", "e-mail"
    MEETING = "meeting", "meeting"
    CONTACT = "contact", "name and number of a contact"


#: What a note about a person may follow; a contact is of a school or a provider.
TALKS = (ContactKind.CALL, ContactKind.EMAIL, ContactKind.MEETING)


class CallAnswer(models.TextChoices):
    """How a call to a school, or to a person about their second year, ended."""

    WILL_REGISTER = "will_register", "will register"
    NO_ECT = "no_ect", "no early career teacher"
    COVER = "cover", "no cover"
    OTHER_TRAINING = "other_training", "other training"
    CALL_BACK = "call_back", "call back"


#: Answers after which nobody is rung again.
ENDS_CALLING = (CallAnswer.NO_ECT, CallAnswer.COVER, CallAnswer.OTHER_TRAINING)


class GapTaskAnswer(models.TextChoices):
    """What a participant says of a task between two sessions; only counts are kept."""

    TRIED = "tried", "tried it"
    ADAPTED = "adapted", "adapted it"
    NOT_YET = "not_yet", "not yet"


class MessageState(models.TextChoices):
    """What became of the letters of a message to a group."""

    HELD = "held", "about to go"
    RELEASED = "released", "let go"
    TAKEN_BACK = "taken_back", "taken back"


class EmailState(models.TextChoices):
    DRAFT = "draft", "draft"
    HELD = "held", "about to go"
    QUEUED = "queued", "waiting to go"
    SENDING = "sending", "going out"
    SENT = "sent", "sent"
    TO_RETRY = "to_retry", "to be tried again"
    FAILED = "failed", "failed"
    BOUNCED = "bounced", "came back"
    CANCELLED = "cancelled", "no longer needed"


#: States of emails that have not gone to anybody.
NOT_GONE = (EmailState.HELD, EmailState.QUEUED, EmailState.TO_RETRY)


class AddressChoice(models.TextChoices):
    MAIN = "main", "main address"
    SECOND = "second", "second address"
    NAMED = "named", "address that the letter is about"


class OptionKind(models.TextChoices):
    """The question for which a row of AnswerOption is a choice."""

    SCHEME = "scheme", "scheme or materials"
    END_REASON = "end_reason", "reason why a place ended"
    FIRST_YEAR_REASON = "first_year_reason", "reason for the first year only"
    YES_REASON = "yes_reason", "reason for saying yes"


class OptionCode(models.TextChoices):
    """Codes of the national options that the code refers to."""

    OTHER_SCHEME = "other", "something else"
    CHOSE_ANOTHER = "chose_another", "chose another group"
    FIRST_YEAR_ENDED = "first_year_ended", "withdrew in the first year"
    OTHER_HUB = "other_hub", "moved to another hub"


#: Reasons that only actions and staff set; people's forms do not offer them.
AUTOMATIC_REASONS = (
    OptionCode.CHOSE_ANOTHER,
    OptionCode.FIRST_YEAR_ENDED,
    OptionCode.OTHER_HUB,
)


class BulkVerb(models.TextChoices):
    """What a bulk action does to each of its places."""

    OFFER = "offer", "Offer a place"
    WAIT = "wait", "Put on the waiting list"
    WITHDRAW = "withdraw", "Withdraw"
    REFUSE = "refuse", "Do not select"
    RESTORE = "restore", "Restore to interested"
    MOVE = "move", "Move to another group"
    DEFER = "defer", "Put off to a later year"
    ROLL_OVER = "roll_over", "Roll over to next year"
    CANCEL_GROUP = "cancel_group", "Cancel the group"


class BulkState(models.TextChoices):
    """From the preview to the moment when the emails go or the action is taken back."""

    DRAFT = "draft", "not done yet"
    QUEUED = "queued", "about to begin"
    RUNNING = "running", "under way"
    HELD = "held", "done, letters about to go"
    RELEASED = "released", "done, letters gone"
    RECALLING = "recalling", "being taken back"
    RECALLED = "recalled", "taken back"


#: States in which the emails of a bulk action are held, unless it was released before.
HOLDING = (BulkState.RUNNING, BulkState.HELD, BulkState.RECALLING)


class RowResult(models.TextChoices):
    """What became of one place of a bulk action."""

    TO_DO = "to_do", "to do"
    DONE = "done", "done"
    UNCHANGED = "unchanged", "nothing to change"
    REFUSED = "refused", "not done"
    RECALLED = "recalled", "taken back"
    KEPT = "kept", "could not be taken back"


#: The state that each verb leads to; a move also opens a place in the new group.
#: Rolling over leads to the one that the group of next year allows.
STATE_AFTER = {
    BulkVerb.OFFER: PlaceState.OFFERED,
    BulkVerb.WAIT: PlaceState.WAITING,
    BulkVerb.WITHDRAW: PlaceState.WITHDRAWN,
    BulkVerb.REFUSE: PlaceState.NOT_SELECTED,
    BulkVerb.RESTORE: PlaceState.INTERESTED,
    BulkVerb.MOVE: PlaceState.MOVED,
    BulkVerb.DEFER: PlaceState.DEFERRED,
    BulkVerb.CANCEL_GROUP: PlaceState.CANCELLED_BY_HUB,
}
#: Reasons that staff pick with one press; other reasons are typed. The reasons of a
#: withdrawal are rows of AnswerOption.
STAFF_REASONS: dict[str, tuple[str, ...]] = {
    BulkVerb.OFFER: ("Agreed with the lead of the group", "There is room for more"),
    BulkVerb.REFUSE: (
        "The group is for another phase or stage",
        "The group is for other local authorities",
        "More people asked than there are places",
    ),
    BulkVerb.RESTORE: (
        "It ended by mistake",
        "The person asked to come back",
        "The letter did not arrive",
    ),
    BulkVerb.MOVE: (
        "The person asked for it",
        "Nearer to the school",
        "The groups were merged",
    ),
    BulkVerb.DEFER: (
        "The person asked for it",
        "Parental leave",
        "Long absence from work",
        "Between two schools",
    ),
    BulkVerb.CANCEL_GROUP: (
        "Too few people",
        "Nobody can lead the group",
        "There is no venue",
    ),
}
#: Verbs that staff give a reason for; an offer needs one beyond the capacity only.
NEEDS_REASON = frozenset(STAFF_REASONS) - {BulkVerb.OFFER} | {BulkVerb.WITHDRAW}
