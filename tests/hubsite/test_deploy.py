"""`check --deploy` in production, and the strict CSP of the admin."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import factories

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "HUBSITE_ENV": "production",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    "SITE_URL": "https://hubsite.example.org",
    "DATABASE_URL": "postgres://hubsite:secret@127.0.0.1:1/hubsite",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
}


def check(tmp_path, **changes: str) -> subprocess.CompletedProcess:
    production = {**PRODUCTION, "FILES_URL": f"file://{tmp_path}", **changes}
    command = [sys.executable, "manage.py", "check", "--deploy"]
    return subprocess.run(
        [*command, "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, "HUBSITE_VAR": str(tmp_path), **production},
        capture_output=True,
        text=True,
    )


def test_check_deploy_is_clean_in_production(tmp_path):
    run = check(tmp_path)

    assert (run.returncode, run.stderr.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    ) or (run.returncode, run.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    )


def test_check_deploy_finds_a_weak_key(tmp_path):
    assert check(tmp_path, SECRET_KEY="a" * 60).returncode != 0


def test_check_deploy_warns_that_a_proxy_would_hide_the_visitors(tmp_path):
    run = check(tmp_path, TRUSTED_PROXIES="0")

    assert run.returncode != 0
    assert "all visitors then look like one computer" in run.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "passed", "said"),
    [(0, "203.0.113.9", 1), (2, "203.0.113.9", 1), (1, "203.0.113.9", 0), (0, "", 0)],
)
def test_the_start_page_says_that_a_proxy_hides_the_visitors(
    signed_in, settings, proxies, passed, said
):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": passed} if passed else {}
    client = signed_in(factories.make_staff("hub_lead"))

    page = client.get("/admin/", headers=headers).text

    assert page.count("All visitors look like one computer") == said


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"
    r"|<style|\sstyle=|\son[a-z]+=\"|javascript:",
    re.I,
)


def inline_of(page: str) -> list[str]:
    """Inline scripts, styles and handlers that the CSP refuses."""
    return INLINE.findall(page)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<script src="/static/x.js"></script>', 0),
        ("<script>alert(1)</script>", 1),
        ('<p style="color:red">', 1),
        ('<a onclick="x()">', 1),
    ],
)
def test_inline_code_is_found(page, found):
    assert len(inline_of(page)) == found


@pytest.mark.django_db
def test_admin_pages_have_no_inline_code_and_a_strict_policy(signed_in):
    client = signed_in(factories.make_staff("hub_lead"))
    place = factories.make_place()
    wrong = []
    pages = ["/admin/", reverse("admin:recruitment_place_change", args=[place.pk])]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    for url in pages:
        answer = client.get(url)
        policy = answer["Content-Security-Policy"]
        if "unsafe" in policy or "default-src 'self'" not in policy:
            wrong.append(f"{url}: {policy}")
        wrong += [f"{url}: {hit}" for hit in inline_of(answer.content.decode())]

    assert wrong == []
