"""Refusals of this app; users may read each message."""


class EvaluationError(Exception):
    """Base error whose message a user may read."""

    message = "That did not work."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class FormClosed(EvaluationError):
    message = "This form has closed. Thank you for wanting to answer."


class AlreadyAnswered(EvaluationError):
    message = "Your answers have been sent already. Thank you."


class NotOfAGroup(EvaluationError):
    message = "These questions are not asked of a whole group."


class NobodyToAsk(EvaluationError):
    message = "Nobody of this year agreed twice and has come to the end."


class RoomClosed(EvaluationError):
    message = "The questions in the room have closed. Your own link is in our letter."


class RoomAnswered(EvaluationError):
    message = "There are as many answers as there were people in the room."


class NothingToRead(EvaluationError):
    message = "There are no comments to read yet, so there is nothing to suggest."


class EverythingIsRead(EvaluationError):
    message = "Every comment has been read, so there is nothing left to suggest for."


class NothingToSuggestFrom(EvaluationError):
    message = "There are no themes yet. Keep or write one first, then ask again."


class NothingToUndo(EvaluationError):
    message = "There is nothing of yours to undo."


class DecidedSince(EvaluationError):
    message = "Somebody else has decided on this comment since you did."


class NotToBeQuoted(EvaluationError):
    message = "Its writer did not say that it may be quoted, so it stays here."


class WordsChanged(EvaluationError):
    message = "The words have changed since you read them. Read them again, then press."


class NestedTooDeep(EvaluationError):
    message = (
        "A theme that has parts, or is part of another, cannot be nested once more."
    )


class NothingToSplit(EvaluationError):
    message = "Tick the comments that the new theme takes over, then press again."


class NothingToReadAgain(EvaluationError):
    message = "There is nothing that others have read and you have not."


class AlreadyPublished(EvaluationError):
    message = "This evaluation is published and stays as it is."


class NothingToPublish(EvaluationError):
    message = "There is no finished report yet. Make the report first."


class NotForLeads(EvaluationError):
    message = "Only what is for work group leads becomes a line of the check-list."


class NotOfTheTeam(EvaluationError):
    message = "Only the hub's own team is asked these questions."


class NotForNCETM(EvaluationError):
    message = "This is not addressed to NCETM."


class TooManyReports(EvaluationError):
    message = "Two reports are being made for you already. Wait for one to be ready."


class AnswersTooLong(EvaluationError):
    message = "Together your answers are too long to be kept. Shorten one, then send."


class KeyMissing(EvaluationError):
    message = "We cannot take your answers at the moment. Please try again later."


class NotADocument(EvaluationError):
    message = "This is not a Word file (.docx) that we can read."
