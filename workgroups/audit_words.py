"""The audit log in sentences: who did what to which thing, and when.

Each app adds the words of its actions, and how its rows are called, when it is loaded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from workgroups import academic_years, words
from workgroups.models import AuditEntry

SITE = "The site"  # who acts where no account and no person does


@dataclass(frozen=True)
class Phrase:
    """What an action is called after the name of who did it.

    `by` says who did it where no account acted.
    """

    did: str
    by: str = SITE
    says_thing: bool = False  # whether the words say already what it was done to


@dataclass(frozen=True)
class Names:
    """The columns that make the name of a row: a path or an expression each."""

    name: Any
    of: Any = ""
    start_year: str = ""
    on: str = ""

    def columns(self, label: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows as texts: model, id, and the four parts of the name."""
        parts = {"name_": self.name, "of_": self.of}
        parts |= {"year_": self.start_year, "on_": self.on}
        texts = {name: _text(part) for name, part in parts.items()}
        found = rows.order_by().annotate(
            model_=_text(Value(label)), id_=_text("pk"), **texts
        )
        return found.values_list("model_", "id_", *texts)


def _text(part: Any) -> Cast:
    if part == "":
        part = Value("")
    return Cast(F(part) if isinstance(part, str) else part, CharField())


@dataclass(frozen=True)
class Sentence:
    """One entry of the audit log; `thing` is empty on the thing's own page."""

    who: str
    did: str
    thing: str
    is_readable: bool  # whether the account may open the thing
    when: str
    entry: AuditEntry

    def __str__(self) -> str:
        thing = f": {self.thing}" if self.thing else ""
        return f"{self.who} {self.did}{thing}, {self.when}"


_PHRASES: dict[str, Phrase] = {
    "added": Phrase("added"),
    "changed": Phrase("changed"),
    "deleted": Phrase("deleted"),
    "exported as csv": Phrase("exported a list as CSV"),
    "exported as xlsx": Phrase("exported a list as XLSX"),
    "retired": Phrase("retired"),
    "brought_back": Phrase("brought back what was retired"),
    "save_list": Phrase("saved a list"),
    "delete_saved_list": Phrase("deleted a saved list"),
    "send_saved_list": Phrase("sent the list of the month"),
    "download_list": Phrase("downloaded a list"),
    "copy_programme": Phrase("copied a national programme"),
    "renew_notice": Phrase("made a new version of the privacy notice"),
    "import_stage": Phrase("read a school’s stage from a list"),
    "read_notice": Phrase("read the privacy notice"),
    "add_group_from_project": Phrase("added a group of a project"),
    "copy_project": Phrase("copied a project from the year before"),
    "make_next_years_groups": Phrase("made a group from one of the year before"),
    "share_plan": Phrase("made a group’s plan the common one"),
    "depart_from_plan": Phrase("changed the plan of a session"),
    "agree_plan": Phrase("agreed to a plan"),
    "send_plan_back": Phrase("sent a plan back"),
    "propose_plan_change": Phrase("proposed a change of a common plan"),
    "comment_on_plan": Phrase("commented on a plan"),
    "answer_plan_comment": Phrase("answered what was said about a plan"),
    "write_session_note": Phrase("wrote the note of a session"),
    "save_wording": Phrase("changed what a letter says"),
    "restore_wording": Phrase("went back to the shipped words of a letter"),
    "save_public_text": Phrase("changed a public text"),
    "restore_public_text": Phrase("went back to the shipped words of a public text"),
}
_NAMES: dict[str, Names] = {
    "workgroups.hub": Names("name"),
    "workgroups.localauthority": Names("name"),
    "workgroups.school": Names("name"),
    "workgroups.provider": Names("name"),
    "workgroups.framework": Names("name"),
    "workgroups.schoolyear": Names("school__name", start_year="start_year"),
    "workgroups.programme": Names("name"),
    "workgroups.project": Names("title", start_year="start_year"),
    "workgroups.commonplan": Names("project__title", of="number"),
    "workgroups.plancomment": Names("project__title", of="number"),
    "workgroups.workgroup": Names("title"),
    "workgroups.session": Names("work_group__title", of="number", on="on"),
    "workgroups.yeardate": Names("name"),
    "workgroups.providerdate": Names("provider__name", on="from_on"),
    "workgroups.savedlist": Names("name"),
    "workgroups.listexport": Names("name"),
    "workgroups.user": Names("name"),
    "workgroups.role": Names("user__name"),
}


