from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "recruitment"
    verbose_name = "Recruitment"

    def ready(self) -> None:
        # after the models are loaded: the one import that cannot stand at the top
        from recruitment import email_kinds

        email_kinds.add_kinds()
