"""What an officer chose on the page of the columns: read from the form, with its errors.

Nothing typed is lost: what does not fit is shown again as it was chosen, with one sentence
beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.identifiers import clean_text
from imports import columns
from imports.columns import BadColumns, Plan
from imports.lookups import Lookups
from imports.rows import RowReader
from imports.targets import BY_KEY

OFFERED = ("kelurahan", "owner_name")  # what lists leave out most often
SUFFICIENT = "code"  # a registry number names business, owner and kelurahan
LONGEST = 500


@dataclass
class Constant:
    """A value for all rows. `is_offered`: its target is not chosen, it has a line of its own."""

    number: int
    key: str
    text: str = ""
    is_offered: bool = False
    error: str = ""


@dataclass
class ColumnChoices:
    """Name of a column → target or ""; values for all rows; what is wrong with each.

    `missing` are the targets that every row needs and nothing gives.
    """

    chosen: dict[str, str] = field(default_factory=dict)
    constants: list[Constant] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    message: str = ""

    @property
    def has_errors(self) -> bool:
        found = (self.errors, self.message, self.missing)
        return any(found) or any(one.error for one in self.constants)

    @property
    def needs_constants(self) -> bool:
        """Whether something that every row needs has no column, but could have one value."""
        given = set(self.chosen.values())
        return SUFFICIENT not in given and not given.issuperset(OFFERED)

    def mark_missing(self, keys: Sequence[str]) -> None:
        """Say in the line of each of these targets that nothing gives it."""
        self.missing = list(keys)
        for one in self.constants:
            if one.is_offered and one.key in keys:
                one.error = _("No column of the list gives this. Give it here, or choose a column.")

    @property
    def mapping(self) -> dict[str, str | None]:
        return {name: key or None for name, key in self.chosen.items()}

    @property
    def texts(self) -> dict[str, str]:
        """The values for all rows, by target."""
        return {one.key: one.text for one in self.constants if one.key and one.text}


def lines_for(constants: Mapping[str, str]) -> list[Constant]:
    """The lines of the form: the offered targets, those with a value, and a free one."""
    others = [key for key in constants if key not in OFFERED]
    lines = [
        Constant(number, key, constants.get(key, ""), is_offered=True)
        for number, key in enumerate(OFFERED)
    ]
    lines += [
        Constant(number, key, constants[key]) for number, key in enumerate(others, len(lines))
    ]
    return _with_free_line(lines)


def _with_free_line(lines: list[Constant]) -> list[Constant]:
    last = lines[-1]
    is_free = not (last.is_offered or last.key or last.text)
    return lines if is_free else [*lines, Constant(len(lines), "")]


def read(post: Mapping[str, str], heading: Sequence[str], look: Lookups) -> ColumnChoices:
    """What was posted. Never raises; what is wrong stands in it."""
    found = ColumnChoices()
    for index, name in enumerate(columns.names(heading)):
        key = post.get(f"kolom-{index}", "")
        found.chosen[name] = key if key in BY_KEY else ""
        if key and key not in BY_KEY:
            found.errors[name] = _("Choose from the list.")
    _mark_doubles(found)
    found.constants = _with_free_line(list(_constants(post)))
    _mark_constants(found, look)
    if not any(found.chosen.values()):
        found.message = _("No column is used. Choose what at least one of them holds.")
    return found


def _mark_doubles(found: ColumnChoices) -> None:
    first: dict[str, str] = {}
    for name, key in found.chosen.items():
        if key and first.setdefault(key, name) != name:
            message = _("“%(other)s” gives “%(target)s” already. Leave one of the two out.")
            named = {"other": first[key][:60], "target": BY_KEY[key].label}
            found.errors[name] = message % named


def _constants(post: Mapping[str, str]) -> Iterable[Constant]:
    for number in range(len(OFFERED) + len(BY_KEY)):
        is_offered = number < len(OFFERED)
        if not is_offered and f"tetap-{number}" not in post:
            return
        key = OFFERED[number] if is_offered else post.get(f"sasaran-{number}", "")
        text = clean_text(post.get(f"tetap-{number}", "")[: 2 * LONGEST])
        yield Constant(number, key if key in BY_KEY else "", text, is_offered)


def _mark_constants(found: ColumnChoices, look: Lookups) -> None:
    seen: set[str] = set()
    for one in found.constants:
        if one.key and one.text:
            one.error = _wrong(one, seen, look)
            seen.add(one.key)
        elif one.text:
            one.error = _("Choose what this value is.")
        elif one.key and not one.is_offered:
            one.error = _("Write the value, or choose nothing here.")


def _wrong(one: Constant, seen: set[str], look: Lookups) -> str:
    if one.key in seen:
        return _("There is a value for this already.")
    if len(one.text) > LONGEST:
        return _("This text is too long.")
    try:
        RowReader(Plan([], constants={one.key: one.text}), look)
    except BadColumns as error:
        return str(error.__cause__ or error)
    return ""
