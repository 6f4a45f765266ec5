"""What visitors report: the queue of the officers of the kelurahan, and the page of one report."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from businesses.admin.word_search import BusinessSearch
from common.back_office import badge
from common.workflow_pages import WorkflowAdmin
from directory import error_reports
from directory.models import ErrorReport
from directory.redaction import without_numbers

BEGINNING = 60  # characters of the message on the list
STATUS = {"open": "amber", "settled": "green", "dismissed": "grey"}


@admin.register(ErrorReport)
class ErrorReportAdmin(BusinessSearch, WorkflowAdmin):
    """The latest stand first; a report is read and moved, never written.

    Numbers in it, and the way to reach the visitor, are for those who deal with it, on its page.
    """

    list_hint = _(
        "Compare each report with the record, and ask the owner where you are not sure. Put the "
        "record right first; then open the report, choose “It was put right” or “Nothing is "
        "wrong” and note what you found. It leaves the queue, and phone numbers in it and the way "
        "to reach the visitor are erased. “Look at it again” brings it back, without them."
    )
    list_display = ("about", "where", "beginning", "status_badge", "received")
    list_display_links = ("about",)
    list_filter = ("status", "about")
    list_select_related = ("business__kelurahan",)
    search_fields = ("business",)  # answered by BusinessSearch
    search_key = "business_id"
    sortable_by = ()
    workflows = (error_reports.WORKFLOW,)
    readonly_fields = (
        "about",
        "message",
        "message_without_numbers",
        "reply_to",
        "record",
        "on_the_page",
        "created_at",
    )

    def get_fields(self, request: HttpRequest, obj: ErrorReport | None = None) -> tuple[str, ...]:
        deals_with_it = request.user.has_perm(error_reports.SETTLE)
        said = ("message", "reply_to") if deals_with_it else ("message_without_numbers",)
        return ("about", *said, "record", "on_the_page", "created_at")

    @admin.display(description=_("business"))
    def where(self, report: ErrorReport) -> SafeString:
        business = report.business
        return format_html(
            '{} <span class="quiet">{}</span>', business.name, business.kelurahan.name
        )

    @admin.display(description=_("received"))
    def received(self, report: ErrorReport) -> str:
        return date_format(localtime(report.created_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("in the visitor's words"))
    def beginning(self, report: ErrorReport) -> str:
        return Truncator(without_numbers(report.message)).chars(BEGINNING)

    @admin.display(description=_("in the visitor's words"))
    def message_without_numbers(self, report: ErrorReport) -> str:
        return without_numbers(report.message)

    @admin.display(description=_("status"), ordering="status")
    def status_badge(self, report: ErrorReport) -> SafeString:
        return badge(STATUS[report.status], report.get_status_display())

    @admin.display(description=_("business"))
    def record(self, report: ErrorReport) -> SafeString:
        address = reverse("admin:businesses_business_change", args=[report.business_id])
        business = report.business
        return format_html('<a href="{}">{}</a> {}', address, business.name, business.code)

    @admin.display(description=_("public page"), empty_value="–")
    def on_the_page(self, report: ErrorReport) -> SafeString | None:
        listing = getattr(report.business, "listing", None)
        if listing is None:
            return None
        address = reverse("directory:business-detail", args=[listing.code, listing.slug])
        return format_html('<a href="{0}">{0}</a>', address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ErrorReport | None = None) -> bool:
        return False

    def make_move(self, record: ErrorReport, action: str, *, by: Any, **typed: Any) -> ErrorReport:
        return error_reports.move(record, action, by=by, **typed)
