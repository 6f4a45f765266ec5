"""Businesses in the back office: entry, verification, and the panels of the apps above."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.saved_filters import SavedFilters
from businesses import activity, publication, registration, verification
from businesses.admin.business_fieldsets import ENTITY_FIELDS, FIELDSETS, NEW_OWNER_FIELDS, keep
from businesses.admin.filters import (
    AreaFilter,
    CategoryFilter,
    MineFilter,
    PublishedFilter,
    ReverificationFilter,
)
from businesses.admin.inlines import KbliInline, PhotoInline, ProductInline
from businesses.admin.lookalikes import LookalikesAdmin
from businesses.admin.owner_data import ConsentOnPage
from businesses.admin.panels import Panel
from businesses.admin.verification_queue import VerificationPages
from businesses.admin.word_search import BusinessSearch
from businesses.forms.businesses import RESTRICTED, BusinessForm, PlaceSelect
from businesses.forms.moves import BusinessMoveForm
from businesses.models import Business
from businesses.registration import Entry
from common.back_office import badge, shown_at
from common.identifiers import format_rupiah
from common.key_choices import KeySelectMultiple
from common.list_export import ListExport, shown
from common.tabular import Column
from common.workflow import Moved
from common.workflow_pages import WorkflowAdmin

BADGES = {"draft": "grey", "submitted": "amber", "returned": "red", "verified": "green"}


@admin.register(Business)
class BusinessAdmin(
    SavedFilters,
    ListExport,
    ConsentOnPage,
    VerificationPages,
    LookalikesAdmin,
    BusinessSearch,
    WorkflowAdmin,
):
    """The officers' daily page."""

    form = BusinessForm
    list_display = ("titled", "owner", "kelurahan", "category", "status")
    list_display_links = ("titled",)
    list_filter = (
        "verification_status",
        "activity_status",
        AreaFilter,
        CategoryFilter,
        "scale",
        PublishedFilter,
        MineFilter,
        ReverificationFilter,
    )
    search_fields = ("name",)  # answered by BusinessSearch
    autocomplete_fields = ("owner",)
    grouped: ClassVar[dict[str, str]] = {"kelurahan": "kecamatan", "primary_category": "parent"}
    scoped = ("owner",)
    sortable_by = ("titled",)  # what has an index
    list_only = (
        *("code", "name", "verification_status", "activity_status", "visibility"),
        *("owner__name", "kelurahan__name", "primary_category__name"),
    )
    export_name = "usaha"
    export_columns = (
        shown(Business, "kode", "code"),
        shown(Business, "nama_usaha", "name"),
        shown(Business, "kecamatan", "kelurahan__kecamatan__name", _("Kecamatan")),
        shown(Business, "kelurahan", "kelurahan__name", _("Kelurahan")),
        shown(Business, "kode_kelurahan", "kelurahan__code", _("Code of the kelurahan")),
        shown(Business, "sektor", "primary_category__parent__name", _("Sector")),
        shown(Business, "kategori", "primary_category__name", _("Category")),
        shown(Business, "jenis_tempat", "place_kind"),
        shown(Business, "tahun_mulai", "started_year"),
        shown(Business, "skala", "scale"),
        shown(Business, "status_verifikasi", "verification_status"),
        shown(Business, "tanggal_verifikasi", "verified_on"),
        shown(Business, "status_usaha", "activity_status"),
        shown(Business, "tampil_di_direktori", "visibility"),
        shown(Business, "terdaftar_sejak", "registered_on"),
    )
    inlines = (KbliInline, ProductInline, PhotoInline)
    actions = ("submit_selected", "verify_selected", "compare_selected")
    workflows = (verification.WORKFLOW, publication.WORKFLOW, activity.WORKFLOW)
    move_form = BusinessMoveForm
    panels: ClassVar[list[type[Panel]]] = []

    @classmethod
    def add_panel(cls, panel: type[Panel]) -> None:
        """Hook for the apps above: show `panel` on the page of a business."""
        cls.panels.append(panel)
        cls.panels.sort(key=lambda one: one.order)

    # -- the list --------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Business]:
        businesses = super().get_queryset(request)
        businesses = businesses.select_related("owner", "kelurahan", "primary_category")
        for panel in self.panels:
            businesses = panel.narrow(businesses)
        return businesses

    def get_export_columns(self, request: HttpRequest) -> tuple[Column, ...]:
        added = tuple(column for panel in self.panels for column in panel.export_columns)
        return (*self.export_columns, *added)

    def get_list_only(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.list_only, *(name for panel in self.panels for name in panel.list_only))

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        added = tuple(item for panel in self.panels for item in panel.list_filters)
        return (*self.list_filter, *added)

    @admin.display(description=_("category"), ordering="primary_category__name")
    def category(self, business: Business) -> str:
        return str(business.primary_category or "–")

    @admin.display(description=_("business"), ordering="name")
    def titled(self, business: Business) -> SafeString:
        return format_html('{} <span class="registry-code">{}</span>', business.name, business.code)

    @admin.display(description=_("status"), ordering="verification_status")
    def status(self, business: Business) -> SafeString:
        """Verification, activity where it is not the usual one, and the cells of the panels."""
        verified = Business.Verification(business.verification_status)
        cells = [badge(BADGES[verified], verified.label)]
        if business.visibility == Business.Visibility.HIDDEN:
            cells.append(badge("red", business.get_visibility_display()))
        if business.activity_status != Business.Activity.ACTIVE:
            cells.append(badge("grey", business.get_activity_status_display()))
        cells += [cell for panel in self.panels if (cell := panel.column(business))]
        return format_html_join(" ", "{}", ((cell,) for cell in cells))

    # -- the page ----------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Business | None = None) -> list[Any]:
        may_change = self.has_change_permission(request, obj)
        hidden = set() if request.user.has_perm("businesses.view_restricted") else set(RESTRICTED)
        if obj is not None and not may_change:
            hidden.add("opened_version")
        sets = [
            (title, {**options, "fields": keep(options["fields"], lambda f: f not in hidden)})
            for title, options in FIELDSETS
        ]
        if obj is None:
            new_owner = {
                "fields": NEW_OWNER_FIELDS,
                "description": _("Fill this in when the owner is not registered yet."),
            }
            entity = {"fields": ENTITY_FIELDS, "classes": ("collapse",)}
            sets[3:3] = [
                (_("New owner"), new_owner),
                (_("New owner: a company or cooperative"), entity),
            ]
        return sets

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new owner is typed on this very page: no pop-up beside the choice."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "owner" and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related &= "object_id" in request.resolver_match.kwargs
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kelurahan":
            kwargs["widget"] = PlaceSelect
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("point on the map"))
    def point(self, business: Business) -> str:
        """What a reader without the right to change sees in place of the text box."""
        return "–" if business.lat is None else f"{business.lat}, {business.lng}"

    @admin.display(description=_("further categories"))
    def further_categories(self, business: Business) -> str:
        return ", ".join(str(line.category) for line in business.category_lines.all()) or "–"

    @admin.display(description=_("capital in rupiah"))
    def capital(self, business: Business) -> str:
        return "–" if business.capital is None else format_rupiah(business.capital)

    @admin.display(description=_("annual sales in rupiah"))
    def annual_sales(self, business: Business) -> str:
        return "–" if business.annual_sales is None else format_rupiah(business.annual_sales)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[Form]:
        """The page is valid when its panels are."""
        form = super().get_form(request, obj, **kwargs)
        panels = [panel(request, obj) for panel in self.panels]

        field = form.base_fields.get("further_categories")
        if field is not None:
            field.widget = KeySelectMultiple(
                Business._meta.get_field("categories"), self.admin_site
            )

        class FormWithPanels(form):
            def is_valid(self) -> bool:
                """A panel is checked once it is known whose business this will be."""
                valid = super().is_valid()
                for panel in panels:
                    panel.owner = self.chosen_owner()
                return all([valid, *(panel.is_valid() for panel in panels)])

        FormWithPanels.panels = panels
        return FormWithPanels

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Business:
        """A new business waits for its owner, who is stored in the same step."""
        return form.save(commit=False)

    def save_model(self, request: HttpRequest, obj: Business, form: Any, change: bool) -> None:
        if change:
            registration.revise(
                obj, by=request.user, version=form.cleaned_data.get("opened_version")
            )
        else:
            owner = getattr(form, "new_owner", None) or form.cleaned_data["owner"]
            registration.register(Entry(owner, obj), by=request.user)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        business = form.instance
        registration.set_categories(
            business, form.cleaned_data.get("further_categories", []), by=request.user
        )
        for panel in form.panels:
            panel.save(business, by=request.user)
        registration.announce([business])
        if "_submit" in request.POST:
            business.refresh_from_db()
            verification.submit(business, by=request.user, version=business.version)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["panels"] = context["adminform"].form.panels
        may_submit = self.has_submit_permission(request)
        record = kwargs.get("obj")
        if record is not None:
            context["workflow_hint"] = verification.what_sends_back()
        context["show_submit"] = may_submit and (
            record is None
            or (
                self.has_change_permission(request, record)
                and record.verification_status in verification.WORKFLOW["submit"].sources
            )
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The kelurahan of the officer's last entry: a list is worked through place by place."""
        last = Business.objects.visible_to(request.user).filter(created_by=request.user)
        return {"kelurahan": last.order_by("-pk").values_list("kelurahan_id", flat=True).first()}

    # -- verification and publication ---------------------------------------------------------

    def make_move(self, record: Business, action: str, *, by: Any, **typed: Any) -> Business:
        modules = (verification, publication, activity)
        module = next(m for m in modules if action in m.WORKFLOW.transitions)
        return module.move(record, action, by=by, **typed)

    @admin.action(description=_("Submit for verification"), permissions=["submit"])
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Business]) -> None:
        """Submit the eligible ones."""
        chosen = Business.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        seen_at = shown_at(request)
        moved = verification.move_all(chosen, "submit", by=request.user, seen_at=seen_at)
        self.say_moved(request, moved)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("businesses.submit_business")

    def say_moved(self, request: HttpRequest, moved: Moved) -> None:
        """Exactly how many were moved, and why the others stayed."""
        count = len(moved.rows)
        self.message_user(
            request,
            ngettext("%(count)d business moved.", "%(count)d businesses moved.", count)
            % {"count": count},
            messages.SUCCESS if count else messages.WARNING,
        )
        reasons: dict[str, int] = {}
        for _row, reason in moved.refused:
            reasons[reason] = reasons.get(reason, 0) + 1
        for reason, number in reasons.items():
            self.message_user(request, f"{number} × {reason}", messages.WARNING)
