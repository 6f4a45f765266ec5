"""Which permits are a matter for which categories: a table that the staff edit."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import reference
from common.back_office import ReferenceAdmin
from common.folded_search import FoldedSearch
from licensing.apps import PERMIT_RELEVANCE
from licensing.models import PermitRelevance, PermitType


@admin.register(PermitRelevance)
class PermitRelevanceAdmin(FoldedSearch, ReferenceAdmin):
    """A line says yes or no for one category and one kind of permit, and why."""

    list_display = ("category", "sector", "type", "is_relevant", "note")
    list_filter = ("type", "is_relevant")
    list_select_related = ("category__parent", "type")
    search_fields = ("category", "type", "note")
    key_fields = ("category", "type")
    grouped: ClassVar[dict[str, str]] = {"category": "parent"}
    sortable_by = ()

    def texts_of(self, row: PermitRelevance) -> list[str]:
        return [str(row.category), self.sector(row), str(row.type), row.note]

    @admin.display(description=_("sector"))
    def sector(self, line: PermitRelevance) -> str:
        return str(line.category.parent or "–")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """What a KBLI line asks for follows from its risk level, not from a category."""
        if db_field.name == "type":
            kwargs["queryset"] = PermitType.objects.filter(per_kbli=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(
        self, request: HttpRequest, obj: PermitRelevance | None = None
    ) -> bool:
        """Lines that staff added may go; one of the reference file would come back by `setup`."""
        if obj is None or not request.user.has_perm("licensing.delete_permitrelevance"):
            return False
        lines = reference.read(PERMIT_RELEVANCE.file)
        return (obj.category.slug, obj.type.code) not in {
            (line["category"], line["type"]) for line in lines
        }
