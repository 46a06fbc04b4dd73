"""Who cannot come to a session may come to that of another group."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0022_recruiting_call"),
        ("workgroups", "0022_former_default_notice"),
    ]

    operations = [
        migrations.AddField(
            model_name="apology",
            name="instead",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="guests",
                to="workgroups.session",
            ),
        ),
    ]
