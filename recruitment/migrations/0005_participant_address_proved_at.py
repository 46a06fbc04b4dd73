from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0004_clock_paused_for")]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="address_proved_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
