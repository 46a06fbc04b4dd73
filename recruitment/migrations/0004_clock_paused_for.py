from django.db import migrations, models


def mark_paused_offers(apps, schema_editor):
    """Until now a clock was paused only when the address refused an email."""
    places = apps.get_model("recruitment", "Place")
    places.objects.exclude(clock_paused_at=None).update(clock_paused_for="bounced")


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0003_apologies")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="clock_paused_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("bounced", "the address refused our email"),
                    ("came", "came to a session"),
                ],
                editable=False,
                max_length=10,
            ),
        ),
        migrations.RunPython(mark_paused_offers, migrations.RunPython.noop),
    ]
