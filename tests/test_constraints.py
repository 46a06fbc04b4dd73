"""A violated constraint is said in words, never by its own name."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from tests import factories

OURS = ("workgroups", "recruitment", "evaluation")
FIRST_WORDS = "Constraint “"


def speaking(constraint, model) -> str:
    """What Django says where a row violates a constraint of a model."""
    columns = getattr(constraint, "fields", ())
    if columns and constraint.condition is None:
        return model().unique_error_message(model, columns).messages[0]
    return constraint.get_violation_error_message()


def named() -> list[str]:
    return [
        f"{model.__name__}: {words}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for constraint in model._meta.constraints
        if FIRST_WORDS in (words := speaking(constraint, model))
        or constraint.name in words
    ]


def test_no_constraint_speaks_in_its_own_name():
    assert named() == []


def test_a_constraint_without_words_is_found(monkeypatch):
    plain = models.CheckConstraint(condition=models.Q(pk__gt=0), name="some_rule")
    options = apps.get_model("workgroups.Hub")._meta
    monkeypatch.setattr(options, "constraints", [plain])

    assert named() == ["Hub: Constraint “some_rule” is violated."]


@pytest.mark.django_db
def test_a_session_that_ends_before_it_starts_is_refused_in_words():
    session = factories.make_session()
    session.ends = session.starts

    with pytest.raises(ValidationError) as refused:
        session.full_clean()

    assert refused.value.messages == ["A session ends after it starts."]
