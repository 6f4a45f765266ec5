"""Two officers renew one permit at the same moment: one does, and the other is told."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import User
from licensing import permits
from licensing.models import Permit, PermitType
from tests.businesses.test_concurrency import at_once
from tests.factories import registered

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


def renewal(old: Permit, number: str, by: User) -> Callable[[], object]:
    """Send the form of a renewal that was opened now."""
    opened = Permit.objects.select_related("type", "business", "renews").get(pk=old.pk)
    new = Permit(type=opened.type, business=opened.business, number=number, renews=opened)
    return lambda: permits.enter(new, by=by)


def test_of_two_renewals_one_is_entered(register, persona, petugas):
    officers = [persona("perizinan", username=name) for name in ("satu", "dua")]
    kind = PermitType.objects.get(code="slhs")
    for number in range(ROUNDS):
        business = registered(by=petugas)
        old = Permit(type=kind, business=business, number="1", expires_on=date(2026, 3, 1))
        permits.enter(old, by=officers[0])

        results = at_once(
            renewal(old, f"satu {number}", officers[0]), renewal(old, f"dua {number}", officers[1])
        )

        assert Counter(results) == {"done": 1, "Unsound": 1}
        winner = ("satu", "dua")[results.index("done")]
        assert Permit.objects.get(renews=old).number == f"{winner} {number}"
