"""Every import points downwards: between apps (floors) and between modules (rooms).

ROOMS lists the rooms from lowest to highest. BESIDE gives a module that is named by
its subject the rank of a room; a package in BY_FILE is ranked file by file.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["workgroups", "recruitment", "evaluation", "sample", "hubsite"]
ROOMS = (
    "choices errors rules querysets models links outbox queries email_kinds delivery "
    "actions forms tasks admin views urls"
).split()
BESIDE = {
    "workgroups": {
        "academic_years": "rules",
        "words": "rules",
        "working_days": "rules",
        "wordings": "rules",
        "randomness": "choices",
        "ciphers": "choices",
        "export_files": "rules",
        "permissions": "rules",
        "pathway": "rules",
        "plan_words": "rules",
        "next_year": "rules",
        "typed_dates": "rules",
        "table_files": "rules",
        "stage_lists": "rules",
        "workbooks": "rules",
        "word_paragraphs": "rules",
        "session_plans": "queries",
        "session_search": "rules",
        "form_fields": "rules",
        "form_renderer": "rules",
        "gias": "rules",
        "group_search": "queries",
        "grid": "queries",
        "school_search": "queries",
        "mistyped": "queries",
        "trigrams": "rules",
        "open_tasks": "queries",
        "counted_lists": "queries",
        "list_questions": "queries",
        "retiring": "queries",
        "hub_year": "queries",
        "audit_words": "queries",
        "public_texts": "queries",
        "markup": "choices",
        "session_clashes": "queries",
        "mentor_plans": "queries",
        "plan_sections": "queries",
        "plan_reviews": "queries",
        "next_year_plans": "queries",
        "requests": "models",
        "jobs": "models",
        "caching": "models",
        "audit": "models",
        "rate_limits": "models",
        "exports": "admin",
        "admin_base": "admin",
        "shown_values": "forms",
    },
    "recruitment": {
        "calendars": "queries",
        "grouping": "rules",
        "audiences": "queries",
        "personal_data": "queries",
        "message_email_kinds": "email_kinds",
        "message_previews": "forms",
        "code_email_kinds": "email_kinds",
        "holding": "models",
        "mail_server": "outbox",
        "placeholders": "rules",
        "retention": "rules",
        "list_columns": "rules",
        "interest_lists": "rules",
        "list_previews": "queries",
        "recruiting_links": "queries",
        "email_html": "outbox",
        "account_email_kinds": "email_kinds",
        "ended_email_kinds": "email_kinds",
        "release_email_kinds": "email_kinds",
        "list_email_kinds": "email_kinds",
        "opening_email_kinds": "email_kinds",
        "mentor_email_kinds": "email_kinds",
        "mentor_told_email_kind": "email_kinds",
        "session_email_kinds": "email_kinds",
        "decorators": "views",
        "participant_sessions": "links",
        "rate_limits": "forms",
        "computers": "forms",
        "registration.__init__": "choices",
        "registration.question_types": "rules",
        "registration.steps": "rules",
        "registration.questions": "rules",
        "registration.asking": "rules",
        "registration.keeping": "rules",
        "registration.wording": "rules",
        "registration.unknown": "rules",
        "registration.group_choices": "queries",
        "registration.forms": "forms",
        "registration.asked_again": "forms",
        "registration.details": "forms",
        "registration.domains": "forms",
        "registration.kept_cookies": "views",
        "registration.later": "views",
        "registration.wizard": "views",
        "registration.check_answers": "views",
        "registration.views": "views",
    },
    "evaluation": {
        "engine": "choices",
        "statistics": "rules",
        "suppression": "rules",
        "redaction": "rules",
        "key_files": "rules",
        "encryption": "rules",
        "snapshots": "queries",
        "tables": "queries",
        "shown_ratings": "queries",
        "reports": "queries",
        "report_forms": "forms",
        "slip_forms": "forms",
        "coding_forms": "forms",
        "implication_forms": "forms",
        "visit_forms": "forms",
        "reported_forms": "forms",
        "implication_email_kinds": "email_kinds",
        "evidence_files": "rules",
        "codebook_files": "rules",
        "evidence_forms": "forms",
        "team_forms": "forms",
        "reminder_email_kinds": "email_kinds",
    },
    "sample": {},
    "hubsite": {},
}
#: Packages whose files are ranked one by one.
BY_FILE = {"recruitment.registration"}
# Django loads these or people run them; no module imports them.
OUTSIDE_ROOMS = {"__init__", "apps", "management", "migrations", "templatetags"}
PRIVATE = {"forms", "tasks", "admin", "views", "urls", "management", "apps"}
PRIVATE |= {
    f"registration.{file}"
    for file in ("forms", "asked_again", "details", "wizard", "views", "later")
}
HEAVY = {
    *("pandas", "numpy", "scipy", "sklearn", "threadpoolctl", "matplotlib"),
    *("docx", "pptx", "typst", "xlsxwriter"),
}
# Libraries of one module, which loads them when it first needs them.
OF_ONE_MODULE = {
    "icalendar": "recruitment.calendars",
    "holidays": "workgroups.working_days",
    "openpyxl": "workgroups.workbooks",
}
LAZY = HEAVY | set(OF_ONE_MODULE)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
HEAVY_ROOMS = {"tables", "shown_ratings", "reports", "engine"}
EXPORTS = ("workgroups.exports", "xlsxwriter")  # every app exports lists
# Calls that import a module by a name in text, which the other checks cannot read.
BY_TEXT = {"import_module", "import_string", "__import__", "reload", "exec", "eval"}
BY_TEXT_MODULES = {"importlib", "runpy", "pkgutil", "imp"}


@dataclass(frozen=True)
class Import:
    """One imported module by its full path, with the place of the statement."""

    name: str
    line: int
    in_function: bool = False
    for_types: bool = False
    relative: bool = False


def imports(source: str) -> Iterator[Import]:
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, FUNCTIONS)]
    in_functions = {id(node) for each in functions for node in ast.walk(each)}
    blocks = [node for node in nodes if isinstance(node, ast.If)]
    blocks = [node for node in blocks if "TYPE_CHECKING" in ast.unparse(node.test)]
    for_types = {id(node) for each in blocks for node in ast.walk(each)}
    for node in nodes:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        where = (node.lineno, id(node) in in_functions, id(node) in for_types)
        for alias in node.names:
            if isinstance(node, ast.Import):
                yield Import(alias.name, *where)
            else:
                yield Import(full_name(node, alias), *where, relative=node.level > 0)


def full_name(node: ast.ImportFrom, alias: ast.alias) -> str:
    """ "from recruitment import queries" imports a module, "from x import y" a name."""
    module = node.module or ""
    return f"{module}.{alias.name}" if module in APP_PATHS else module


APP_PATHS = {
    *FLOORS,
    *(f"{app}.{package.name}" for app in FLOORS for package in (ROOT / app).glob("*/")),
}


def room_of(module: str) -> str:
    """The room of "recruitment.actions.places" is "actions".

    In a package of BY_FILE the file is named too: "registration.forms".
    """
    parts = module.split(".")
    if ".".join(parts[:2]) in BY_FILE:
        return f"{parts[1]}.{parts[2] if len(parts) > 2 else '__init__'}"
    return parts[1] if len(parts) > 1 else "__init__"


def rank(app: str, room: str) -> int | None:
    """The rank of a room in its app; None for a module without a room."""
    room = BESIDE[app].get(room, room)
    return ROOMS.index(room) if room in ROOMS else None


def faults(module: str, source: str) -> list[str]:
    """The faulty imports of one module, each as a sentence."""
    app, room = module.split(".")[0], room_of(module)
    found = []
    for each in imports(source):
        top = each.name.split(".")[0]
        if each.relative:
            found.append(f"{module}:{each.line} imports by a relative path")
        elif top in LAZY:
            found += heavy_faults(module, app, room, each)
        elif top in FLOORS and top != app:
            found += floor_faults(module, app, each)
        elif top == app and not each.for_types:  # an import for annotations is allowed
            found += room_faults(module, app, room, each)
        if each.in_function and top not in LAZY and room != "apps":
            found.append(f"{module}:{each.line} imports {each.name} in a function")
    return [*found, *text_faults(module, source)]


def text_faults(module: str, source: str) -> Iterator[str]:
    """Ways to import a module by its name in text, past every rule above."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names += [getattr(node, "module", None) or ""]
        elif isinstance(node, ast.Name):
            names = [node.id]
        elif isinstance(node, ast.Attribute) and node.attr in BY_TEXT - {"eval"}:
            names = [node.attr]
        for name in names:
            if name in BY_TEXT or name.split(".")[0] in BY_TEXT_MODULES:
                yield f"{module}:{node.lineno} imports by text with {name}"
                break


