from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0020_saved_lists"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hub",
            name="privacy_notice",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="wording",
            name="saved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
