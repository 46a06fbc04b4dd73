"""Make a venue of the words that a group or a session had for it.

Words that differ in case, punctuation or accents alone are one venue. Back again, the
words are the name of the venue.
"""

from django.db import migrations

from workgroups.rules import search_name

NAMED = ("WorkGroup", "Session")


def make_rows(apps, schema_editor):
    """Groups come before sessions, so that a spelling of a group becomes the name."""
    venues: dict = {}
    for name in NAMED:
        model = apps.get_model("workgroups", name)
        said = model.objects.exclude(venue_words="").order_by("pk")
        for pk, hub_id, text in said.values_list("pk", "hub_id", "venue_words"):
            words = " ".join(text.split())
            if words:
                venue_id = find_or_make(apps, venues, hub_id, words)
                model.objects.filter(pk=pk).update(venue=venue_id)


def find_or_make(apps, venues, hub_id, words):
    key = (hub_id, search_name(words) or words)
    if key not in venues:
        model = apps.get_model("workgroups", "Venue")
        venues[key] = model.objects.create(hub_id=hub_id, name=words).pk
    return venues[key]


def write_words(apps, schema_editor):
    names = dict(
        apps.get_model("workgroups", "Venue").objects.values_list("pk", "name")
    )
    for name in NAMED:
        model = apps.get_model("workgroups", name)
        for pk, text in names.items():
            model.objects.filter(venue=pk).update(venue_words=text)


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0012_venues_as_rows")]

    operations = [migrations.RunPython(make_rows, write_words)]
