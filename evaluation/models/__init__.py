"""What was learned: feedback, evidence, themes, implications and reports."""

from evaluation.models.evaluations import (
    Evaluation,
    ResearchQuestion,
    Visit,
    VisitCheck,
)
from evaluation.models.fact_checks import FactCheck
from evaluation.models.feedback import (
    Answer,
    EncryptedAnswers,
    FeedbackForm,
    FeedbackRequest,
    Response,
)
from evaluation.models.history import CodingDecision, ThemeVersion
from evaluation.models.questions import Question, QuestionSet
from evaluation.models.reports import Report, ReportFile
from evaluation.models.second_readings import SecondReading
from evaluation.models.themes import (
    Coding,
    Evidence,
    Implication,
    NationalAnswer,
    ProgressNote,
    Theme,
)

__all__ = [
    "Answer",
    "Coding",
    "CodingDecision",
    "EncryptedAnswers",
    "Evaluation",
    "Evidence",
    "FactCheck",
    "FeedbackForm",
    "FeedbackRequest",
    "Implication",
    "NationalAnswer",
    "ProgressNote",
    "Question",
    "QuestionSet",
    "Report",
    "ReportFile",
    "ResearchQuestion",
    "Response",
    "SecondReading",
    "Theme",
    "ThemeVersion",
    "Visit",
    "VisitCheck",
]
