"""Rate limits of public forms, stored in the database, and of pages, kept in memory.

Those in the database hold on every machine and without Redis. They are generous,
because a school shares one IP address and a room full of people may register at once;
they stop programs that never stop. A page that is only read waits for no write, so
what it counts stays in the memory of each web process.
"""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from workgroups.models import RateLimitUse


@dataclass(frozen=True)
class RateLimit:
    """`burst` requests at once, then one more for each `seconds` that pass."""

    name: str
    burst: int
    seconds: int


class Kept(NamedTuple):
    """What was left of an allowance in memory, and when."""

    remaining: float
    changed_at: datetime


KEPT_IN_MEMORY = 10_000  # allowances of a process; the least recently used one goes
_in_memory: OrderedDict[str, Kept] = OrderedDict()
_lock = Lock()


def consume_in_memory(limit: RateLimit, whose: str, *, at: datetime) -> int:
    """Take one of an allowance of this process; return the seconds to wait, or 0.

    It reads and writes no row. Each web process counts for itself.
    """
    key = _key(limit, whose)
    with _lock:
        kept = _in_memory.get(key)
        remaining = _remaining(limit, kept, at)
        if remaining < 1:
            return _seconds_until_one(limit, kept, at)
        _in_memory[key] = Kept(remaining - 1, at)
        _in_memory.move_to_end(key)
        while len(_in_memory) > KEPT_IN_MEMORY:
            _in_memory.popitem(last=False)
    return 0


def forget_in_memory() -> None:
    with _lock:
        _in_memory.clear()


@transaction.atomic
def consume(*asked: tuple[RateLimit, str], at: datetime) -> bool:
    """Take one from each allowance; False, with nothing taken, where one is used up.

    Two statements for any number of limits.
    """
    limits = {_key(limit, whose): limit for limit, whose in asked}
    rows = RateLimitUse.objects.select_for_update().filter(pk__in=limits).order_by("pk")
    kept = {row.pk: row for row in rows}
    remaining = {
        key: _remaining(limit, kept.get(key), at) for key, limit in limits.items()
    }
    if any(number < 1 for number in remaining.values()):
        return False
    RateLimitUse.objects.bulk_create(
        [
            RateLimitUse(key=key, remaining=remaining[key] - 1, changed_at=at)
            for key in sorted(remaining)
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["remaining", "changed_at"],
    )
    return True


def seconds_to_wait(*asked: tuple[RateLimit, str], at: datetime) -> int:
    """Whole seconds until each allowance has one again; 0 where `consume` would take.

    One statement; writes nothing.
    """
    limits = {_key(limit, whose): limit for limit, whose in asked}
    kept = RateLimitUse.objects.in_bulk(list(limits))
    return max(
        0,
        *(
            _seconds_until_one(limit, kept.get(key), at)
            for key, limit in limits.items()
        ),
    )


def too_often(seconds: int) -> str:
    """What a page says where a limit is reached, with the true time to wait."""
    minutes = max(math.ceil(seconds / 60), 1)
    wait = "one minute" if minutes == 1 else f"{minutes} minutes"
    return (
        "This was sent many times in a short while, so we have stopped for a moment. "
        f"Nothing you typed is lost: wait {wait}, then press once more."
    )


def _seconds_until_one(
    limit: RateLimit, row: RateLimitUse | Kept | None, at: datetime
) -> int:
    return math.ceil((1 - _remaining(limit, row, at)) * limit.seconds)


def _remaining(
    limit: RateLimit, row: RateLimitUse | Kept | None, at: datetime
) -> float:
    if row is None:
        return limit.burst
    gained = (at - row.changed_at).total_seconds() / limit.seconds
    return min(limit.burst, row.remaining + max(gained, 0))


def _key(limit: RateLimit, whose: str) -> str:
    return salted_hmac(
        f"workgroups.limit.{limit.name}", whose, algorithm="sha256"
    ).hexdigest()


def delete_unused(*, before: datetime) -> int:
    """Delete rows whose allowance has been full for long; return how many."""
    return RateLimitUse.objects.filter(changed_at__lt=before).delete()[0]


def is_hidden_by_proxy(request: HttpRequest) -> bool:
    """Whether a proxy that the settings do not count passed this request on.

    All visitors then have the address of the proxy.
    """
    passed = request.headers.get("X-Forwarded-For", "")
    return bool(passed) and not 0 < settings.TRUSTED_PROXIES <= len(passed.split(","))


def client_address(request: HttpRequest, *, ipv6_prefix: int = 64) -> str:
    """The client's IP address, past as many proxies as the settings trust.

    What a client writes into X-Forwarded-For itself stands further left and is ignored.
    Of an IPv6 address the network of `ipv6_prefix` bits counts, because its owner has
    all of it.
    """
    found = request.META.get("REMOTE_ADDR", "")
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(passed):
        found = passed[-settings.TRUSTED_PROXIES].strip()
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return found[:64]
    if address.version == 6:
        return str(ipaddress.ip_network((int(address), ipv6_prefix), strict=False))
    return str(address)
