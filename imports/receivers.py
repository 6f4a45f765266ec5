"""What an erasure takes from the imports, inside its transaction."""

from django.dispatch import receiver

from businesses.signals import person_erased
from imports import retention


@receiver(person_erased)
def forget_lists(ids: list[int], **kwargs: object) -> None:
    retention.forget(ids)
