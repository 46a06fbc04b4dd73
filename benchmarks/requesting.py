"""Request one report: python -m benchmarks.requesting EVALUATION USER"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsite.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from evaluation.actions import reports  # noqa: E402
from evaluation.models import Evaluation  # noqa: E402
from workgroups.models import User  # noqa: E402

if __name__ == "__main__":
    evaluation, user = sys.argv[1:]
    reports.request_report(
        Evaluation.objects.get(pk=evaluation),
        by=User.objects.get(pk=user),
        at=timezone.now(),
    )
