"""Choices that are rows, so that hubs can add to them."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.text import slugify

from recruitment.choices import OptionKind
from recruitment.querysets import AnswerOptionQuerySet
from workgroups.choices import SchoolPhase
from workgroups.models import Hub


class AnswerOption(models.Model):
    """One choice of a question. Without a hub it is national, offered by every hub.

    `code` never changes, because places and drafts store it. An option that is not in
    use is no longer offered, but is shown where it was chosen.
    """

    hub = models.ForeignKey(
        Hub, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    kind = models.CharField(max_length=20, choices=OptionKind.choices)
    code = models.SlugField(max_length=60, unique=True, editable=False)
    label = models.CharField(max_length=100)
    phase = models.CharField(
        "school phase",
        max_length=20,
        choices=SchoolPhase.choices,
        blank=True,
        help_text="Empty: offered in groups of every phase.",
    )
    in_use = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=50)

    objects = AnswerOptionQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "order", "label"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "hub",
                Lower("label"),
                name="one_option_per_hub_kind_and_label",
                violation_error_message="There is an answer with these words already.",
            ),
            models.UniqueConstraint(
                "kind",
                Lower("label"),
                condition=models.Q(hub=None),
                name="one_national_option_per_kind_and_label",
                violation_error_message=(
                    "There is a national answer with these words already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = self.code or self._free_code()
        super().save(*args, **kwargs)

    def _free_code(self) -> str:
        """An unused code made from the label and the hub."""
        code = base = slugify(f"{self.label[:40]} {self.hub_id or ''}") or "option"
        number = 1
        while AnswerOption.objects.filter(code=code).exists():
            number += 1
            code = f"{base}-{number}"
        return code
