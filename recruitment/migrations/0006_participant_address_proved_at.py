from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0005_link_to_say_whether_one_comes")]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="address_proved_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
