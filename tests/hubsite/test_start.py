"""What is imported before the first request of a web worker."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {
    "redis",
    "holidays.countries.united_kingdom",
    "recruitment.registration.views",
}
SLOW = {
    *("pandas", "numpy", "scipy", "sklearn", "matplotlib"),
    *("docx", "pptx", "typst", "xlsxwriter", "openpyxl"),
}


def modules_after(code: str, tmp_path: Path) -> set[str]:
    """The modules in a new process with Redis as its broker that ran this code."""
    env = {**os.environ, "HUBSITE_VAR": str(tmp_path)}
    env |= {"REDIS_URL": "redis://127.0.0.1:1/0", "HUBSITE_ENV": "embedded"}
    env["DJANGO_SETTINGS_MODULE"] = "hubsite.settings"
    printed = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert printed.returncode == 0, printed.stderr
    return set(printed.stdout.split())


def test_a_web_worker_imports_before_its_first_request(tmp_path):
    loaded = modules_after("import hubsite.wsgi", tmp_path)

    assert loaded >= NEEDED
    assert not loaded & SLOW


def test_a_command_does_not_wait_for_what_requests_need(tmp_path):
    loaded = modules_after("import django\ndjango.setup()", tmp_path)

    assert not loaded & (NEEDED | SLOW)
