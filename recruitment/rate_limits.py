"""Rate limits of the public forms and of links, by email and by IP address.

Each function takes from the allowances and returns "", or says how long to wait.
"""

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
#: By IP address. Links that we made are never counted.
WRONG_TOKENS_HERE = RateLimit("wrong-tokens-here", 30, seconds=60)


def limit_registering(request: HttpRequest, email: str, *, at: datetime) -> str:
    here = rate_limits.client_address(request)
    return _limit((REGISTER_HERE, here), (REGISTER_AS, email), at=at)


def limit_emails(request: HttpRequest, email: str, *, at: datetime) -> str:
    """Limit the requests for a sign-in link, or for a link to be sent again."""
    here = rate_limits.client_address(request)
    return _limit((EMAILS_HERE, here), (EMAILS_TO, email), at=at)


def limit_wrong_tokens(request: HttpRequest, *, at: datetime) -> str:
    """Limit pages that are only read: in memory, so that they wait for no write."""
    here = rate_limits.client_address(request)
    wait = rate_limits.consume_in_memory(WRONG_TOKENS_HERE, here, at=at)
    return rate_limits.too_often(wait) if wait else ""


def _limit(*asked: tuple[RateLimit, str], at: datetime) -> str:
    if rate_limits.consume(*asked, at=at):
        return ""
    return rate_limits.too_often(rate_limits.seconds_to_wait(*asked, at=at))
