"""Messages, errors, labels, choices and shipped answers have no internal words."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.contrib.admin.utils import flatten, flatten_fieldsets, label_for_field

from tests.test_words import TEMPLATES, misleading, own_words

ROOT = Path(settings.BASE_DIR)
#: Words of programs, which nobody meets on a page, in a file or in an email.
OF_PROGRAMS = re.compile(
    r"\b(leases?|enqueued?|slugs?|querysets?|payloads?|null|pseudonyms?|outbox"
    r"|superseded?|tracebacks?|HMAC|invalid|entity|entities)\b",
    re.I,
)
TAG = re.compile(r"\{%.*?%\}")
#: The engine and the commands are read by whoever runs the site.
NOT_SPOKEN = {"engine", "management", "migrations"}
LABELS = {
    *("label", "help_text", "verbose_name", "verbose_name_plural", "description"),
    *("short_description", "empty_label", "message"),
}
#: Texts with a space that nobody reads: they are part of a statement or of the log.
QUIET = {"debug", "info", "warning", "exception", "execute", "compile"}
SHIPPED = ("recruitment/answer_options.json", "evaluation/question_sets.json")
SHIPPED_TEXTS = {"label", "text", "title", "hint", "options"}


def internal(words: str) -> list[str]:
    return misleading(words) + OF_PROGRAMS.findall(words)


def internal_in_code(words: str) -> list[str]:
    """As `internal`; nobody reads a template tag, or "urn" as a column of SQL."""
    return [word for word in internal(TAG.sub("", words)) if word != "urn"]


def texts_of(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def unspoken(tree: ast.Module) -> set[int]:
    """Ids of texts that are docstrings, type hints, SQL, patterns or log entries."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        for name in ("annotation", "returns"):
            if isinstance(hint := getattr(node, name, None), ast.AST):
                found |= {id(text) for text in texts_of(hint)}
        if is_quiet(node):
            found |= {id(text) for text in texts_of(node)}
    return found


def is_quiet(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = getattr(node.func.value, "id", "")
    return node.func.attr in QUIET and owner != "messages"


def labels_in(tree: ast.Module) -> set[int]:
    """Ids of texts that stand where a label, a choice or an error message stands."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in LABELS:
            found |= {id(text) for text in texts_of(node.value)}
        if isinstance(node, ast.Assign):
            names = {getattr(target, "id", "") for target in node.targets}
            pair = node.value if isinstance(node.value, ast.Tuple) else None
            if names & LABELS:
                found |= {id(text) for text in texts_of(node.value)}
            elif pair and len(pair.elts) == 2:  # a member of TextChoices
                found |= {id(text) for text in texts_of(pair.elts[1])}
    return found


def spoken(source: str) -> list[str]:
    """Texts of a module that people may read: those of two words, and labels."""
    tree = ast.parse(source)
    left_out, labels = unspoken(tree), labels_in(tree)
    return [
        str(text.value)
        for text in texts_of(tree)
        if id(text) not in left_out
        and (" " in str(text.value).strip() or id(text) in labels)
    ]


def modules() -> list[Path]:
    return [
        file
        for app in ("workgroups", "recruitment", "evaluation", "hubsite")
        for file in sorted((ROOT / app).rglob("*.py"))
        if not NOT_SPOKEN & set(file.parts)
    ]


def shipped_texts(given: Any, key: str = "") -> Iterator[str]:
    """Texts that people read in a shipped file, at any depth."""
    if isinstance(given, str):
        yield from [given] if key in SHIPPED_TEXTS else []
    elif isinstance(given, list):
        for each in given:
            yield from shipped_texts(each, key)
    elif isinstance(given, dict):
        for name, value in given.items():
            yield from shipped_texts(value, name)


PLANTED = {
    'messages.success(request, "The token is new.")': ["token"],
    'messages.info(request, f"{count} passages are read.")': ["passages"],
    'class Gone(Error):\n    message = "Lapsed"': ["Lapsed"],
    'raise NotAllowed("That slug is taken.")': ["slug"],
    'field = CharField(label="Passage")': ["Passage"],
    'field = CharField(help_text="Provisional")': ["Provisional"],
    'class State(TextChoices):\n    OLD = "old", "superseded"': ["superseded"],
    'text = words.counted(total, "passage read")': ["passage"],
    '"""A token of a lease."""': [],
    'logger.warning("lease %s lost", pk)': [],
    'def f(x: "Passage or None") -> "a token":\n    return x': [],
    'rows.filter(token="x")': [],
}


@pytest.mark.parametrize("source", PLANTED)
def test_a_planted_word_is_found_where_people_would_read_it(source):
    found = [word for text in spoken(source) for word in internal(text)]

    assert found == PLANTED[source]


def test_a_word_beside_a_template_tag_is_found_and_one_inside_it_is_not():
    text = '{% url "privacy" hub.slug %} of the outbox {% now "Y" %}'

    assert internal_in_code(text) == ["outbox"]


@pytest.mark.parametrize(
    "module", modules(), ids=lambda file: str(file.relative_to(ROOT))
)
def test_a_module_speaks_to_nobody_in_internal_words(module):
    said = spoken(module.read_text(encoding="utf-8"))

    assert {
        text: internal_in_code(text) for text in said if internal_in_code(text)
    } == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_has_no_internal_words(name):
    said = list(shipped_texts(json.loads((ROOT / name).read_text(encoding="utf-8"))))

    assert len(said) > 20
    assert {text: internal(text) for text in said if internal(text)} == {}


def test_a_planted_answer_is_found():
    given = [{"key": "token", "options": ["yes", {"label": "a passage"}]}]

    assert [internal(text) for text in shipped_texts(given)] == [[], ["passage"]]


def templates() -> list[Path]:
    return sorted(p for p in TEMPLATES.rglob("*") if p.suffix in {".html", ".txt"})


@pytest.mark.parametrize(
    "template", templates(), ids=lambda file: str(file.relative_to(TEMPLATES))
)
def test_a_template_of_staff_has_no_internal_words_either(template):
    assert internal(own_words(template)) == []


def names_in_admin(model_admin: Any) -> list[str]:
    """Labels of the columns and fields that an admin page names, and of choices."""
    model = model_admin.model
    shown = [*model_admin.list_display, *model_admin.readonly_fields]
    shown += flatten_fieldsets(model_admin.fieldsets or ())
    shown += flatten(model_admin.fields or ())
    found = [
        label_for_field(name, model, model_admin)
        for name in dict.fromkeys(shown)
        if isinstance(name, str) and name != "action_checkbox"
    ]
    for field in model._meta.concrete_fields:
        if field.name in shown:
            found += [field.help_text, *(label for _, label in field.flatchoices)]
    return [str(model._meta.verbose_name), *map(str, found)]


@pytest.mark.parametrize(
    "model", site._registry, ids=lambda model: model._meta.label_lower
)
def test_pages_of_the_admin_name_nothing_by_an_internal_word(model):
    said = names_in_admin(site._registry[model])

    assert [text for text in said if internal(text)] == []
