"""How the sample's people answer: mean ratings, and the shares of each choice."""

#: Mean ratings of last year and this year; they show the change that was asked for.
MEANS = {
    ("session", "useful"): (4.1, 4.3),
    ("session", "supported"): (3.6, 3.9),
    ("baseline", "confidence_subject"): (2.9, 2.9),
    ("baseline", "confidence_planning"): (2.6, 2.7),
    ("baseline", "confidence_teaching"): (2.8, 2.8),
    ("baseline", "pathway_clear"): (2.0, 3.6),
    ("baseline", "fits_ect_training"): (2.0, 3.0),
    ("baseline", "ncetm_known"): (1.9, 2.1),
    ("baseline", "mentor_knew"): (1.8, 2.6),
    ("final", "confidence_subject"): (3.9, 4.0),
    ("final", "confidence_planning"): (3.9, 4.0),
    ("final", "confidence_teaching"): (3.8, 3.9),
    ("final", "pathway_clear"): (2.5, 4.0),
    ("final", "fits_ect_training"): (2.3, 3.2),
    ("final", "ncetm_known"): (3.4, 3.6),
    ("final", "manageable"): (2.8, 3.1),
    ("final", "mentor_knew"): (2.2, 3.5),
    ("final", "over_years"): (3.1, 3.7),
}
CHOICES = {
    ("gap_task", "tried"): (52, 27, 21),
    ("itt", "mastery_preparation"): (10, 35, 45, 10),
    ("itt", "observation"): (30, 30, 40),
}
#: The set and question under which each of the content's comments is written.
QUESTION_OF = {
    "most_useful": ("session", "words"),
    "change": ("session", "words"),
    "tried_in_class": ("gap_task", "happened"),
    "mentor_knew": ("gap_task", "happened"),
    "anything_else": ("gap_task", "happened"),
}
ITT_QUESTION_OF = {
    "most_useful": "hub_learns",
    "change": "new_teachers_need",
    "tried_in_class": "changed_programme",
    "mentor_knew": "common_challenges",
    "anything_else": "common_challenges",
}
