"""Times of day as people say them."""

from datetime import datetime

from django import template
from django.utils import timezone

from workgroups import words

register = template.Library()


@register.filter
def clock(moment: datetime) -> str:
    """ "5pm" or "11:22am", London time."""
    return words.clock_time(timezone.localtime(moment).time())
