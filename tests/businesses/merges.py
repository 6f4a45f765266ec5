"""Merging two records on the versions that are stored."""

from businesses import merging
from businesses.models import Business, Merge


def merged(survivor: Business, absorbed: Business, *, by, taken=(), **given) -> Merge:
    """Merge two records on the versions that are stored."""
    survivor.refresh_from_db()
    absorbed.refresh_from_db()
    versions = {
        "survivor_version": survivor.version,
        "absorbed_version": absorbed.version,
    }
    return merging.merge(survivor, absorbed, taken=taken, by=by, **{**versions, **given})


def fresh(business: Business) -> Business:
    return Business.with_merged.get(pk=business.pk)
