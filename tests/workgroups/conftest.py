"""Fixtures of the tests of the admin: two years, and a hub lead's client."""

import pytest
from django.test import Client

from tests.hubsite.year import account_for, make_year


@pytest.fixture
def years():
    return make_year("a"), make_year("b")


@pytest.fixture
def lead(years) -> Client:
    client = Client()
    client.force_login(
        account_for(years[0], "hub_staff"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client
