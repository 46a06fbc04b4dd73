"""URLs of feedback and of the evaluator's pages."""

from django.urls import path

from evaluation.views import (
    evaluations,
    evidence,
    evidence_imports,
    fact_checks,
    feedback_forms,
    give_feedback,
    group_summaries,
    implications,
    quotes,
    reports,
    room,
    session_packs,
    signing,
    themes,
    visits,
)

app_name = "evaluation"
urlpatterns = [
    path("feedback/", give_feedback.give_feedback, name="give_feedback"),
    path(
        "feedback/sent/<slug:slug>/",
        give_feedback.thank_for_feedback,
        name="thank_for_feedback",
    ),
    path("feedback/qr/", room.answer_in_room, name="answer_in_room"),
    path("feedback/qr/<str:token>/", room.answer_in_room, name="answer_in_room"),
    path(
        "feedback/in-the-room/",
        give_feedback.answered_in_room,
        name="answered_in_room",
    ),
    path("sessions/<int:pk>/qr/", room.show_qr, name="show_qr"),
    path("sessions/<int:pk>/slips/", room.print_slips, name="print_slips"),
    path("sessions/<int:pk>/slips/type-up/", room.type_up, name="type_up"),
    path(
        "lead/groups/<slug:slug>/summary/",
        group_summaries.show_summary,
        name="show_summary",
    ),
    path("lead/groups/<slug:slug>/pack/", session_packs.show_pack, name="show_pack"),
    path(
        "lead/groups/<slug:slug>/pack/<slug:kind>/",
        session_packs.download_pack,
        name="download_pack",
    ),
    path("feedback/<str:token>/", give_feedback.give_feedback, name="give_feedback"),
    path(
        "feedback-forms/",
        feedback_forms.list_feedback_forms,
        name="list_feedback_forms",
    ),
    path("feedback-forms/ask/", feedback_forms.ask_group, name="ask_group"),
    path("feedback-forms/ask-later/", feedback_forms.ask_cohort, name="ask_cohort"),
    path(
        "feedback-forms/<int:pk>/",
        feedback_forms.show_feedback_form,
        name="show_feedback_form",
    ),
    path(
        "feedback-forms/<int:pk>/close/",
        feedback_forms.close_feedback_form,
        name="close_feedback_form",
    ),
    path("evaluations/", evaluations.list_evaluations, name="list_evaluations"),
    path("evaluations/add/", evaluations.start_evaluation, name="start_evaluation"),
    path("evaluations/<int:pk>/", evaluations.show_evaluation, name="show_evaluation"),
    path("evaluations/<int:pk>/texts/", evaluations.write_texts, name="write_texts"),
    path(
        "evaluations/<int:pk>/questions/",
        evaluations.ask_research_question,
        name="ask_research_question",
    ),
    path(
        "evaluations/<int:pk>/questions/<int:question>/",
        evaluations.ask_research_question,
        name="change_research_question",
    ),
    path("evaluations/<int:pk>/visits/add/", visits.add_visit, name="add_visit"),
    path("visits/<int:pk>/", visits.show_visit, name="show_visit"),
    path("visits/<int:pk>/seen/", visits.change_visit, name="change_visit"),
    path(
        "evaluations/<int:pk>/evidence/", evidence.list_evidence, name="list_evidence"
    ),
    path(
        "evaluations/<int:pk>/evidence/bring-in/",
        evidence.bring_in_feedback,
        name="bring_in_feedback",
    ),
    path("evaluations/<int:pk>/code/", evidence.code_passages, name="code_passages"),
    path(
        "evaluations/<int:pk>/code/suggest/",
        evidence.suggest_codings,
        name="suggest_codings",
    ),
    path(
        "evaluations/<int:pk>/code/undo/",
        evidence.undo_decision,
        name="undo_decision",
    ),
    path(
        "evaluations/<int:pk>/evidence/import/",
        evidence_imports.import_evidence,
        name="import_evidence",
    ),
    path("evaluations/<int:pk>/quotes/", quotes.list_quotes, name="list_quotes"),
    path("evidence/<int:pk>/check/", quotes.check_quote, name="check_quote"),
    path("evidence/<int:pk>/original/", evidence.open_original, name="open_original"),
    path(
        "evidence/<int:pk>/redact/",
        evidence.correct_redaction,
        name="correct_redaction",
    ),
    path("evaluations/<int:pk>/themes/", themes.arrange_themes, name="arrange_themes"),
    path(
        "evaluations/<int:pk>/themes/suggest/",
        themes.suggest_themes,
        name="suggest_themes",
    ),
    path("evaluations/<int:pk>/themes/add/", themes.write_theme, name="write_theme"),
    path("themes/<int:pk>/", themes.change_theme, name="change_theme"),
    path("themes/<int:pk>/decide/", themes.decide_theme, name="decide_theme"),
    path(
        "evaluations/<int:pk>/implications/add/",
        themes.write_implication,
        name="write_implication",
    ),
    path(
        "implications/<int:pk>/",
        themes.change_implication,
        name="change_implication",
    ),
    path(
        "implications/<int:pk>/progress/",
        implications.note_progress,
        name="note_progress",
    ),
    path(
        "implications/<int:pk>/remove/",
        themes.remove_implication,
        name="remove_implication",
    ),
    path("evaluations/<int:pk>/report/", reports.make_report, name="make_report"),
    path("reports/<int:pk>/signed/", signing.sign_report, name="sign_report"),
    path("reports/<int:pk>/compare/", signing.compare_reports, name="compare_reports"),
    path("reports/<int:pk>/check/", fact_checks.check_facts, name="check_facts"),
    path(
        "reports/<int:pk>/check/wrong/",
        fact_checks.question_fact,
        name="question_fact",
    ),
    path(
        "fact-checks/<int:pk>/answer/",
        fact_checks.answer_fact_check,
        name="answer_fact_check",
    ),
    path("reports/<int:pk>/", reports.show_report, name="show_report"),
    path(
        "reports/<int:pk>/files/<slug:kind>/",
        reports.download_report_file,
        name="download_report_file",
    ),
]
