"""Open forms whose key is lost, as after restoring a backup: their people are asked
again.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from evaluation.actions import form_keys
from evaluation.models import EncryptedAnswers, FeedbackForm
from recruitment import outbox


def forms_without_key() -> list[FeedbackForm]:
    """Open forms with answers that nobody can read."""
    answered = EncryptedAnswers.objects.values("form")
    forms = FeedbackForm.objects.filter(closed_at=None, pk__in=answered)
    found = forms.select_related("work_group", "question_set", "session")
    return [each for each in found if not form_keys.key_file(each.pk).exists()]


@transaction.atomic
def ask_again(form: FeedbackForm, *, at: datetime) -> int:
    """Delete answers whose key is lost, open the form for longer and say so by email.

    Everybody who had begun or sent an answer is written to. Returns how many; 0 where
    the form has closed or its key is there.
    """
    form = FeedbackForm.objects.select_for_update().get(pk=form.pk)
    if form.closed_at is not None or form_keys.key_file(form.pk).exists():
        return 0
    lost = EncryptedAnswers.objects.filter(form=form)
    began = Q(pk__in=lost.values("request")) | Q(answered_in_room=True)
    people = form.requests.filter(began).select_related("place__participant", "user")
    requests = list(people.order_by("pk"))
    lost.delete()
    form.requests.update(answered=False, answered_in_room=False)
    longer = at + timedelta(days=settings.FEEDBACK_OPEN_DAYS)
    form.closes_at = max(form.closes_at, longer)
    form.room_answers = 0
    form.save(update_fields=["closes_at", "room_answers"])
    for request in requests:
        place = request.place
        outbox.queue(
            "feedback_asked_again" if place is not None else "leads_asked",
            about=request,
            to=place.participant if place is not None else request.user,
            occasion=f"{at:%Y-%m-%d}",
            at=at,
        )
    return len(requests)
