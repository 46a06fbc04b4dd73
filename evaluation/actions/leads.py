"""Ask the leads of a hub twice a year how their community and the project work."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluation.actions import feedback
from evaluation.choices import QuestionSetKind
from evaluation.errors import FormClosed
from evaluation.models import FeedbackForm, FeedbackRequest
from evaluation.queries.leads import half_of, leads_to_ask
from recruitment import outbox
from workgroups import academic_years, audit
from workgroups.models import Hub, User


@transaction.atomic
def ask_leads(hub: Hub, *, by: User, at: datetime) -> tuple[FeedbackForm, int]:
    """Ask every lead of this year's groups once in each half of the year.

    Their answers stand for the whole hub, never for a group. A second call asks those
    who lead since. Raises FormClosed.
    """
    today = timezone.localdate(at)
    form = feedback.open_form_of_hub(
        hub,
        QuestionSetKind.LEADS,
        start_year=academic_years.academic_year_of(today),
        half=half_of(today),
        at=at,
    )
    form = feedback.lock_form(form)
    if form.is_closed_at(at):
        raise FormClosed
    asked = form.requests.values("user")
    new = list(leads_to_ask(hub, at=at).exclude(pk__in=asked))
    for lead in new:
        _ask(form, lead, at=at)
    audit.record("ask_leads", form, actor=by, at=at)
    return form, len(new)


def _ask(form: FeedbackForm, lead: User, *, at: datetime) -> None:
    request = FeedbackRequest.objects.create(hub_id=form.hub_id, form=form, user=lead)
    email = outbox.queue("leads_asked", about=request, to=lead, at=at)
    if email is not None:
        FeedbackRequest.objects.filter(pk=request.pk).update(link=email.link_id)
