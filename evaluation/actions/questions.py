"""Question sets: the shipped masters, and a hub's own copies of them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from evaluation.models import FeedbackForm, Question, QuestionSet
from workgroups import audit
from workgroups.models import Hub, User

SHIPPED = Path(__file__).resolve().parent.parent / "question_sets.json"
#: What an answer means; where one of these changes, earlier answers are not compared.
MEANING = frozenset({"key", "kind", "text", "low_label", "high_label", "options"})
KEY_LENGTH = 40
COPIED = ["number", "key", "kind", "text", "hint", "low_label", "high_label", "options"]


def shipped_sets() -> list[dict[str, Any]]:
    """The shipped sets as plain data, in file order."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@transaction.atomic
def ship_question_sets() -> None:
    """Create missing national masters; a second call changes nothing."""
    for each in shipped_sets():
        master, made = QuestionSet.objects.get_or_create(
            hub=None, kind=each["kind"], title=each["title"], version=each["version"]
        )
        if made:
            Question.objects.bulk_create(
                Question(question_set=master, number=number, **question)
                for number, question in enumerate(each["questions"], start=1)
            )


@transaction.atomic
def copy_question_set(master: QuestionSet, *, hub: Hub) -> QuestionSet:
    """A hub's own copy of a master; an existing copy is returned unchanged."""
    own, made = QuestionSet.objects.get_or_create(
        hub=hub,
        kind=master.kind,
        title=master.title,
        version=master.version,
        defaults={"copied_from": master},
    )
    if made:
        Question.objects.bulk_create(
            Question(
                hub=hub,
                question_set=own,
                **{name: getattr(question, name) for name in COPIED},
            )
            for question in master.questions.all()
        )
    return own


@transaction.atomic
def copy_question_sets(*, hub: Hub, by: User, at: datetime) -> int:
    """Copy the newest national set of each kind that the hub has none of; how many."""
    own = QuestionSet.objects.filter(hub=hub).values("kind")
    masters: dict[str, QuestionSet] = {}
    in_use = QuestionSet.objects.filter(hub=None, retired_on=None)
    national = in_use.exclude(kind__in=own)
    for master in national.order_by("-version", "pk"):
        masters.setdefault(master.kind, master)
    copies = [copy_question_set(master, hub=hub) for master in masters.values()]
    audit.record_many("copy_questions", copies, actor=by, at=at)
    return len(copies)


def question_set_for(hub: Hub, kind: str) -> QuestionSet:
    """The hub's newest set of a kind in use; copied from the master if none is."""
    in_use = QuestionSet.objects.filter(kind=kind, retired_on=None)
    found = in_use.filter(hub=hub).order_by("-version", "pk").first()
    if found is not None:
        return found
    masters = in_use.filter(hub=None).order_by("-version", "pk")
    if not masters.exists():
        ship_question_sets()
    return copy_question_set(masters[0], hub=hub)


def was_asked(question_set: QuestionSet) -> bool:
    return FeedbackForm.objects.filter(question_set=question_set).exists()


@transaction.atomic
def write_version(
    former: QuestionSet,
    asked: Iterable[Mapping[str, Any]],
    *,
    reworded: Iterable[str],
    by: User,
    at: datetime,
) -> QuestionSet:
    """A new version of a set that was asked; the former one stays as it was asked.

    `asked` has the fields of each question, and `reworded` the keys of those that mean
    something else. Those get keys of their own, so that nothing compares their answers
    with earlier ones.
    """
    same = QuestionSet.objects.filter(hub=former.hub, kind=former.kind)
    version = max(same.values_list("version", flat=True)) + 1
    new = QuestionSet.objects.create(
        hub=former.hub,
        copied_from=former.copied_from,
        kind=former.kind,
        title=former.title,
        version=version,
    )
    keys = {key: f"{key[: KEY_LENGTH - 6]}_v{version}" for key in reworded}
    Question.objects.bulk_create(
        Question(
            hub=former.hub,
            question_set=new,
            **{**fields, "key": keys.get(fields["key"], fields["key"])},
        )
        for fields in asked
    )
    audit.record("write_version", new, actor=by, fields=["version"], at=at)
    return new
