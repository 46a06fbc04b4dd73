"""The placeholders that wordings of emails share; each kind of email lists its own."""

from workgroups.wordings import Placeholder


def part(
    name: str,
    file: str,
    means: str,
    *,
    app: str = "recruitment",
    required: bool = False,
    in_subject: bool = False,
) -> Placeholder:
    """A placeholder for a part that says different things to different people."""
    source = f'{{% include "{app}/emails/{file}" %}}'
    return Placeholder(name, source, means, required, in_subject)


FIRST_NAME = Placeholder(
    "first name", "{{ recipient.first_name }}", "of the person to whom the letter goes"
)
NAME = Placeholder("name", "{{ recipient.name }}", "to whom the letter goes")
GROUP = Placeholder("group", "{{ work_group.title }}", "the name of the work group")
YEAR = Placeholder("year", "{{ work_group.year_label }}", "such as 2026/27")
HUB = Placeholder("hub", "{{ hub.name }}", "the name of your hub")
CONTACT = Placeholder("contact", "{{ hub.contact_name }}", "who helps at your hub")
ADDRESS = Placeholder(
    "contact address", "{{ hub.contact_email }}", "where questions are sent"
)
PRIVACY = Placeholder(
    "privacy page",
    '{{ site_url }}{% url "hubsite:privacy" hub.slug %}',
    "the address of your privacy notice",
    required=True,
    in_subject=False,
)
#: Who writes: the last lines of almost every email.
SIGNED = (CONTACT, HUB, ADDRESS, PRIVACY)
TO_A_PERSON = (FIRST_NAME, GROUP, YEAR)
LINK = Placeholder(
    "link",
    "{{ link }}",
    "the page of this one person, which the letter is for",
    required=True,
    in_subject=False,
)
DATES = part("dates", "_dates.txt", "the sessions still to come, if there are any")
CONFIRM_BY = part(
    "confirm by",
    "_confirm_by.txt",
    "until when to confirm, and what happens then",
    required=True,
)
LAST_DAY = Placeholder(
    "last day", '{{ place.offer_ends_at|date:"l j F" }}', "of the offer"
)
GROUP_OR_STAGE = part(
    "group and year",
    "_group_or_stage.txt",
    "the work group, or the year of the programme where there is none",
)
TITLE_OR_STAGE = part(
    "group",
    "_title_or_stage.txt",
    "the work group, or the year of the programme where there is none",
    in_subject=True,
)
PLACES_PAGE = Placeholder(
    "places page",
    '{{ site_url }}{% url "hubsite:sign_in" %}',
    "where the person sees their places",
    required=True,
    in_subject=False,
)
CONFIRM_REQUEST = part(
    "request",
    "_confirm_request.txt",
    "“Confirm your place by ...”, or “Secure your place”",
    in_subject=True,
)
FREE_SEAT_REQUEST = part(
    "request",
    "_free_seat_request.txt",
    "“confirm it by ...”, or “secure it”",
    in_subject=True,
)
WHAT_COMES_NEXT = part(
    "what comes next",
    "_what_comes_next.txt",
    "what happens before a place is offered",
)
WHY_WAITING = part(
    "why waiting",
    "_why_waiting.txt",
    "that no place is free, or that the school has all that it may have",
)
PROVE_ADDRESS = part(
    "what to do",
    "_prove_address.txt",
    "the link by which the address is proved, or that nothing is to be done",
    required=True,
)
STANDING = part("standing", "_standing.txt", "how things stand with the place")
NEXT_YEAR = part(
    "next year", "_next_year.txt", "the place pencilled in for then, if any"
)
OTHER_REQUESTS = part(
    "other requests", "_given_up.txt", "those that this one closes, if any"
)
DATES_TO_KEEP = part(
    "dates to keep", "_ask_for_cover.txt", "what to do about the dates"
)
GROUP_PAGE = Placeholder(
    "group page",
    "{{ site_url }}{{ work_group.get_absolute_url }}",
    "where one can register again",
    in_subject=False,
)
CALENDAR_TAKES_OUT = part(
    "calendar",
    "_calendar_file_takes_out.txt",
    "that the calendar file takes the dates out, if there is one",
)
STANDING_AFTER_MOVE = part(
    "standing",
    "_standing_after_move.txt",
    "how things stand in the new group, with the link to confirm",
    required=True,
)
CALENDAR_DOES_THAT = part(
    "calendar",
    "_calendar_file_does_that.txt",
    "that the calendar file takes the dates out, if there is one",
)
LATER_PLACE_ENDS = part(
    "next year",
    "_later_place_ends.txt",
    "that the place pencilled in for then ends too, if it does",
)
GROUPS_PAGE = Placeholder(
    "groups page",
    '{{ site_url }}{% url "workgroups:list_work_groups" %}',
    "the list of open work groups",
    in_subject=False,
)
STANDING_AS_BEFORE = part(
    "standing",
    "_standing_as_before.txt",
    "how things stand, which is as before",
    required=True,
)
WHAT_CHANGED = part("what changed", "_what_changed.txt", "in one sentence")
CHANGED_SESSIONS = part(
    "changed sessions",
    "_changed_sessions.txt",
    "each changed session with its old day",
    required=True,
)
CHANGE_IN_SHORT = part(
    "change in short",
    "_change_in_short.txt",
    "“Session 2 has changed”, or “New dates or rooms”",
    in_subject=True,
)
#: Of the session that is called off.
CALLED_OFF = (
    part(
        "called off",
        "_called_off.txt",
        "“Called off”, or “Called off today”",
        in_subject=True,
    ),
    Placeholder("session", "{{ session.number }}", "its number"),
    Placeholder(
        "day",
        '{{ session.on|date:"l j F Y" }}',
        "on which the session was to be",
        required=True,
    ),
    Placeholder("times", "{{ session.times }}", "such as 4pm to 6pm"),
    Placeholder(
        "reason",
        "{{ session.called_off_reason }}",
        "what was written for people to read when it was called off",
        required=True,
    ),
    part("next session", "_next_session.txt", "when the next one is, if there is one"),
)
NOT_KNOWN = part(
    "not known", "_not_known.txt", "what we do not know of the person yet, if anything"
)
WHICH_ADDRESS = part(
    "which address",
    "_which_address.txt",
    "whether we write to this address from now on, or to the other one",
    required=True,
)
