"""The words that were kept for a venue go, because its row holds them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0013_venues_from_words")]

    operations = [
        migrations.RemoveField("workgroup", "venue_words"),
        migrations.RemoveField("session", "venue_words"),
    ]
