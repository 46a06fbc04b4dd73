"""Write what schools are found by, and the words that mistyped words compare with."""

from django.db import migrations

from workgroups.rules import school_search_text, words_to_compare

BATCH = 1_000


def fill(apps, schema_editor):
    schools = apps.get_model("workgroups", "School").objects.order_by("pk")
    words: set[str] = set()
    last = 0
    while rows := list(schools.filter(pk__gt=last)[:BATCH]):
        for row in rows:
            row.search_text = school_search_text(row.name, row.town, row.postcode)
            words |= words_to_compare(row.search_text)
        schools.bulk_update(rows, ["search_text"], batch_size=BATCH)
        last = rows[-1].pk
    model = apps.get_model("workgroups", "SchoolWord")
    model.objects.bulk_create(
        [model(word=word) for word in sorted(words)],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0017_school_search_text")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