def heavy_faults(module: str, app: str, room: str, each: Import) -> Iterator[str]:
    owner = OF_ONE_MODULE.get(each.name.split(".")[0])
    exempt = (module, each.name) == EXPORTS or module == owner
    if not exempt and owner:
        yield f"{module}:{each.line} imports {each.name}, which is for {owner}"
    elif not exempt and (app != "evaluation" or room not in HEAVY_ROOMS):
        yield f"{module}:{each.line} imports {each.name}, which is for evaluation"
    elif not each.in_function and not each.for_types:
        yield f"{module}:{each.line} imports {each.name} outside a function"


def floor_faults(module: str, app: str, each: Import) -> Iterator[str]:
    there = each.name.split(".")[0]
    if there not in FLOORS[: FLOORS.index(app)]:
        yield f"{module}:{each.line} imports {each.name} from a floor above"
    elif app != "hubsite" and room_of(each.name) in PRIVATE:
        yield f"{module}:{each.line} imports {each.name}, its app's own affair"


def room_faults(module: str, app: str, room: str, each: Import) -> Iterator[str]:
    there = room_of(each.name)
    here_rank, there_rank = rank(app, room), rank(app, there)
    if there_rank is None or here_rank is None or there == room:
        return
    if room == "engine" or there_rank > here_rank:
        yield f"{module}:{each.line} imports {each.name} from a room above"


