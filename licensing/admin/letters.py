"""Letters and their templates in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses import words
from businesses.models import Business
from common.back_office import BackOfficeAdmin, badge
from common.list_export import ListExport, shown
from licensing import letter_text, letters
from licensing.admin.letter_pages import LetterPages, TemplatePages
from licensing.forms.letters import LetterTemplateForm
from licensing.models import Letter, LetterTemplate


class ValidityFilter(admin.SimpleListFilter):
    """Letters that are valid today, that have run out, and that were withdrawn."""

    title = _("validity")
    parameter_name = "berlaku"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ya", _("Valid")), ("habis", _("Expired")), ("dicabut", _("Withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        standing = Q(withdrawn_on__isnull=True)
        narrow = {
            "ya": standing & (Q(valid_until__isnull=True) | Q(valid_until__gte=today)),
            "habis": standing & Q(valid_until__lt=today),
            "dicabut": ~standing,
        }.get(self.value())
        return queryset.filter(narrow) if narrow is not None else queryset


@admin.register(Letter)
class LetterAdmin(LetterPages, SavedFilters, ListExport, BackOfficeAdmin):
    """Issued letters: read, printed and withdrawn, never edited. One begins at a business."""

    list_display = ("number", "kind", "business", "issued_on", "valid_until", "validity")
    list_filter = ("kind", ValidityFilter, "issued_on")
    list_select_related = ("business",)
    search_fields = ("number",)
    sortable_by = ("issued_on",)  # what has an index
    export_name = "surat"
    export_columns = (
        shown(Letter, "nomor", "number"),
        shown(Letter, "jenis", "kind"),
        shown(Letter, "kode_usaha", "business__code"),
        shown(Letter, "nama_usaha", "business__name"),
        shown(Letter, "kelurahan", "business__kelurahan__name", _("Kelurahan")),
        shown(Letter, "tanggal_terbit", "issued_on"),
        shown(Letter, "berlaku_sampai", "valid_until"),
        shown(Letter, "tanggal_dicabut", "withdrawn_on"),
    )
    fields = (
        "number",
        "kind",
        "business",
        "issued_on",
        "valid_until",
        "validity",
        "withdrawn_on",
        "withdrawal_reason",
        "issued_by",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A letter begins on the page of a business."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """What was issued stays as it was."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Letter], search_term: str
    ) -> tuple[QuerySet[Letter], bool]:
        """The number as it begins, or the business."""
        text = search_term.strip()
        if not text:
            return queryset, False
        businesses = words.matching(Business.objects.order_by(), text).values("pk")
        found = Q(number__istartswith=text) | Q(business__in=businesses)
        return queryset.filter(found), False

    @admin.display(description=_("issued by"))
    def issued_by(self, letter: Letter) -> str:
        return str(letter.created_by)

    @admin.display(description=_("validity"))
    def validity(self, letter: Letter) -> SafeString:
        if letter.withdrawn_on is not None:
            return badge("red", _("Withdrawn"))
        if letter.valid_until is not None and letter.valid_until < timezone.localdate():
            return badge("grey", _("Expired"))
        return badge("green", _("Valid"))


@admin.register(LetterTemplate)
class LetterTemplateAdmin(TemplatePages, BackOfficeAdmin):
    """The wording of each kind of letter: one row a kind, made by `setup`."""

    form = LetterTemplateForm
    list_display = ("kind", "title", "number_format", "valid_months", "updated_by", "updated_at")
    list_select_related = ("updated_by",)
    sortable_by = ()
    fields = (*LetterTemplateForm.Meta.fields, "opened_version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        template = kwargs.get("obj")
        if template is not None:
            context["placeholders"] = letter_text.placeholders_of(template.kind)
            context["number_placeholders"] = letter_text.NUMBER_PLACEHOLDERS
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: LetterTemplate, form: Any, change: bool
    ) -> None:
        version = form.cleaned_data["opened_version"]
        letters.revise_template(obj, by=request.user, version=version)
