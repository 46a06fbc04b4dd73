"""What leads and the hub wrote to a person, for "my places"."""

from collections import defaultdict
from collections.abc import Iterable

from recruitment.choices import EmailState
from recruitment.models import Email, GroupMessage, Participant, Place

SHOWN = 5  # messages of a hub; the newest


def messages_to(participant_ids: Iterable[int]) -> dict[int, list[GroupMessage]]:
    """The newest messages whose letters were sent, by person.

    One statement where nobody was written to, else two. Letters are found by what they
    are about, for which there is an index.
    """
    people = list(participant_ids)
    groups = Place.objects.filter(participant__in=people).order_by()
    written = GroupMessage.objects.filter(work_group__in=groups.values("work_group"))
    letters = Email.objects.filter(
        about_type=GroupMessage._meta.label_lower,
        about_id__in=written.order_by().values("pk"),
        recipient_type=Participant._meta.label_lower,
        recipient_id__in=people,
        state=EmailState.SENT,
    )
    pairs = list(letters.order_by("-pk").values_list("recipient_id", "about_id"))
    if not pairs:
        return {}
    rows = GroupMessage.objects.select_related("written_by", "work_group", "session")
    known = rows.in_bulk([message for _, message in pairs])
    found: dict[int, list[GroupMessage]] = defaultdict(list)
    for person, message in pairs:
        if message in known and len(found[person]) < SHOWN:
            found[person].append(known[message])
    return dict(found)
