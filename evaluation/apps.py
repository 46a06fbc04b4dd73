from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Evaluation"

    def ready(self) -> None:
        # models are loaded only now, so this import cannot be at the top
        from evaluation import email_kinds

        email_kinds.add_kinds()
