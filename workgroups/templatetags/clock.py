"""Times of day as people say them."""

from datetime import datetime

from django import template
from django.utils import timezone

from workgroups import rules

register = template.Library()


@register.filter
def clock(moment: datetime) -> str:
    """ "5pm" or "11:22am", London time."""
    return rules.time_in_words(timezone.localtime(moment).time())
