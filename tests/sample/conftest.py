"""The sample for all tests of a module, around the day of the run."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from tests import sample_rows


@pytest.fixture(scope="module")
def day(now: datetime, django_db_setup, django_db_blocker) -> Iterator[date]:
    """The London day around which the sample is built; it is rolled back at the end.

    Its module is marked `any_day(scope="module")`.
    """
    today = timezone.localdate(now)
    with django_db_blocker.unblock(), transaction.atomic():
        sample_rows.fill(today)
        yield today
        transaction.set_rollback(True)
