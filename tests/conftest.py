"""Fixtures that every app's tests share."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from workgroups.models import User


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path: Path) -> None:
    """Reports, pairing keys and mail of a test lie in a folder of its own."""
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """`signed_in(user)`: the test's client, signed in with every factor."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
