"""How often one visitor may ask for a phone number, or send word of an error.

A person writes to a few businesses; a harvester asks for all of them. What is admitted is counted
in the data base, in slots of ten minutes, so that every worker counts the same; what is refused
writes nothing. An hour is the slot of now and the six before it, of which the first is partly
past: in whichever sixty minutes one looks, no more than the limit was given.

The address is personal data: what is kept is a keyed digest of it, for as long as it counts. Who
has IPv6 owns a whole /64, so that is what counts as one visitor; a /48 is given away freely, so it
counts as four.
"""

import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import transaction
from django.db.models import F, QuerySet

from common.encryption import digest
from directory.models import ContactLookup

SLOT = 10 * 60  # seconds
HOUR = 7  # slots that sixty minutes can touch
DAY = 6 * 24 + 1
DIGEST_LENGTH = 60
WIDER = 4  # what an IPv6 /48 may do, as many times what a /64 may
SWEPT_AT_ONCE = 1000


def now() -> float:
    """Seconds since 1970; tests move it."""
    return time.time()


def _networks(address: str) -> list[str]:
    """The visitor, and for IPv6 the wider network that a visitor can have for the asking."""
    try:
        ip = ip_address(address)
    except ValueError:
        return [address]
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return [str(ip.ipv4_mapped)]
        return [str(ip_network((ip, bits), strict=False)) for bits in (64, 48)]
    return [str(ip)]


@dataclass(frozen=True)
class Throttle:
    """Something that a visitor may do so often.

    Attributes:
        kind: begins the name of its rows.
        limits: (slots, most): at most so often within so many slots.
        kept: slots after which a row goes; no limit looks further back.
    """

    kind: str
    limits: tuple[tuple[int, int], ...]
    kept: int

    def admits(self, address: str) -> bool:
        """Count one request from this address if it is within the limits, and say so."""
        slot = int(now()) // SLOT
        visitors = [self._visitor(network) for network in _networks(address)]
        if not self._have_room(visitors, slot):
            return False
        with transaction.atomic():
            # In one order, the widest first, so that no two wait for each other.
            before = [self._locked(visitor, slot) for visitor in reversed(visitors)]
            if not self._have_room(visitors, slot):  # somebody was faster
                transaction.set_rollback(True)
                return False
            rows = ContactLookup.objects.filter(visitor__in=visitors, slot=slot)
            rows.update(number=F("number") + 1)
        if 0 in before:
            self._sweep(slot)
        return True

    def _locked(self, visitor: str, slot: int) -> int:
        """How many this visitor was given in this slot, held until the end of the transaction."""
        mine = ContactLookup(visitor=visitor, slot=slot, number=0)
        ContactLookup.objects.bulk_create([mine], ignore_conflicts=True)
        rows = ContactLookup.objects.filter(visitor=visitor, slot=slot)
        return rows.select_for_update().values_list("number", flat=True).get()

    def _have_room(self, visitors: list[str], slot: int) -> bool:
        """Whether the visitor has room, and the wider network `WIDER` times as much."""
        return all(
            self._has_room(visitor, slot, WIDER if is_wide else 1)
            for is_wide, visitor in enumerate(visitors)
        )

    def _visitor(self, network: str) -> str:
        name = digest(network, kind=f"visitor-{self.kind}")
        return f"{self.kind}:{name[:DIGEST_LENGTH]}"

    def _rows(self) -> QuerySet[ContactLookup]:
        return ContactLookup.objects.filter(visitor__startswith=f"{self.kind}:")

    def _has_room(self, visitor: str, slot: int, times: int) -> bool:
        since = slot - self.kept
        counted = ContactLookup.objects.filter(visitor=visitor, slot__gt=since)
        rows = list(counted.values_list("slot", "number"))
        return all(
            sum(number for at, number in rows if at > slot - slots) < most * times
            for slots, most in self.limits
        )

    def _sweep(self, slot: int) -> None:
        """Remove what does not count any more, in one order, so that no two wait for each other."""
        old = self._rows().filter(slot__lte=slot - self.kept).order_by("pk")
        keys = list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
        if keys:
            ContactLookup.objects.filter(pk__in=keys).delete()


# Whole neighbourhoods share one mobile address, so the limits are generous to a person.
CONTACT = Throttle("c", limits=((HOUR, 60), (1, 20)), kept=12)
REPORT = Throttle("r", limits=((HOUR, 5), (DAY, 20)), kept=DAY)
