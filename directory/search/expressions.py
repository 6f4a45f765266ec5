"""What is looked for, before an engine puts it into its own language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word, whole, or what begins with it."""

    word: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """All of these, at least one of them."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these, at least one of them."""

    parts: tuple["Expression", ...]


Expression = Term | Both | Either
