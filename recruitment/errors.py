"""Errors that refuse an action, with messages that people may read."""


class RecruitmentError(Exception):
    """Base error of this app; its message is shown to users."""

    message = "That did not work. Please write to your hub."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class GroupClosed(RecruitmentError):
    message = (
        "This work group is not taking expressions of interest at the moment. "
        "Your answers have been kept."
    )


class OfferLapsed(RecruitmentError):
    message = (
        "The time to confirm this place has run out, so it went to the next person. "
        "You can register again and join the list."
    )


class PlaceClosed(RecruitmentError):
    message = "This place is no longer open, so there is nothing to confirm."


class AlreadySecured(RecruitmentError):
    message = "You already have a secured place in this programme this year."


class NotAllowed(RecruitmentError):
    """A transition that the state machine of places does not have."""

    message = "This place cannot go from where it is to there."


class ListChanged(RecruitmentError):
    message = (
        "The registers changed since this page was opened, so nothing is done yet. "
        "Please read the list again."
    )


class ReasonNeeded(RecruitmentError):
    message = "Say in a few words why; the reason is kept with the place."


class BeingChanged(RecruitmentError):
    """The emails of a bulk action are still held, so it may be taken back."""

    message = "We are changing this place. Please look again in ten minutes."


class SameAddress(RecruitmentError):
    message = "Letters go to this address already."


class AddressTaken(RecruitmentError):
    """Another participant of the hub has the address."""

    message = "Somebody else at this hub uses this address, so we cannot use it."


class OwnMentor(RecruitmentError):
    message = "This is the person’s own address. Write that of their mentor."


class MentorshipEnded(RecruitmentError):
    """A day on which a mentorship had not begun."""

    message = "They were not the mentor yet on that day."


class NotTriedYet(RecruitmentError):
    """A session that is not over, or that sets nothing to try before the next."""

    message = "There is nothing to talk about yet after this session."


class NothingToTry(RecruitmentError):
    message = "There is nothing to answer about this session now."


class NotInvited(RecruitmentError):
    message = "Mentors are not invited to this session any more."


class SessionBegun(RecruitmentError):
    message = "This session has begun, so please tell the person who leads the group."


class NoRoom(RecruitmentError):
    message = "There is no room left in that session. Choose another one."


class RegisterNotOpen(RecruitmentError):
    message = "This session is still to come. Its register opens on the day."


class RegisterClosed(RecruitmentError):
    message = "This register is closed. Only the hub lead changes it now."


class WhySoLate(RecruitmentError):
    """A change to a register that is closed, without a reason."""

    message = "Say in a few words why the register changes after it closed."


class SessionCalledOff(RecruitmentError):
    message = "This session was called off, so it has no register."


class CannotCallOff(RecruitmentError):
    """A session that is over, has a register, or belongs to a cancelled group."""


class TooOften(RecruitmentError):
    """A rate limit was reached; the message says how long to wait."""


class LinkNotUsable(RecruitmentError):
    """A link that was used or superseded, has expired or is unknown."""

    message = "This link does not work any more."


class HubExists(RecruitmentError):
    message = "There is a hub of this name already."


class NobodyToWriteTo(RecruitmentError):
    message = "Nobody of them has an address any more, so no letter was written."
