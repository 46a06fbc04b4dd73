from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_shipped_question_sets")]

    operations = [
        migrations.CreateModel(
            name="EncryptedAnswers",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("ciphertext", models.BinaryField()),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE,
                        related_name="encrypted_answers",
                        to="evaluation.feedbackform",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        null=True,
                        on_delete=models.deletion.CASCADE,
                        related_name="+",
                        to="evaluation.feedbackrequest",
                    ),
                ),
            ],
        ),
    ]
