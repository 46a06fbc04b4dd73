from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0004_clock_paused_for"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("confirm", "confirm a place"),
                    ("mentor", "mentor's page"),
                    ("sign_in", "sign in to my places"),
                    ("feedback", "give feedback"),
                    ("invitation", "accept an invitation"),
                    ("come", "say whether one can come"),
                ],
                max_length=20,
            ),
        ),
    ]
