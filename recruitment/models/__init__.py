"""Models of people, registrations, places, attendance, links and emails."""

from recruitment.models.address_changes import AddressChange
from recruitment.models.attendance import Apology, Attendance, FormerMark
from recruitment.models.bulk_actions import BulkAction, BulkActionRow
from recruitment.models.contact_notes import ContactNote
from recruitment.models.emails import Email, Link, SignInRequest
from recruitment.models.fresh_codes import FreshCode
from recruitment.models.gap_tasks import GapTaskCount, GapTaskMark
from recruitment.models.group_messages import GroupMessage
from recruitment.models.link_counts import LinkCount
from recruitment.models.mentor_loop import GapTaskTalk, MentorAnswer
from recruitment.models.merges import Merge, NotDuplicate
from recruitment.models.openings import OpeningRequest
from recruitment.models.options import AnswerOption
from recruitment.models.people import Mentor, Mentorship, Participant
from recruitment.models.place_answers import PlaceAnswers
from recruitment.models.places import Place, PlaceEvent
from recruitment.models.provider_years import Observation, ProviderYear
from recruitment.models.recruiting_calls import RecruitingCall
from recruitment.models.registrations import (
    RecruitmentLink,
    Registration,
    RegistrationDraft,
)
from recruitment.models.release_contacts import ReleaseContact
from recruitment.models.retention import RetentionHold, RetentionRun
from recruitment.models.staffing import InTheRoom, LeadDays

__all__ = [
    "AddressChange",
    "AnswerOption",
    "Apology",
    "Attendance",
    "BulkAction",
    "BulkActionRow",
    "ContactNote",
    "Email",
    "FormerMark",
    "FreshCode",
    "GapTaskCount",
    "GapTaskMark",
    "GapTaskTalk",
    "GroupMessage",
    "Link",
    "LinkCount",
    "Mentor",
    "MentorAnswer",
    "Mentorship",
    "Merge",
    "NotDuplicate",
    "Observation",
    "OpeningRequest",
    "Participant",
    "Place",
    "PlaceAnswers",
    "PlaceEvent",
    "ProviderYear",
    "RecruitingCall",
    "RecruitmentLink",
    "Registration",
    "RegistrationDraft",
    "InTheRoom",
    "LeadDays",
    "RetentionHold",
    "RetentionRun",
    "ReleaseContact",
    "SignInRequest",
]