def modules() -> dict[str, Path]:
    """Every module of the project by its full path, without migrations."""
    files = [file for app in FLOORS for file in sorted((ROOT / app).rglob("*.py"))]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): file
        for file in files
        if "migrations" not in file.parts
    }


def test_every_import_points_towards_what_happened_earlier():
    found = [
        fault
        for module, file in modules().items()
        for fault in faults(module, file.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_module_has_a_room():
    homeless = [
        module
        for module in modules()
        if not module.startswith(("sample.", "hubsite."))
        and rank(module.split(".")[0], room_of(module)) is None
        and room_of(module) not in OUTSIDE_ROOMS
        and "." in module
    ]

    assert homeless == []


@pytest.mark.parametrize(
    "file", ["question_types", "questions", "asking", "keeping", "wording", "unknown"]
)
def test_declarations_of_questions_know_no_form_and_no_row(file):
    source = (ROOT / f"recruitment/registration/{file}.py").read_text(encoding="utf-8")

    named = {each.name for each in imports(source) if not each.for_types}

    assert [
        each for each in named if each.startswith(("django", "workgroups.models"))
    ] == []


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("workgroups.models", "import recruitment.models", "from a floor above"),
        ("recruitment.rules", "from hubsite import settings", "from a floor above"),
        ("evaluation.actions", "from recruitment.views import home", "own affair"),
        ("recruitment.rules", "from recruitment import models", "from a room above"),
        ("recruitment.models", "import recruitment.views", "from a room above"),
        ("recruitment.models", "from . import choices", "by a relative path"),
        ("recruitment.views", "import pandas", "which is for evaluation"),
        ("evaluation.tables", "import pandas as pd", "outside a function"),
        ("recruitment.calendars", "import icalendar", "outside a function"),
        ("workgroups.rules", "import holidays", "is for workgroups.working_days"),
        ("evaluation.engine.rank", "from evaluation import models", "a room above"),
        ("evaluation.views", "def show():\n import json", "json in a function"),
        ("workgroups.academic_years", "import workgroups.views", "from a room above"),
        ("workgroups.jobs", "import importlib", "by text with importlib"),
        ("workgroups.jobs", "from importlib import import_module", "by text with"),
        (
            "workgroups.jobs",
            "import importlib.util as x",
            "by text with importlib.util",
        ),
        ("workgroups.jobs", "__import__('recruitment.models')", "by text with __imp"),
        (
            "workgroups.jobs",
            "from django.utils.module_loading import import_string as load",
            "by text with import_string",
        ),
        (
            "workgroups.jobs",
            "from django.utils import module_loading\n"
            "module_loading.import_string('recruitment.models.Place')",
            "by text with import_string",
        ),
        ("workgroups.jobs", "exec('import recruitment')", "by text with exec"),
        (
            "recruitment.registration.questions",
            "from recruitment.registration import forms",
            "from a room above",
        ),
        (
            "recruitment.registration.forms",
            "from recruitment.registration.wizard import Steps",
            "from a room above",
        ),
        (
            "recruitment.actions.staff",
            "from recruitment.registration.forms import StepForm",
            "from a room above",
        ),
    ],
)
def test_a_planted_fault_is_found(module, source, fault):
    found = faults(module, source)

    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("evaluation.actions.codings", "from recruitment.models import Place"),
        ("evaluation.tables", "def figures():\n    import pandas as pd"),
        ("evaluation.tables", "if TYPE_CHECKING:\n    import pandas as pd"),
        ("recruitment.calendars", "def of():\n    from icalendar import Event"),
        ("recruitment.actions.places", "from recruitment.actions import attendance"),
        ("recruitment.apps", "def ready(self):\n    from recruitment import emails"),
        (
            "workgroups.permissions",
            "if TYPE_CHECKING:\n from workgroups.models import User",
        ),
        ("hubsite.views", "from workgroups.views import home"),
        (
            "recruitment.actions.staff",
            "from recruitment.registration import questions",
        ),
        ("recruitment.queries.figures", "from workgroups import academic_years"),
    ],
)
def test_a_correct_import_is_accepted(module, source):
    assert faults(module, source) == []
