"""The projection follows every change below it, inside the transaction of the change."""

from django.dispatch import receiver

from businesses.signals import business_changed, person_erased, reference_changed
from directory import projection, state
from directory.search import index
from licensing.signals import licence_changed


@receiver([business_changed, licence_changed])
def refresh_listings(ids: list[int], **kwargs: object) -> None:
    projection.refresh(ids)


@receiver(person_erased)
def forget_words(ids: list[int], **kwargs: object) -> None:
    """Runs after the listings are gone: their words must not linger in the search index."""
    index.compact()


@receiver(reference_changed)
def follow_names(**kwargs: object) -> None:
    """Pages name categories and places that have no business too."""
    state.note_all()
