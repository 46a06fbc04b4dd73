from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0023_notice_facts_changed_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="schoolyear",
            name="mastery_stage",
            field=models.CharField(
                blank=True,
                choices=[
                    ("none", "not taking part"),
                    ("readiness", "readiness"),
                    ("development", "development"),
                    ("embedding", "embedding"),
                    ("sustaining", "sustaining"),
                    ("specialist", "mastery specialist school"),
                ],
                max_length=20,
                verbose_name="Teaching for Mastery",
            ),
        ),
    ]
