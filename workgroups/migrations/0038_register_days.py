from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0034_completion_and_certificates")]

    operations = [
        migrations.AddField(
            model_name="hub",
            name="register_days",
            field=models.PositiveSmallIntegerField(
                default=14,
                help_text=(
                    "Counted from the session. Afterwards only the hub lead changes "
                    "marks, and says why."
                ),
                verbose_name="days until a register closes",
            ),
        ),
    ]
