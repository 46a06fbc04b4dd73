from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "recruitment"
    verbose_name = "Recruitment"

    def ready(self) -> None:
        # models are loaded only now, so this import cannot be at the top
        from recruitment import email_kinds

        email_kinds.add_kinds()
