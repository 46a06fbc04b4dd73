"""Migrates the database that DATABASE_URL names and prints what is in it, as JSON.

Run as `python -m tests.drills.migrated` by tests/drills/test_migrating.py. Every row
of every model is read, so a column that a migration forgot is an error.
"""

import json
import os

import django
from django.apps import apps
from django.core.management import call_command
from django.test import Client

OURS = ("workgroups", "recruitment", "evaluation")
PAGES = ["/", "/work-groups/", "/sign-in/"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsite.settings")
    django.setup()

    call_command("migrate", verbosity=0)
    models = [each for app in OURS for each in apps.get_app_config(app).get_models()]
    rows = {each._meta.label: len(list(each._base_manager.all())) for each in models}
    host = {"host": "localhost"}
    pages = {page: Client().get(page, headers=host).status_code for page in PAGES}
    print(json.dumps({"rows": rows, "pages": pages}))


if __name__ == "__main__":
    main()
