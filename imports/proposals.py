"""What each column of a list probably fills, and why: a proposal, which a person confirms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from imports import columns, content
from imports.columns import READABLE, BadColumns
from imports.content import Found
from imports.half_hidden import half_hidden
from imports.lookups import Lookups
from imports.sheets import Sheet
from imports.targets import BY_KEY

SAMPLES = 3


@dataclass
class Column:
    """One column of a list.

    Attributes:
        name: by which a mapping speaks of it (`columns.names`); `heading`: as typed, may be "".
        samples: values of it, half hidden.
        key: the target that is proposed, or "".
        reason: why; `warning`: why not.
    """

    name: str
    heading: str
    samples: list[str] = field(default_factory=list)
    key: str = ""
    reason: str = ""
    warning: str = ""

    @property
    def shown_name(self) -> str:
        return half_hidden(self.name)


def propose(
    sheet: Sheet,
    look: Lookups,
    *,
    chosen: Mapping[str, str | None] | None = None,
    saved: Mapping[str, str | None] | None = None,
) -> list[Column]:
    """All columns of a list in their order.

    Args:
        chosen: what was decided for this list before; it comes first.
        saved: what was decided for the last list of the same shape.
    """
    names = columns.names(sheet.heading)
    samples = [content.sample(sheet.lines, index) for index in range(len(names))]
    kinds = [content.kind_of(cells, look) for cells in samples]
    decided = {columns.squeeze(name): key for name, key in (chosen or saved or {}).items()}
    by_heading = {
        index: key
        for index, key in _by_heading(sheet.heading).items()
        if columns.squeeze(names[index]) not in decided and key not in decided.values()
    }
    taken = {key for key in (*decided.values(), *by_heading.values()) if key}
    found = []
    for index, (name, heading) in enumerate(zip(names, sheet.heading, strict=True)):
        column = Column(name, heading)
        kind = kinds[index]
        if columns.squeeze(name) in decided:
            column.key = decided[columns.squeeze(name)] or ""
            if saved and not chosen:
                column.reason = _("as decided for the last list of this kind")
        elif index in by_heading:
            column.key = by_heading[index]
            column.reason = _heading_reason(heading)
        elif kind.kind and kind.kind not in taken and not columns.find(heading).key:
            column.key = kind.kind
            taken.add(kind.kind)
            column.reason = _by_content(kind)
        else:
            column.reason = _why_left_out(heading)
        if content.contradicts(column.key, kind):
            column.warning = _but_looks_like(kind)
        column.samples = _shown(samples[index], column.key, kind)
        found.append(column)
    return found


def _by_heading(heading: Sequence[str]) -> dict[int, str]:
    """Index of a column → the target that its heading means."""
    try:
        plan = columns.plan(heading)
    except BadColumns:  # no heading is known
        return {}
    return {index: key for key, index in plan.positions.items()}


def _heading_reason(heading: str) -> str:
    found = columns.find(heading)
    if found.is_exact:
        return _("known heading")
    return _("looks like a misspelling of “%(known)s”") % {"known": READABLE[found.nearest]}


def _by_content(found: Found) -> str:
    message = _("by its content: %(percent)d %% of the cells read as “%(kind)s”")
    return message % {"percent": int(found.share * 100), "kind": BY_KEY[found.kind].label}


def _but_looks_like(found: Found) -> str:
    message = _("Careful: %(percent)d %% of the cells read as “%(kind)s”.")
    return message % {"percent": int(found.share * 100), "kind": BY_KEY[found.kind].label}


def _why_left_out(heading: str) -> str:
    found = columns.find(heading)
    if found.key:
        message = _("another column gives “%(target)s” already")
        return message % {"target": BY_KEY[found.key].label}
    if found.nearest:
        return _("perhaps “%(known)s”?") % {"known": READABLE[found.nearest]}
    return ""


def _shown(cells: Sequence[str], key: str, found: Found) -> list[str]:
    """A few different values; half hidden unless both heading and cells say that they need not."""
    kinds = {found.kind or key} if not key or not found.kind or key == found.kind else set()
    different = dict.fromkeys(half_hidden(text, *kinds) for text in cells)
    return list(different)[:SAMPLES]
