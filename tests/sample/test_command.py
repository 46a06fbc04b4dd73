"""`manage.py sample`: reproducible for a seed and a day, and refused in production."""

from datetime import date
from hashlib import sha256

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from evaluation.actions import responses
from evaluation.models import FeedbackForm
from recruitment import links
from recruitment.models import Place
from sample.building import build
from tests import sample_rows
from tests.factories import make_hub
from workgroups.models import Hub, Role, Session

DAY = date(2026, 11, 23)


def digests():
    """A digest of every table, link tables included.

    A key is told by the place of its row in the table it belongs to, because a database
    that was used before goes on counting. Encrypted answers are told by their text,
    because the ciphertext is bound to the keys.
    """
    models = [
        model
        for label in sample_rows.OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    places = {
        model: {
            pk: place
            for place, pk in enumerate(
                model._base_manager.order_by("pk").values_list("pk", flat=True)
            )
        }
        for model in models
    }
    by_label = {model._meta.label_lower: places[model] for model in models}
    return {
        model._meta.label: (len(places[model]), digest_of(model, places, by_label))
        for model in models
    }


def digest_of(model, places, by_label):
    """The SHA-256 of a table's rows; pairs of a many-to-many table have no order."""
    rows, seen = [], {}
    for row in model._base_manager.order_by("pk").values():
        rows.append([])
        for field in model._meta.concrete_fields:
            value = row[field.attname]
            if field.primary_key and isinstance(value, int):
                value = None
            elif field.is_relation and field.target_field.primary_key:
                value = places[field.related_model].get(value)
            elif field.name in ("subject_id", "about_id", "recipient_id"):
                label = row[field.name.replace("_id", "_type")]
                value = by_label[label][value]
            elif field.name == "object_id" and value:
                value = by_label[row["object_type"]][int(value)]
            elif field.name == "occasion" and value.isdecimal():
                value = by_label["recruitment.placeevent"][int(value)]
            elif field.name == "digest":
                value = None  # made from keys, which PostgreSQL never gives twice
            elif field.name == "ciphertext":
                value = responses.decrypt(model(**row))
            elif field.name == "pseudonym" and value:
                value = seen.setdefault(value, len(seen))
            rows[-1].append(repr((field.name, value)))
    if model._meta.auto_created:
        rows.sort()
    return sha256(repr(rows).encode()).hexdigest()


def built(fill=build, **options):
    """The digests of a sample, which is rolled back afterwards."""
    with transaction.atomic():
        fill(**options)
        found = digests()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.any_day
def test_the_same_seed_and_day_give_the_same_rows(now):
    day = timezone.localdate(now)

    first = built(sample_rows.fill, day=day)
    again = built(seed=1, day=day, hubs=2)

    assert first == again
    assert first["recruitment.Place"][0] > 350
    assert first["recruitment.Email"][0] > 2000


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
@pytest.mark.one_database
def test_another_seed_gives_other_people_and_one_hub_is_enough():
    first, other = (built(seed=seed, day=DAY, hubs=1) for seed in (1, 2))

    assert first["workgroups.Hub"][0] == other["workgroups.Hub"][0] == 1
    assert first["workgroups.School"] == other["workgroups.School"]
    for label in ("recruitment.Place", "recruitment.Email", "evaluation.Answer"):
        assert first[label] != other[label]


@pytest.mark.django_db
@pytest.mark.long_form
@pytest.mark.one_database
def test_more_hubs_have_rows_of_their_own(request):
    hubs = 12 if request.config.getoption("proofs") else 3

    build(seed=1, day=DAY, hubs=hubs)

    assert Hub.objects.count() == hubs
    for hub in Hub.objects.all():
        assert Place.objects.filter(hub=hub).count() >= 20
        assert FeedbackForm.objects.filter(hub=hub).exists()
        assert Role.objects.filter(hub=hub).count() >= 3
