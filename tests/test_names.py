"""One word is one thing: no two classes of the product have the same name.

And what tests and the policy name exists, so that no list keeps a name that went.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("workgroups", "recruitment", "evaluation", "hubsite", "sample")
OF_DJANGO = {"Command", "Migration"}  # names that Django asks for
LABEL = re.compile(rf"\"((?:{'|'.join(APPS)})\.[A-Z][a-z]\w*)\"")
#: Names that a test invents.
PLANTED = {"workgroups.Nothing"}


def classes_of(source: str) -> list[str]:
    """Classes at the top of a module."""
    return [
        node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)
    ]


def shared_names(sources: dict[str, str]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for path, source in sources.items():
        for name in classes_of(source):
            found[name].append(path)
    return {
        name: paths
        for name, paths in found.items()
        if len(paths) > 1 and name not in OF_DJANGO
    }


def test_no_two_classes_share_a_name():
    sources = {
        str(file.relative_to(ROOT)): file.read_text(encoding="utf-8")
        for app in APPS
        for file in sorted((ROOT / app).rglob("*.py"))
    }

    assert len(sources) > 200
    assert shared_names(sources) == {}


@pytest.mark.parametrize(
    ("theirs", "found"),
    [
        ("class Question:\n    pass", {"Question": ["a.py", "b.py"]}),
        ("class Command:\n    pass", {}),
        ("class Answer:\n    class Question:\n        pass", {}),
    ],
)
def test_a_second_class_of_a_name_is_found(theirs, found):
    ours = "class Question:\n    pass\n\nclass Command:\n    pass"

    assert shared_names({"a.py": ours, "b.py": theirs}) == found


def missing_models(source: str) -> set[str]:
    """Labels of models in quotes, such as "recruitment.Place", that do not exist."""
    labels = {model._meta.label for model in apps.get_models()}
    return set(LABEL.findall(source)) - labels - PLANTED


def test_every_model_that_a_test_or_the_policy_names_exists():
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tests").rglob("*.toml")]
    files += (ROOT / "workgroups").rglob("*.toml")
    found = {
        str(file.relative_to(ROOT)): missing_models(file.read_text(encoding="utf-8"))
        for file in files
        if file.name != "test_names.py"
    }

    assert len(found) > 100
    assert {path: names for path, names in found.items() if names} == {}


def test_a_model_that_does_not_exist_is_found():
    source = 'ALLOWED = {"recruitment.Place": "a", "recruitment.LinkClick": "b"}'

    assert missing_models(source) == {"recruitment.LinkClick"}
