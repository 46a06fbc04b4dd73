"""Rows that can be retired: kept in history and offered no longer."""

from django.db import models


class Retirable(models.Model):
    """A row that leaves choices and public pages once `retired_on` is set."""

    retired_on = models.DateField("retired on", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
