"""The work list in the back office: the list, a visit, the visit sheet and the download.

The table of visits has no list of its own: visits are made, and read, from the work list.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from businesses import disclosure
from businesses.models import Business, Disclosure
from common.back_office import BackOfficeAdmin
from common.key_choices import is_key
from common.paging import CappedPaginator
from common.phones import is_mobile, whatsapp_link
from common.search_terms import holds_number
from common.workflow import Refused
from licensing import coverage, visits
from licensing.admin import visit_sheet
from licensing.admin.badges import nib_badge
from licensing.admin.without_nib_file import WithoutNibFile
from licensing.forms.visits import VisitForm
from licensing.forms.work_list import EVERYTHING, WorkList
from licensing.models import Nib, Visit
from licensing.visit_rows import Row, told, with_owners
from licensing.visits import may_be_taken_back

LIST = "admin:licensing_visit_without_nib"
SHEET = "admin:licensing_visit_sheet"
BUSINESS = "admin:licensing_business_visit"
VOID = "admin:licensing_visit_void"
PERMISSIONS = ("licensing.view_visit", "licensing.view_nib", "businesses.view_business")
TAPS = (Visit.Outcome.VISITED, Visit.Outcome.REFUSED, Visit.Outcome.CASE_OPENED)
VISITS_SHOWN = 50
TICKED = "dicatat"  # in an address: the visit that was noted a moment ago


@admin.register(Visit)
class VisitAdmin(WithoutNibFile, BackOfficeAdmin):
    """The work list, and the record of each visit to read."""

    fields = ("business", "outcome", "note", "case", "by", "at", "voided_at")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages = (
            ("tanpa-nib/", self.list_view, LIST),
            ("tanpa-nib/lembar/", self.sheet_view, SHEET),
            ("tanpa-nib/<int:pk>/", self.business_view, BUSINESS),
            ("<int:pk>/batal/", self.void_view, VOID),
        )
        own = [path(at, view(page), name=name.partition(":")[2]) for at, page, name in pages]
        return [*own, *super().get_urls()]

    def has_view_permission(self, request: HttpRequest, obj: Visit | None = None) -> bool:
        return request.user.has_perms(PERMISSIONS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A visit is noted on the work list."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Visit | None = None) -> bool:
        """A visit is a record: it is read, or taken back, not edited."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._require_view(request)
        kept = _kept_query(request)
        return redirect(f"{reverse(LIST)}?{kept}" if kept else reverse(LIST))

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    # -- the list --------------------------------------------------------------------------------

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """Fifty businesses a page, each with its buttons; the one just ticked stays and says so."""
        refused = self._refuse_reading(request)
        if refused is not None:
            return refused
        ticked = _just_ticked(request)
        work = WorkList(request.user, request.GET, kept=ticked and ticked.business_id)
        page = _page(work, request, self.list_per_page)
        rows = told(page, to=request.user)
        query = _address_of(work, page.number)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Businesses without a NIB"),
            "opts": self.opts,
            "work": work,
            "page": page,
            "count": page.paginator.count,
            "inactive": _pages(work.inactive, self.list_per_page).count,
            "switch": _switched(work),
            "rows": [(row, nib_badge(Nib(status=row.status)), _taps_for(row)) for row in rows],
            "ticked": ticked,
            "is_shown": ticked is not None and any(r.business == ticked.business for r in rows),
            "may_tick": request.user.has_perm("licensing.add_visit"),
            "may_see_owner": request.user.has_perm("businesses.view_owner"),
            "query": urlencode(work.query),
            "here": query,
            "export_bar": self.export_bar(request),
        }
        return TemplateResponse(request, "admin/licensing/without_nib/list.html", context)

    def _refuse_reading(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to a request that no list is shown for; raises PermissionDenied."""
        self._require_view(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        if any(holds_number(text) for text in request.GET.getlist("q")):
            text = _(
                "A NIK or a phone number does not belong in an address, where it would be kept. "
                "It was dropped: search by name or registry number."
            )
            messages.warning(request, text)
            return redirect(request.path)
        return None

    # -- the visit sheet ---------------------------------------------------------------------------

    def sheet_view(self, request: HttpRequest) -> HttpResponse:
        """Fifteen rows of the same list, to print on one page; a look at each of the owners."""
        refused = self._refuse_reading(request)
        if refused is not None:
            return refused
        work = WorkList(request.user, request.GET)
        page = _page(work, request, visit_sheet.ROWS)
        may_see_owner = request.user.has_perm("businesses.view_owner")
        if may_see_owner:
            told_of = {name: text for name, text in work.query.items() if name not in UNTOLD}
            reason = f"lembar-kunjungan: {urlencode({**told_of, 'hal': page.number}, safe=',')}"
            owners = [business.owner_id for business in page]
            disclosure.record(owners, Disclosure.Kind.EXPORT, request.user, reason)
        context = {
            "title": _("Visit sheet"),
            "work": work,
            "page": page,
            "count": page.paginator.count,
            "lines": [
                visit_sheet.line_of(row, number, may_see_owner=may_see_owner)
                for number, row in enumerate(told(page, to=request.user), page.start_index())
            ],
            "may_see_owner": may_see_owner,
            "outcomes": Visit.Outcome.labels,
            "officer": request.user,
            "today": localdate(),
            "query": urlencode(work.query),
            "here": _address_of(work, 1),
        }
        return TemplateResponse(request, "admin/licensing/without_nib/sheet.html", context)

    # -- one business ------------------------------------------------------------------------------

    def business_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is known about one business, its visits, and the form of the next one."""
        self._require_view(request)
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        businesses = with_owners(Business.objects.visible_to(request.user))
        business = businesses.filter(pk=pk).first() if is_key(pk) else None
        if business is None:
            raise Http404
        may_tick = request.user.has_perm("licensing.add_visit")
        if request.method == "POST" and not may_tick:
            raise PermissionDenied
        row = told([business], to=request.user)[0]
        form = VisitForm(
            request.POST if request.method == "POST" else None,
            may_note_reason=(
                row.status in Nib.NUMBERLESS and request.user.has_perm("licensing.record_nib")
            ),
            stored_reason=row.nib.absence_reason if row.nib is not None else "",
        )
        if form.is_valid():
            cleaned = form.cleaned_data
            try:
                visit = visits.tick(
                    business,
                    cleaned["outcome"],
                    by=request.user,
                    note=cleaned["note"],
                    reason=form.new_reason,
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return _back_to_list(request, business.pk, {TICKED: str(visit.pk)})
        may_see_owner = request.user.has_perm("businesses.view_owner")
        if may_see_owner:
            disclosure.record_page(business.owner, by=request.user)
        holds_nib = not coverage.without_nib(Business.objects.filter(pk=business.pk)).exists()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Visit: %(business)s") % {"business": business},
            "opts": self.opts,
            "business": business,
            "row": row,
            "badge": nib_badge(Nib(status=row.status)),
            "address": visit_sheet.address_of(business),
            "phones": _ways_to_call(business) if may_see_owner else [],
            "form": form,
            "may_tick": may_tick and not holds_nib,
            "holds_nib": holds_nib,
            "may_see_owner": may_see_owner,
            "visits": [
                (visit, may_be_taken_back(visit, by=request.user))
                for visit in business.visits.select_related("by", "case")[:VISITS_SHOWN]
            ],
            "here": _kept_query(request),
        }
        return TemplateResponse(request, "admin/licensing/without_nib/business.html", context)

    def void_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a visit back, and return to the list."""
        self._require_view(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        visit = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if visit is None:
            raise Http404
        try:
            visits.void(visit, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            text = _("Taken back: %(visit)s") % {"visit": visit}
            messages.success(request, text)
        return _back_to_list(request, visit.business_id)


UNTOLD = frozenset({"q", "posisi"})  # what a log does not keep: typed names, and where one stood
NAMES = frozenset(WorkList.base_filters) | {"hal"}


def _page(work: WorkList, request: HttpRequest, size: int) -> Any:
    """The page that the address asks for; beyond the end is the last one."""
    return _pages(with_owners(work.ordered()), size).get_page(request.GET.get("hal"))


def _pages(businesses: QuerySet[Business], size: int) -> CappedPaginator:
    paginator = CappedPaginator(businesses, size)
    paginator.keys_first = False
    return paginator


def _switched(work: WorkList) -> str:
    """The query of the same list with those that are not active, or again without them."""
    query = {name: text for name, text in work.query.items() if name != "usaha"}
    return urlencode(query if work.shows_inactive else {**query, "usaha": EVERYTHING})


def _taps_for(row: Row) -> list[Visit.Outcome]:
    """What one tap notes; a case that is open is not opened again."""
    return [tap for tap in TAPS if row.case is None or tap != Visit.Outcome.CASE_OPENED]


def _ways_to_call(business: Business) -> list[tuple[str, str]]:
    """Each number, with its address on WhatsApp where it may have one."""
    return [
        (phone, whatsapp_link(phone) if phone == business.whatsapp or is_mobile(phone) else "")
        for phone in visit_sheet.phones_of(business)
    ]


def _address_of(work: WorkList, number: int) -> str:
    """The query of an address that leads to this page of the list."""
    return urlencode({**work.query, **({"hal": number} if number > 1 else {})})


def _kept_query(request: HttpRequest) -> str:
    """The filters and the page of the list that an officer came from."""
    came = {name: text for name, text in request.GET.items() if name in NAMES and text}
    return urlencode({name: text for name, text in came.items() if not holds_number(text)})


def _back_to_list(
    request: HttpRequest, business: int, more: dict[str, str] | None = None
) -> HttpResponse:
    """The same place of the same list: its filters, its page, and the row of the business."""
    query = "&".join(part for part in (_kept_query(request), urlencode(more or {})) if part)
    return redirect(f"{reverse(LIST)}{'?' if query else ''}{query}#usaha-{business}")


def _just_ticked(request: HttpRequest) -> Visit | None:
    """The visit that this officer noted a moment ago, if the address names one."""
    key = request.GET.get(TICKED, "")
    if not is_key(key):
        return None
    own = Visit.objects.valid().visible_to(request.user).filter(by=request.user)
    visit = own.select_related("business").filter(pk=key).first()
    is_fresh = visit is not None and localdate(visit.at) == localdate()
    return visit if is_fresh else None
