"""`manage.py sample`: reproducible for a seed and a day, and refused in production."""

from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from evaluation.models import FeedbackForm
from recruitment import links
from recruitment.models import Place
from sample.building import build
from tests.factories import make_hub
from workgroups.models import Hub, Role, Session

DAY = date(2026, 11, 23)
OURS = ("workgroups", "recruitment", "evaluation")
#: Primary keys and values that depend on them: they differ in a database that was
#: used before.
POINTING = {"subject_id", "about_id", "recipient_id", "occasion", "pseudonym"}


def everything():
    """Every row of the project by model, without primary keys."""
    found = {}
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            names = [
                field.name
                for field in model._meta.concrete_fields
                if not field.is_relation
                and field.name not in POINTING
                and field.get_internal_type() != "BigAutoField"
            ]
            rows = model._base_manager.order_by("pk").values_list(*names)
            found[model.__name__] = list(rows)
    return found


def built(**options):
    """The rows of a sample, which is rolled back afterwards."""
    with transaction.atomic():
        text = build(**{"seed": 1, "day": DAY, "hubs": 2, **options})
        rows = everything()
        transaction.set_rollback(True)
    return text, rows


@pytest.mark.django_db
def test_the_same_seed_and_day_give_the_same_rows():
    _, first = built()
    _, again = built()
    _, other = built(seed=2)

    assert first == again
    assert first["Place"] != other["Place"]
    assert len(first["Place"]) > 350


@pytest.mark.django_db
def test_sample_fills_an_empty_database_and_lists_the_sign_ins(settings, tmp_path):
    settings.VAR = tmp_path

    call_command("sample", "--on", "2026-11-23")

    text = (tmp_path / "sample-sign-ins.txt").read_text()
    session = Session.objects.get(on=DAY, hub__slug="london-south-east-plus")
    assert f"/sessions/{session.pk}/register/" in text
    assert "chalk-and-counters" in text
    for role in Role.objects.select_related("user"):
        assert role.user.email in text
    tokens = [
        line.split("/")[-2]
        for line in text.splitlines()
        if any(f"/{page}/" in line for page in ("sign-in", "confirm", "mentor"))
    ]
    opened = [links.read_token(token) for token in tokens]
    assert {link.purpose for link in opened} == {"sign_in", "confirm", "mentor"}
    subject = next(link for link in opened if link.purpose == "confirm").subject_id
    assert Place.objects.get(pk=subject).state == "offered"


@pytest.mark.django_db
def test_sample_refuses_a_database_that_has_hubs():
    make_hub()

    with pytest.raises(CommandError, match="has hubs already"):
        call_command("sample")

    assert Hub.objects.count() == 1


def test_sample_refuses_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="never put into a production database"):
        call_command("sample")


@pytest.mark.parametrize("given", [["--hubs", "0"], ["--hubs", "x"], ["--on", "May"]])
def test_sample_refuses_what_it_cannot_read(given):
    with pytest.raises(CommandError, match="give 1 or more|write it as"):
        call_command("sample", *given)


@pytest.mark.django_db
@pytest.mark.parametrize("hubs", [1, 4])
def test_as_many_hubs_as_asked_for(hubs):
    _, rows = built(hubs=hubs)

    assert len(rows["Hub"]) == hubs
    assert len({row[1] for row in rows["Hub"]}) == hubs


@pytest.mark.django_db
def test_more_hubs_have_rows_of_their_own():
    build(seed=1, day=DAY, hubs=12)

    for hub in Hub.objects.all():
        assert Place.objects.filter(hub=hub).count() >= 20
        assert FeedbackForm.objects.filter(hub=hub).exists()
        assert Role.objects.filter(hub=hub).count() >= 3


@pytest.mark.django_db
def test_the_sample_can_be_built_in_any_month(request):
    months = range(1, 13) if request.config.getoption("proofs") else (8,)

    for month in months:
        for day in (1, 15, 28):
            _, rows = built(day=date(2027, month, day), hubs=1)
            assert len(rows["Hub"]) == 1
