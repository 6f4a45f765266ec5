"""How often one visitor may ask for a phone number.

A person writes to a few businesses; a harvester asks for all of them. Counted per address in
the cache, whose key is a digest: the address itself is personal data. An IPv6 visitor owns a
whole /64, so that is what counts as one.
"""

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

from common.throttle import count

# (seconds, look-ups). Whole neighbourhoods share one mobile address, so the day is generous.
LIMITS = ((10 * 60, 30), (24 * 60 * 60, 300))


def _visitor(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip_network((ip, 64), strict=False))
    return str(ip)


def admits(address: str) -> bool:
    """Count one look-up from this address, and say whether it is within the limits."""
    digest = hashlib.sha256(_visitor(address).encode()).hexdigest()
    counts = [
        (count(f"directory.contact.{seconds}.{digest}", seconds), most) for seconds, most in LIMITS
    ]
    return all(number <= most for number, most in counts)
