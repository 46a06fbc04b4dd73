from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Evaluation"

    def ready(self) -> None:
        # models are loaded only now, so these imports cannot be at the top
        from evaluation import (
            email_kinds,
            implication_email_kinds,
            reminder_email_kinds,
        )
        from evaluation.queries import (
            audit_words,
            counted_lists,
            held_data,
            hub_year,
            open_tasks,
            question_sets,
        )

        email_kinds.add_kinds()
        implication_email_kinds.add_kinds()
        reminder_email_kinds.add_kinds()
        counted_lists.add_lists()
        open_tasks.add_tasks()
        audit_words.add_words()
        held_data.add_held_data()
        question_sets.add_kind()
        hub_year.add_year_lines()
