"""Pseudonyms become those of participant and programme; rare ones are left out.

A pseudonym was an HMAC of the place. It is replaced where the key's file is there.
Then the forms are gone through in the order of their closing, as if each closed now:
a pseudonym stays only where five people or more are paired in the same way.
"""

import hashlib
import hmac
from collections import defaultdict

from django.db import migrations

from evaluation import key_files, rules


def path_of(hub_id, year):
    return key_files.folder("pairing") / f"{hub_id}-{year}.key"


def sign(key, about):
    return hmac.new(key, about.encode(), hashlib.sha256).hexdigest()


def rename(apps, schema_editor):
    """Replace each pseudonym of a place by that of its person."""
    responses = apps.get_model("evaluation", "Response").objects
    places = apps.get_model("recruitment", "Place").objects
    known = set(responses.exclude(pseudonym="").values_list("pseudonym", flat=True))
    if not known:
        return
    began = first_years(apps)
    for place in places.all():
        key = key_files.find(path_of(place.hub_id, place.start_year))
        old = sign(key, f"place {place.pk}") if key else ""
        if old not in known:
            continue
        programme = (place.participant_id, place.programme_id)
        year = min(place.start_year, began.get(programme, place.start_year))
        about = "participant {} programme {}".format(*programme)
        new = sign(key_files.find_or_make(path_of(place.hub_id, year)), about)
        responses.filter(pseudonym=old).update(pseudonym=new)


def first_years(apps):
    """The first year with a confirmed place, by participant and programme."""
    events = apps.get_model("recruitment", "PlaceEvent").objects
    rows = events.filter(to_state="confirmed").values_list(
        "place__participant", "place__programme", "place__start_year"
    )
    found = {}
    for *programme, year in rows:
        key = tuple(programme)
        found[key] = min(year, found.get(key, year))
    return found


def leave_out_rare_ones(apps, schema_editor):
    forms = apps.get_model("evaluation", "FeedbackForm").objects
    responses = apps.get_model("evaluation", "Response").objects
    earlier = defaultdict(lambda: defaultdict(tuple))  # by hub, then pseudonym
    for form in forms.filter(
        closed_at__isnull=False,
        question_set__kind__in=["baseline", "final", "follow_up"],
    ).order_by("closed_at", "pk"):
        rows = list(responses.filter(form=form))
        before = earlier[form.hub_id]
        kept = rules.left_blank([row.pseudonym for row in rows], before)
        for row, pseudonym in zip(rows, kept, strict=True):
            if pseudonym:
                before[pseudonym] = (*before[pseudonym], form.pk)
            elif row.pseudonym:
                responses.filter(pk=row.pk).update(pseudonym="")


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0005_no_answers_in_plain_text")]

    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop),
        migrations.RunPython(leave_out_rare_ones, migrations.RunPython.noop),
    ]
