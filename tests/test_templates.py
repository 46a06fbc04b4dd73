"""Every template, partial and CSS class is used by something."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import allauth
import django
import pytest
from django.conf import settings

from recruitment import outbox

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
APPS = ("workgroups", "recruitment", "evaluation", "hubsite", "sample")
#: Templates that a library opens by their name.
STATUS_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
FORM_PACK = {"hub/uni_form.html", "hub/field.html"}
ADMIN = Path(django.__file__).parent / "contrib/admin"
LIBRARIES = (ADMIN / "templates", Path(allauth.__file__).parent / "templates")
#: Classes that a template puts together from a prefix and a value.
COMPOSED = {
    "grid__mark--": "present late left_early apologies absent",
    "mark__choice--": "present late left_early apologies absent",
    "note--": "info success warning error",
    "pathway__span--": "secured offered provisional open",
    "pathway__tick--": "secured offered provisional open",
    "places--": "left waiting closed",
    "stops--": "secured offered provisional open",
    "tag--": "secured offered provisional open",
}


def texts(folder: Path, *endings: str) -> dict[str, str]:
    files = [file for ending in endings for file in folder.rglob(f"*.{ending}")]
    return {str(file): file.read_text(encoding="utf-8") for file in files}


@cache
def own_texts() -> dict[str, str]:
    """The text of every file that may name a template or a class."""
    found = texts(TEMPLATES, "html", "txt") | texts(ROOT / "static/js", "js")
    for app in APPS:
        found |= texts(ROOT / app, "py")
    return found


def is_named(template: str, sources: dict[str, str]) -> bool:
    """Whether a file other than the template itself quotes its name."""
    quoted = re.compile(rf"[\"']{re.escape(template)}[\"']")
    own = str(TEMPLATES / template)
    return any(quoted.search(text) for path, text in sources.items() if path != own)


def is_opened_by_name(template: str) -> bool:
    by_library = any((folder / template).exists() for folder in LIBRARIES)
    return by_library or template in STATUS_PAGES | FORM_PACK | emails()


@cache
def emails() -> set[str]:
    return {
        f"{app}/emails/{kind}.{part}.txt"
        for app in ("recruitment", "evaluation")
        for kind in [each.name for each in outbox.kinds()]
        for part in ("subject", "preheader", "body")
    }


def unused_templates(templates: Iterable[str], sources: dict[str, str]) -> list[str]:
    return [
        each
        for each in templates
        if not is_opened_by_name(each) and not is_named(each, sources)
    ]


def classes_in(css: str) -> set[str]:
    """The classes in the selectors of a style sheet."""
    css = re.sub(r"(?s)/\*.*?\*/", "", css)
    selectors = re.sub(r"\{[^{}]*\}", "{}", css)
    return set(re.findall(r"\.([a-zA-Z_][\w-]*)", selectors))


def unused_classes(css: str, sources: dict[str, str]) -> list[str]:
    words = set(re.findall(r"[a-zA-Z_][\w-]*", "\n".join(sources.values())))
    for prefix, values in COMPOSED.items():
        words |= {prefix + value for value in values.split()}
    return sorted(classes_in(css) - words)


def test_every_template_is_used():
    files = [file for file in TEMPLATES.rglob("*") if file.is_file()]
    names = [file.relative_to(TEMPLATES).as_posix() for file in files]

    assert len(names) > 100
    assert unused_templates(sorted(names), own_texts()) == []


def test_a_template_that_nothing_names_is_found():
    sources = {
        str(TEMPLATES / "hubsite/_planted.html"): '{# see "hubsite/_planted.html" #}',
        "hubsite/views/planted.py": 'render(request, "hubsite/_planted.html.old")',
    }

    assert unused_templates(["hubsite/_planted.html"], sources) == [
        "hubsite/_planted.html"
    ]


def test_every_class_of_the_site_is_used():
    css = (ROOT / "static/css/hub.css").read_text(encoding="utf-8")

    assert unused_classes(css, own_texts()) == []


def test_every_class_of_the_admin_is_used():
    css = (ROOT / "static/css/admin.css").read_text(encoding="utf-8")
    theirs = texts(ADMIN, "html", "py", "js", "css")

    assert unused_classes(css, own_texts() | theirs) == []


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (".planted { color: red; }", ["planted"]),
        ("@media print {\n  .note .planted::before { top: 0; }\n}", ["planted"]),
        (".note--success { top: 0.5rem; }", []),
        (".note--planted { top: 0; }", ["note--planted"]),
        ("/* .planted */ .note { background: url(a.svg); }", []),
    ],
)
def test_a_class_that_nothing_uses_is_found(css, found):
    assert unused_classes(css, {"a.html": '<p class="note note--{{ tag }}">'}) == found


def test_every_prefix_of_composed_classes_is_in_a_template():
    pages = "\n".join(texts(TEMPLATES, "html").values())

    assert [prefix for prefix in COMPOSED if f"{prefix}{{{{" not in pages] == []


def test_the_list_at_the_head_of_the_style_sheet_names_existing_classes():
    css = (ROOT / "static/css/hub.css").read_text(encoding="utf-8")
    head = css[: css.index("*/")].partition("Classes for templates:")[2]
    listed = set()
    for name, endings in re.findall(r"\.([\w-]+)(?:\(([^)]*)\))?", head):
        listed |= {name, *(name + ending for ending in endings.split())}

    assert len(listed) > 20
    assert sorted(listed - classes_in(css)) == []