def add_phrases(phrases: Mapping[str, Phrase]) -> None:
    _PHRASES.update(phrases)


def add_names(names: Mapping[str, Names]) -> None:
    _NAMES.update(names)


def phrase_of(action: str) -> Phrase:
    """The words of an action; those of one that is no longer done are its name."""
    return _PHRASES.get(action) or Phrase(action.replace("_", " "))


def sentences(
    entries: Iterable[AuditEntry], user: Any, *, own: tuple[str, str] | None = None
) -> list[Sentence]:
    """Entries as sentences, with the names of things that the account may read.

    `own` is the model and id of the thing whose page this is: it is not named. The
    names are read in one statement. `entries` are read with their actor.
    """
    found = list(entries)
    things = {(each.object_type, each.object_id) for each in found} - {own, None}
    names = _names_of(things, user)
    return [_sentence(each, names, own) for each in found]


def _sentence(
    entry: AuditEntry, names: Mapping[Any, str], own: tuple[str, str] | None
) -> Sentence:
    phrase = phrase_of(entry.action)
    key = (entry.object_type, entry.object_id)
    thing = "" if key == own or phrase.says_thing else names.get(key) or _unnamed(entry)
    did = phrase.did
    if entry.action == "changed" and entry.fields:
        did += f" {_fields_in_words(entry)}"
    return Sentence(
        who=str(entry.actor) if entry.actor else phrase.by,
        did=did,
        thing=thing,
        is_readable=key in names,
        when=moment(entry.at),
        entry=entry,
    )


def moment(at: datetime) -> str:
    """A moment as "12 January 2027 at 14:31", London time."""
    return f"{words.local_day(at)} at {at.astimezone(words.LONDON):%H:%M}"


def _fields_in_words(entry: AuditEntry) -> str:
    model: Any = apps.get_model(entry.object_type)
    return words.listed([_field_in_words(model, f) for f in entry.fields.split(", ")])


def _field_in_words(model: Any, name: str) -> str:
    """The words of a field; that of a row below is stored as "stages.name"."""
    try:
        return str(model._meta.get_field(name).verbose_name)
    except (FieldDoesNotExist, AttributeError):
        return name.rpartition(".")[2].replace("_", " ")


def _unnamed(entry: AuditEntry) -> str:
    """What a thing is, where it has no name, is gone or may not be read."""
    options = apps.get_model(entry.object_type)._meta
    if not entry.object_id:
        return str(options.verbose_name_plural)
    return str(options.verbose_name)


def _names_of(things: set[Any], user: Any) -> dict[Any, str]:
    ids: dict[str, set[str]] = defaultdict(set)
    for label, pk in things:
        if label in _NAMES and pk:
            ids[label].add(pk)
    parts = [
        _NAMES[label].columns(label, _readable(label, user).filter(pk__in=pks))
        for label, pks in sorted(ids.items())
    ]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    return {(label, pk): _name(*texts) for label, pk, *texts in rows}


def _readable(label: str, user: Any) -> Any:
    model: Any = apps.get_model(label)
    return model.objects.visible_to(user)


def _name(name: str, of: str, start_year: str, on: str) -> str:
    """A name such as "Greenwich, session 3 on 18 January 2027"; "" for a blank one."""
    said = name.strip()
    if on:
        return f"{said}, session {of} on {words.day(date.fromisoformat(on))}"
    if of:
        said += f" in {of}"
    return f"{said}, {academic_years.label(int(start_year))}" if start_year else said
