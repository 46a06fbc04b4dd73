from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Evaluation"

    def ready(self) -> None:
        # after the models are loaded: the one import that cannot stand at the top
        from evaluation import email_kinds

        email_kinds.add_kinds()
