from pathlib import Path
from typing import Any, ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from common.reference import Row, Table

REFERENCE = Path(__file__).parent / "reference"


def synonym(row: Row) -> dict[str, Any]:
    """A group of the file; the staff's own line where it has one of its words already."""
    from directory.search import synonyms

    return {"words": synonyms.stored_line(row["words"])}


SYNONYMS = Table(
    "directory.Synonym", REFERENCE / "synonyms.csv", ("words",), synonym, is_edited=True
)


INTRODUCTIONS = Table(
    "directory.Introduction", REFERENCE / "introductions.csv", ("kind", "key"), dict, is_edited=True
)


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Directory")
    reference_data: ClassVar[list[Table]] = [SYNONYMS, INTRODUCTIONS]

    def ready(self) -> None:
        from directory import receivers  # noqa: F401  connects the projection to the signals
