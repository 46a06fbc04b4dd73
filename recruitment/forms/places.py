"""Forms about a place: confirming, declining, withdrawing, asking for a link."""

from django import forms
from django.utils.text import capfirst

from recruitment.choices import AUTOMATIC_REASONS, OptionKind
from recruitment.models import AnswerOption
from workgroups.form_fields import AddressField, LineField
from workgroups.models import WorkGroup


def reasons_to_give(work_group: WorkGroup | None) -> list[tuple[str, str]]:
    """The reasons that a person may give for leaving a group; the others are ours."""
    if work_group is None:
        return []
    offered = AnswerOption.objects.offered(
        OptionKind.END_REASON,
        hub_id=work_group.hub_id,
        phase=work_group.school_phase,
    ).exclude(code__in=AUTOMATIC_REASONS)
    return [(each.code, capfirst(each.label)) for each in offered]


class ConfirmPlaceForm(forms.Form):
    """A checkbox that a person ticks and a mail scanner does not."""

    use_required_attribute = False

    can_attend = forms.BooleanField(
        label="I can attend these dates",
        error_messages={"required": "Tick the box if you can attend these dates."},
    )


class OwnAddressForm(forms.Form):
    """A checkbox that a person ticks and a mail scanner does not."""

    use_required_attribute = False

    is_mine = forms.BooleanField(
        label="This is my address",
        error_messages={"required": "Tick the box if this is your address."},
    )


class LeaveForm(forms.Form):
    """An optional reason, as a choice and in words."""

    use_required_attribute = False

    end_reason = forms.ChoiceField(
        label="What got in the way?",
        required=False,
        widget=forms.RadioSelect,
    )
    reason = LineField(
        label="Anything you would like to add?", required=False, max_length=300
    )

    def __init__(
        self, *args: object, work_group: WorkGroup | None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["end_reason"].choices = reasons_to_give(work_group)  # type: ignore[attr-defined]


class WithdrawForm(LeaveForm):
    next_year_too = forms.ChoiceField(
        label="And next year?",
        choices=[
            ("yes", "Take me out of next year as well"),
            ("no", "Keep me pencilled in for next year"),
        ],
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what we should do about next year."},
    )

    def __init__(
        self,
        *args: object,
        work_group: WorkGroup | None,
        has_next_year: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, work_group=work_group, **kwargs)
        if not has_next_year:
            del self.fields["next_year_too"]


class SignInForm(forms.Form):
    use_required_attribute = False

    email = AddressField(
        label="E-mail address",
        help_text="The one you gave us. We send a link to it.",
        error_messages={"required": "Write your e-mail address."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
