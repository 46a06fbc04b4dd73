"""People who confirmed a place by a link in an email have proved their address.

Left out are those whose address was changed since.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def prove(apps, schema_editor):
    participant = apps.get_model("recruitment", "Participant")
    confirmed = (
        apps.get_model("recruitment", "PlaceEvent")
        .objects.filter(
            place__participant=OuterRef("pk"),
            from_state="offered",
            to_state="confirmed",
        )
        .order_by("at")
    )
    participant.objects.filter(address_proved_at=None, former_emails=[]).update(
        address_proved_at=Subquery(confirmed.values("at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0006_participant_address_proved_at")]

    operations = [migrations.RunPython(prove, migrations.RunPython.noop)]
