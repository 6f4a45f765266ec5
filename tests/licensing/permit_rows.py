"""Permits for the tests."""

from datetime import date

from django.urls import reverse

from accounts.models import User
from businesses.models import Business
from licensing import permits, relevance
from licensing.models import Permit, PermitType

TODAY = date(2026, 6, 30)


def kind(code: str) -> PermitType:
    return PermitType.objects.get(code=code)


def entered(by: User, code: str, number: str = "1", **fields: object) -> Permit:
    """A permit, put in by the action itself."""
    return permits.enter(Permit(type=kind(code), number=number, **fields), by=by)


def change(record: Permit | PermitType) -> str:
    return reverse(f"admin:licensing_{record._meta.model_name}_change", args=[record.pk])


def states(business: Business, on: date = TODAY) -> dict[str, str]:
    """Code of each kind that the business needs → how it stands."""
    return {need.type.code: need.state for need in relevance.needs_of(business, on=on)}
