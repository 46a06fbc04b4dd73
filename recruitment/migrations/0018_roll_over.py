import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0017_group_message"),
        ("workgroups", "0014_venue_words_removed"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkactionrow",
            name="work_group",
            field=models.ForeignKey(
                help_text="the group of next year to which the person is rolled over",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workgroups.workgroup",
            ),
        ),
        migrations.AlterField(
            model_name="bulkaction",
            name="verb",
            field=models.CharField(
                choices=[
                    ("offer", "Offer a place"),
                    ("wait", "Put on the waiting list"),
                    ("withdraw", "Withdraw"),
                    ("refuse", "Do not select"),
                    ("restore", "Restore to interested"),
                    ("move", "Move to another group"),
                    ("defer", "Put off to a later year"),
                    ("roll_over", "Roll over to next year"),
                    ("cancel_group", "Cancel the group"),
                ],
                max_length=20,
            ),
        ),
    ]
