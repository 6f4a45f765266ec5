"""What the search makes of small tables, kept in the process while the directory stands still."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

from directory import state

Value = TypeVar("Value")
_all: list["Kept"] = []


class Kept(Generic[Value]):
    """A value that is made anew when the directory has changed (`directory.state`)."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        self._values: dict[str, tuple[int, Value]] = {}  # by data base
        _all.append(self)

    def now(self) -> Value:
        base, number = str(connection.settings_dict["NAME"]), state.number()
        found = self._values.get(base)
        if found is None or found[0] != number:
            found = self._values[base] = (number, self._make())
        return found[1]

    def forget(self) -> None:
        self._values.clear()


def forget() -> None:
    """Make all anew at the next search, for tests that take back what they wrote."""
    for one in _all:
        one.forget()
