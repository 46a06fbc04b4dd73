from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0027_release_contact"),
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
                    ("address", "prove a new address"),
                    ("next_year", "answer for next year"),
                    ("details", "check one's details"),
                ],
                max_length=20,
            ),
        ),
    ]
