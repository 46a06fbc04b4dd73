"""What the pages share on which a hub writes texts in its own words."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from workgroups import permissions, wordings
from workgroups.admin_base.scope import current_hub
from workgroups.form_fields import WordsField
from workgroups.models import Hub, Wording

MODEL = "workgroups.Wording"


def hub_to_read(request: HttpRequest) -> Hub:
    """The hub that the page is about, whose wordings the account may read."""
    hub = current_hub(request)
    scope = permissions.scope_of(request.user)
    if hub is None or not permissions.allows(scope, MODEL, "read"):
        raise PermissionDenied
    return hub


def hub_to_word(request: HttpRequest, slug: str) -> Hub:
    """A hub whose emails and public texts the account may word."""
    scope = permissions.scope_of(request.user)
    if not permissions.allows(scope, MODEL, "create"):
        raise PermissionDenied
    hub = Hub.objects.filter(pk__in=scope.staff_hubs, slug=slug).first()
    if hub is None:
        raise Http404
    return hub


def history_of(request: HttpRequest, hub: Hub, name: str) -> list[Wording]:
    """The last fifty versions of a text, the newest first."""
    rows = Wording.objects.visible_to(request.user).filter(hub=hub, name=name)
    return list(rows.select_related("saved_by")[:50])


class PublicTextForm(forms.Form):
    """A hub's words of one text, with its placeholders checked."""

    use_required_attribute = False

    body = WordsField(label="Text", max_length=12_000, rows=7)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: object,
        placeholders: Sequence[wordings.Placeholder],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.placeholders = placeholders

    def clean_body(self) -> str:
        text: str = self.cleaned_data["body"]
        problems = wordings.problems_of(text, self.placeholders)
        if problems:
            raise forms.ValidationError(problems)
        return text

    def mark_as_seen(self, newest: int) -> None:
        """Redraw the form with the version that holds now as the version seen."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = {**typed, "seen": str(newest)}
