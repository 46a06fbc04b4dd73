"""The actions of this app in words, for the audit log, and how its rows are called."""

from django.db.models.functions import Coalesce, Left

from workgroups.audit_words import Names, Phrase, add_names, add_phrases

PHRASES = {
    "ask_group": Phrase("asked a group for feedback"),
    "ask_leads": Phrase("asked the leads for feedback"),
    "ask_cohort": Phrase("asked people a year later what came of it"),
    "close_form": Phrase("closed a feedback form"),
    "make_room_link": Phrase("made the QR code for feedback"),
    "type_up": Phrase("typed up paper slips"),
    "start_evaluation": Phrase("began an evaluation"),
    "write_texts": Phrase("wrote the texts of an evaluation"),
    "ask_research_question": Phrase("added a research question"),
    "add_visit": Phrase("added a visit"),
    "start_from_report": Phrase("began with what was reported elsewhere"),
    "bring_in_report": Phrase("brought in what was reported elsewhere"),
    "tick_visit": Phrase("ticked the check-list of a visit"),
    "change_visit": Phrase("wrote what a visit showed"),
    "bring_in_feedback": Phrase("brought in the feedback"),
    "note_on_visit": Phrase("wrote a note on a visit"),
    "code_passage": Phrase("gave themes to a comment"),
    "undo_decision": Phrase("undid themes of a comment"),
    "correct_redaction": Phrase("corrected what is hidden in a comment"),
    "import_evidence": Phrase("imported comments"),
    "check_quote": Phrase("said whether a quote may be published"),
    "add_hub_note": Phrase("added a note of the hub"),
    "answer_team_questions": Phrase("answered the questions to the hub's team"),
    "draw_sample": Phrase("drew comments for a second coder"),
    "read_again": Phrase("read a comment as second coder"),
    "open_original": Phrase("opened the original of a comment"),
    "suggest_themes": Phrase("asked for themes to be suggested"),
    "suggest_codings": Phrase("asked for comments to be sorted"),
    "copy_questions": Phrase("copied national questions"),
    "write_version": Phrase("wrote a new version of questions"),
    "keep_theme": Phrase("kept a suggested theme"),
    "write_theme": Phrase("wrote a theme"),
    "change_theme": Phrase("changed a theme"),
    "discard_theme": Phrase("discarded a theme"),
    "merge_themes": Phrase("merged a theme into another"),
    "nest_theme": Phrase("made a theme part of another"),
    "split_theme": Phrase("split a theme"),
    "import_codebook": Phrase("brought in a list of themes"),
    "move_theme": Phrase("moved a theme"),
    "write_implication": Phrase("wrote an implication"),
    "publish_evaluation": Phrase("published an evaluation"),
    "mark_need": Phrase("said whether a theme is a need"),
    "make_project": Phrase("made a need a project of next year"),
    "keep_as_plan_check": Phrase("made an implication a line of the plan check-list"),
    "answer_implication": Phrase("answered an implication for NCETM"),
    "note_progress": Phrase("noted how an implication stands"),
    "remove_implication": Phrase("removed an implication"),
    "request_report": Phrase("asked for a report"),
    "sign_report": Phrase("put back a report as it was signed"),
    "question_fact": Phrase("said that a fact of a report is wrong"),
    "answer_fact_check": Phrase("answered what was said of a fact"),
}
ABOUT = Coalesce("session__work_group__title", "work_group__title", "hub__name")
NAMES = {
    "evaluation.evaluation": Names("title", start_year="start_year"),
    "evaluation.researchquestion": Names(Left("text", 80)),
    "evaluation.theme": Names("name"),
    "evaluation.implication": Names(Left("text", 80)),
    "evaluation.nationalanswer": Names(Left("implication__text", 80)),
    "evaluation.visit": Names(Coalesce("session__work_group__title", "meeting")),
    "evaluation.feedbackform": Names("question_set__title", of=ABOUT),
    "evaluation.questionset": Names("title"),
    "evaluation.report": Names("evaluation__title"),
    "evaluation.factcheck": Names("section"),
}


def add_words() -> None:
    add_phrases(PHRASES)
    add_names(NAMES)
