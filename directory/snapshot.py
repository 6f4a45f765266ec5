"""What every page needs of the directory, kept in the process while the directory stands still.

The names of categories and places and the bits of all listings (`directory.facet_index`) are
read once; each request asks for the state of the directory (`directory.state`), one look at the
end of an index, and brings the snapshot up to date by what changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from django.db import connection
from django.http import HttpRequest

from directory import state
from directory.facet_index import FacetIndex
from directory.labels import Labels


@dataclass(frozen=True)
class Snapshot:
    """The directory in one state."""

    number: int
    labels: Labels
    facets: FacetIndex

    def counts(self, facet: str) -> Mapping[object, int]:
        """How many businesses have each value of a facet."""
        return self.facets.counts(facet, self.facets.everything)


_kept: dict[str, Snapshot] = {}  # by data base
_lock = Lock()


def of(request: HttpRequest) -> Snapshot:
    """The snapshot of the state that this request was found in."""
    number = getattr(request, "directory_number", None)
    found = at(state.number() if number is None else number)
    request.counts_are_late = found.facets.is_late
    return found


def at(number: int) -> Snapshot:
    """The snapshot of a state, or of a later one that another request has made meanwhile."""
    base = str(connection.settings_dict["NAME"])
    found = _kept.get(base)
    if found is not None and found.number == number:
        return found
    with _lock:
        found = _kept.get(base)
        if found is not None and found.number > number:
            number = state.number()  # asked before a change, answered after it
        if found is None or found.number != number:
            found = _kept[base] = _made(number, found)
    return found


def _made(number: int, old: Snapshot | None) -> Snapshot:
    changed = state.since(old.number) if old is not None else None
    if changed is None or old is None:
        return Snapshot(number, Labels(), FacetIndex.of_all())
    return Snapshot(number, old.labels, old.facets.after(changed))


def forget() -> None:
    """Read all anew at the next request, for tests that take back what they wrote."""
    _kept.clear()
