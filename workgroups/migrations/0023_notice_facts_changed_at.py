from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0022_former_default_notice"),
    ]

    operations = [
        migrations.AddField(
            model_name="hub",
            name="notice_facts_changed_at",
            field=models.DateTimeField(
                editable=False,
                null=True,
                verbose_name="when the controller or the time that data is kept last changed",
            ),
        ),
    ]
