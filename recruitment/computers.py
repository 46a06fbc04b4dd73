"""The computer, or the network, that an expression of interest came from.

It is kept as a keyed hash, so that the database holds no IP address.
"""

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from workgroups.rate_limits import client_address

IPV6_PREFIX = 56  # bits: what a provider gives to one household or school


def key_of(request: HttpRequest, *, hub_id: int) -> str:
    """The keyed hash of the IPv4 address or the IPv6 network; another at each hub."""
    address = client_address(request, ipv6_prefix=IPV6_PREFIX)
    return salted_hmac(
        f"recruitment.computer.{hub_id}", address, algorithm="sha256"
    ).hexdigest()
