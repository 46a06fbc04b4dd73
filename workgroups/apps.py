from django.apps import AppConfig


class WorkgroupsConfig(AppConfig):
    name = "workgroups"
    verbose_name = "Work groups"

    def ready(self) -> None:
        # models are loaded only now, so these imports cannot be at the top
        from workgroups import hub_year, retiring

        retiring.add_kinds()
        hub_year.add_own_lines()
