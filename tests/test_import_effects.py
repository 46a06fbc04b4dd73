"""What a module does while it is imported, and what it takes from other packages."""

import ast
import os
import subprocess
import sys

from tests.test_imports import HEAVY, ROOT, modules


def test_no_heavy_library_is_loaded_with_the_root_urls():
    reading = (
        "import sys, django; django.setup(); from django.urls import get_resolver\n"
        "def walk(r): [walk(p) for p in getattr(r, 'url_patterns', [])]\n"
        "walk(get_resolver()); import hubsite.wsgi, hubsite.celery\n"
        f"print(sorted(set({sorted(HEAVY)}) & set(sys.modules)))"
    )

    said = subprocess.run(
        [sys.executable, "-c", reading],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hubsite.settings"},
        capture_output=True,
        text=True,
    )

    assert (said.stdout.strip(), said.returncode) == ("[]", 0), said.stderr


def attributes_set_at_import(source: str) -> list[str]:
    """What a module assigns to attributes of other objects while it is imported."""
    return [
        ast.unparse(target)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    ]


def test_an_attribute_set_at_import_is_found():
    source = "page.actions = [*page.actions, cancel]\nname = 'x'\n"

    assert attributes_set_at_import(source) == ["page.actions"]


def test_no_module_changes_another_while_it_is_imported():
    found = [
        f"{module}: {attribute}"
        for module, file in modules().items()
        for attribute in attributes_set_at_import(file.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_one_name_is_taken_from_the_internals_of_allauth():
    taken = [
        each.name
        for file in modules().values()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and "internal" in (node.module or "")
        for each in node.names
    ]

    assert taken == ["record_authentication"]
