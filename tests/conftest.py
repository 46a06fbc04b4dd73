"""Fixtures that every app's tests share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from recruitment.actions.options import ship_options
from workgroups import rate_limits
from workgroups.actions.frameworks import ship_frameworks
from workgroups.models import User


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path: Path) -> None:
    """Give each test its own folder for reports, pairing keys and mail."""
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def public_pages_are_made_anew(settings) -> None:
    """Show in each public page what the test has just changed."""
    settings.PUBLIC_PAGE_KEPT = 0


@pytest.fixture(autouse=True)
def wrong_tokens_are_counted_anew() -> None:
    """Forget the wrong tokens of other tests, which this process has in memory."""
    rate_limits.forget_in_memory()


@pytest.fixture(autouse=True, scope="module")
def quick_password_hashes() -> Iterator[None]:
    """Hash passwords quickly, in the fixtures of a module as well."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=quick):
        yield


@receiver(post_migrate)
def keep_what_migrations_shipped(sender, **kwargs) -> None:
    """Ship what is national again after a test has flushed the database."""
    if sender.name == "recruitment":
        ship_options()
    if sender.name == "workgroups":
        ship_frameworks()


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """`signed_in(user)` returns the test's client, signed in with both factors."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


DATA = ("SELECT", "INSERT", "UPDATE", "DELETE")


@contextmanager
def counted_statements(*, at_most: int) -> Iterator[list[str]]:
    """Count a block's data statements; statements of transactions are left out."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    statements = [query["sql"] for query in captured.captured_queries]
    found += [sql for sql in statements if sql.lstrip("( ").startswith(DATA)]
    listed = "\n".join(sql[:150] for sql in found)
    assert len(found) <= at_most, f"{len(found)} statements, not {at_most}:\n{listed}"


@pytest.fixture
def data_statements() -> Callable[..., object]:
    """`with data_statements(at_most=9):` limits the statements of a page."""
    return counted_statements
