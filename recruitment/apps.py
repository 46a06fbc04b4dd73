from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "recruitment"
    verbose_name = "Recruitment"

    def ready(self) -> None:
        # models are loaded only now, so these imports cannot be at the top
        from recruitment import (
            account_email_kinds,
            code_email_kinds,
            email_kinds,
            ended_email_kinds,
            list_email_kinds,
            mentor_email_kinds,
            mentor_told_email_kind,
            message_email_kinds,
            opening_email_kinds,
            release_email_kinds,
            session_email_kinds,
        )
        from recruitment.queries import (
            audit_words,
            counted_lists,
            held_data,
            held_emails,
            hub_year,
            open_tasks,
        )
        from recruitment.registration.asking import fields_read
        from workgroups import permissions

        email_kinds.add_kinds()
        ended_email_kinds.add_kinds()
        session_email_kinds.add_kinds()
        message_email_kinds.add_kinds()
        mentor_told_email_kind.add_kinds()
        account_email_kinds.add_kinds()
        list_email_kinds.add_kinds()
        mentor_email_kinds.add_kinds()
        code_email_kinds.add_kinds()
        release_email_kinds.add_kinds()
        opening_email_kinds.add_kinds()
        counted_lists.add_lists()
        open_tasks.add_tasks()
        hub_year.add_year_lines()
        audit_words.add_words()
        held_data.add_held_data()
        held_emails.add_held_emails()
        permissions.declare_fields(fields_read())
