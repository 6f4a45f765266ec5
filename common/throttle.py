"""Counting in the cache how often something was asked, to say when it is too often."""

from django.core.cache import cache


def count(key: str, seconds: int) -> int:
    """Add one, and return how many there were within these seconds, from the first one on."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it expired between the two calls
        cache.set(key, 1, seconds)
        return 1


def counted(key: str) -> int:
    """How many there were, without adding one."""
    return cache.get(key, 0)
