from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0018_roll_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="place",
            name="answers_checked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
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
                    ("address", "prove a new address"),
                    ("next_year", "answer for next year"),
                ],
                max_length=20,
            ),
        ),
    ]
