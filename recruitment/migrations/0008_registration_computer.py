from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0007_confirming_proved_the_address")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="computer",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
    ]
