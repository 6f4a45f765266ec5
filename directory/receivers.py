"""The projection follows every change below it, inside the transaction of the change."""

from django.dispatch import receiver

from businesses.signals import business_changed
from directory import projection
from licensing.signals import licence_changed


@receiver([business_changed, licence_changed])
def refresh_listings(ids: list[int], **kwargs: object) -> None:
    projection.refresh(ids)
