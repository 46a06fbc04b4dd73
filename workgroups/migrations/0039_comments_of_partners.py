"""Comments on plans that a partner wrote by a link."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0038_register_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="plancomment",
            name="organisation",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="plancomment",
            name="written_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
