"""The data-subject desk: what owners ask, with the clock; and the log of who saw whose data."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import data_requests, desk, disclosure
from businesses.admin.owner_data import numbers_of
from businesses.forms.personal_data import DataRequestForm, SeenForm, WithdrawForm
from businesses.models import Business, DataRequest, Disclosure
from common.back_office import BackOfficeAdmin, badge
from common.tabular import Column, csv_response
from common.workflow_pages import WorkflowAdmin

STATUS = {"received": "amber", "answered": "green", "refused": "grey"}
SHOWN = 200
COLUMNS = [
    Column("id_pemilik", gettext_lazy("owner"), lambda row: row["owner_id"], is_number=True),
    Column("nama", gettext_lazy("name"), lambda row: row["name"]),
    Column("kelurahan_tinggal", gettext_lazy("kelurahan"), lambda row: row["kelurahan"]),
    Column("dilihat", gettext_lazy("looks"), lambda row: row["looks"], is_number=True),
    Column("nomor_lengkap", gettext_lazy("in full"), lambda row: row["numbers"], is_number=True),
    Column("dalam_ekspor", gettext_lazy("exports"), lambda row: row["exports"], is_number=True),
    Column("pertama", gettext_lazy("first look"), lambda row: row["first"]),
    Column("terakhir", gettext_lazy("last look"), lambda row: row["last"]),
]


@admin.register(DataRequest)
class DataRequestAdmin(WorkflowAdmin):
    """The oldest request stands first: its clock runs out first."""

    form = DataRequestForm
    change_form_template = "admin/businesses/data_request.html"
    list_display = ("asked", "clock", "status_badge", "owner", "received_at")
    list_display_links = ("asked",)
    list_filter = ("status", "kind")
    list_select_related = ("owner",)
    search_fields = ("applicant",)
    ordering = ("received_at", "id")
    autocomplete_fields = ("owner",)
    scoped = ("owner",)
    workflows = (data_requests.WORKFLOW,)
    fields = (
        "kind",
        "received_at",
        "applicant",
        "contact",
        "owner",
        "identity_checked",
        "wish",
        "opened_version",
    )

    @admin.display(description=gettext_lazy("request"), ordering="received_at")
    def asked(self, request: DataRequest) -> str:
        return str(request)

    @admin.display(description=gettext_lazy("72 hours"))
    def clock(self, request: DataRequest) -> SafeString:
        return badge(*data_requests.clock(request))

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_badge(self, request: DataRequest) -> SafeString:
        return badge(STATUS[request.status], request.get_status_display())

    def has_change_permission(self, request: HttpRequest, obj: DataRequest | None = None) -> bool:
        """A closed request is a record: it is read, not edited."""
        if obj is not None and obj.status != DataRequest.Status.RECEIVED:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: DataRequest, form: Any, change: bool) -> None:
        version = form.cleaned_data["opened_version"] if change else None
        data_requests.save_request(obj, by=request.user, version=version)

    def make_move(self, record: DataRequest, action: str, *, by: Any, **typed: Any) -> DataRequest:
        return data_requests.move(record, action, by=by, **typed)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """What the desk can do from here: the file, erasure, and taking out of the directory."""
        record = kwargs.get("obj")
        if record is not None:
            context["clock"] = badge(*data_requests.clock(record))
            context["due_at"] = record.due_at
        if record is not None and record.owner is not None:
            disclosure.record_page(record.owner, by=request.user)
            published = Business.objects.filter(owner=record.owner, consent_given_on__isnull=False)
            context["subject"] = {
                "owner": record.owner,
                "numbers": numbers_of(record.owner, request),
                "is_desk": request.user.has_perm(desk.PERMISSION),
                "published": [
                    (business, WithdrawForm({"version": business.version}, auto_id=False))
                    for business in published
                ],
            }
        return super().render_change_form(request, context, *args, **kwargs)


class PeriodFilter(admin.SimpleListFilter):
    """How far back the log is shown."""

    title = gettext_lazy("period")
    parameter_name = "sejak"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("1", gettext_lazy("Last 24 hours")),
            ("7", gettext_lazy("Last 7 days")),
            ("30", gettext_lazy("Last 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {"1", "7", "30"}:
            return queryset
        return queryset.filter(at__gte=timezone.now() - timedelta(days=int(self.value())))


@admin.register(Disclosure)
class DisclosureAdmin(BackOfficeAdmin):
    """The log, to read; and whose data one account saw, for a breach notice."""

    list_display = ("at", "by", "kind", "owner", "reason")
    list_display_links = None
    list_filter = (PeriodFilter, "kind")
    list_select_related = ("by", "owner")
    search_fields = ("=by__username",)
    change_list_template = "admin/businesses/disclosure_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        seen = path(
            "yang-dilihat/",
            self.admin_site.admin_view(self.seen_view),
            name="businesses_disclosure_seen",
        )
        return [seen, *super().get_urls()]

    def seen_view(self, request: HttpRequest) -> HttpResponse:
        """The list on GET; as a file on POST, because the file is noted as an export."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else request.GET
        form = SeenForm(data or None, initial=self._last_month())
        rows = None
        if form.is_valid():
            account = form.cleaned_data["akun"]
            rows = disclosure.seen_by(account, *form.period, reader=request.user)
            if request.method == "POST":
                return self._download(request, rows, form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Whose data an account saw"),
            "opts": self.opts,
            "form": form,
            "rows": rows[:SHOWN] if rows is not None else None,
            "count": rows.count() if rows is not None else 0,
            "shown": SHOWN,
        }
        return TemplateResponse(request, "admin/businesses/seen.html", context)

    @staticmethod
    def _last_month() -> dict[str, Any]:
        today = timezone.localdate()
        return {"dari": today - timedelta(days=30), "sampai": today}

    @staticmethod
    def _download(request: HttpRequest, rows: QuerySet, form: SeenForm) -> HttpResponse:
        """The names leave the house with the file: that is a look at each of them."""
        found = list(rows)
        account, (start, end) = form.cleaned_data["akun"], form.period
        reason = f"yang-dilihat: {account.get_username()} {start:%Y-%m-%d}–{end:%Y-%m-%d}"
        owners = [row["owner_id"] for row in found]
        disclosure.record(owners, Disclosure.Kind.EXPORT, request.user, reason)
        return csv_response(COLUMNS, found, filename=f"yang-dilihat-{account.pk}.csv")
