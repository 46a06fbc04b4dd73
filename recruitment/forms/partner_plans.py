"""Forms about the plans that partners of a hub read."""

from collections.abc import Sequence
from typing import Any

from django import forms

from workgroups.form_fields import WordsField
from workgroups.models import Provider, Session


class PartnerForm(forms.Form):
    """Which partner may read the plans."""

    use_required_attribute = False

    partner = forms.ModelChoiceField(
        Provider.objects.filter(in_use=True),
        label="Partner",
        help_text="A lead provider, a teaching school hub or a university.",
        error_messages={"required": "Choose a partner."},
    )


class PlanCommentForm(forms.Form):
    """A comment on the plan of one of `sessions`."""

    use_required_attribute = False

    session = forms.TypedChoiceField(
        label="About which session",
        error_messages={"required": "Choose a session."},
    )
    text = WordsField(
        label="Your comment",
        help_text="Please name no teacher. The hub and the groups’ leads read it.",
        max_length=1000,
        rows=3,
        error_messages={"required": "Write your comment."},
    )

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(each.pk): each for each in sessions}
        field: Any = self.fields["session"]
        field.choices = [("", "Choose"), *((pk, _named(known[pk])) for pk in known)]
        field.coerce = known.get


def _named(session: Session) -> str:
    return f"{session.work_group.title}, session {session.number}"
