"""Every requirements*.txt is compiled from the requirements*.in beside it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(path.stem for path in ROOT.glob("requirements*.in"))
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)", re.M)


def digest_line(source: bytes) -> str:
    """The first line that `make requirements` writes above the pinned versions."""
    digest = hashlib.sha256(source).hexdigest()
    return f"# Compiled from its .in file with SHA-256 {digest}"


def unmet(source: str, pinned: str) -> Iterator[str]:
    """The requirements of a .in file that its .txt does not pin within their bounds."""
    versions = {canonicalize_name(name): at for name, at in PINNED.findall(pinned)}
    for line in source.splitlines():
        text = line.partition("#")[0].strip()
        if not text or text.startswith("-"):
            continue
        wanted = Requirement(text)
        version = versions.get(canonicalize_name(wanted.name))
        if version is None or version not in wanted.specifier:
            yield text


def test_the_three_files_of_requirements_are_found():
    assert NAMES == [
        "requirements",
        "requirements-browser",
        "requirements-dev",
        "requirements-mutants",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_pinned_versions_are_compiled_from_the_file_as_it_stands(name):
    source = (ROOT / f"{name}.in").read_bytes()
    pinned = (ROOT / f"{name}.txt").read_text(encoding="utf-8")

    assert pinned.split("\n", 1)[0] == digest_line(source), "run make requirements"
    assert list(unmet(source.decode(), pinned)) == [], "run make requirements"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Django>=5.2,<5.3  # the framework\n-c other.txt\n", []),
        ("django>=6.0\n", ["django>=6.0"]),
        ("django\ncelery\n", ["celery"]),
    ],
)
def test_a_requirement_that_is_not_pinned_is_found(source, found):
    assert list(unmet(source, "django==5.2.9 \\\n    --hash=sha256:00\n")) == found
