"""What was learned: feedback, evidence, themes, implications and reports."""

from evaluation.models.evaluations import (
    Evaluation,
    ResearchQuestion,
    Visit,
)
from evaluation.models.feedback import (
    Answer,
    BufferedResponse,
    FeedbackForm,
    FeedbackRequest,
    Response,
    ResponseDraft,
)
from evaluation.models.questions import Question, QuestionSet
from evaluation.models.reports import Report, ReportFile
from evaluation.models.themes import Coding, Evidence, Implication, Theme

__all__ = [
    "Answer",
    "BufferedResponse",
    "Coding",
    "Evaluation",
    "Evidence",
    "FeedbackForm",
    "FeedbackRequest",
    "Implication",
    "Question",
    "QuestionSet",
    "Report",
    "ReportFile",
    "ResearchQuestion",
    "Response",
    "ResponseDraft",
    "Theme",
    "Visit",
]
