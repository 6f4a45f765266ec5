"""Whether this register holds invented data, which every page must then say."""

from django.core.cache import cache
from django.http import HttpRequest

from businesses.models import Registry
from businesses.signals import reference_changed

CACHE_KEY = "registry.is_demo"
CACHE_SECONDS = 60


def is_demo() -> bool:
    """Whether the data is a demonstration. Asked on every page, so it is kept for a minute."""
    value = cache.get(CACHE_KEY)
    if value is None:
        value = Registry.objects.filter(pk=1, is_demo=True).exists()
        cache.set(CACHE_KEY, value, CACHE_SECONDS)
    return value


def mark_as_demo() -> None:
    """Say on every page from now on that the data is invented."""
    Registry.objects.update_or_create(pk=1, defaults={"is_demo": True})
    cache.delete(CACHE_KEY)
    reference_changed.send(Registry)


def demo_notice(request: HttpRequest) -> dict[str, bool]:
    """Context processor: `is_demo` for the notice in the base templates."""
    return {"is_demo": is_demo()}
