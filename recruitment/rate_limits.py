"""Rate limits of the public forms, by email address and by IP address."""

from datetime import datetime

from django.http import HttpRequest

from workgroups import rate_limits
from workgroups.rate_limits import RateLimit

#: By IP address, which everybody in a school shares.
REGISTER_HERE = RateLimit("register-here", 60, seconds=60)
EMAILS_HERE = RateLimit("emails-here", 60, seconds=60)
#: By email address, because each request sends an email to it.
REGISTER_AS = RateLimit("register-as", 8, seconds=15 * 60)
EMAILS_TO = RateLimit("emails-to", 5, seconds=15 * 60)


def may_register(request: HttpRequest, email: str, *, at: datetime) -> bool:
    here = rate_limits.client_address(request)
    return rate_limits.consume((REGISTER_HERE, here), (REGISTER_AS, email), at=at)


def may_ask_for_email(request: HttpRequest, email: str, *, at: datetime) -> bool:
    """Whether another sign-in link or a repeated link may be requested."""
    here = rate_limits.client_address(request)
    return rate_limits.consume((EMAILS_HERE, here), (EMAILS_TO, email), at=at)
