"""The board of the help desk, and the page that opens a case."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from businesses.admin.owner_pages import NO_STORE, TOO_MANY_REQUESTS
from businesses.models import Business
from common.key_choices import is_key
from common.workflow import Refused
from licensing import assistance, case_board
from licensing.admin.filters import CaseFilter
from licensing.assistance import AlreadyOpen
from licensing.case_board import CaseBoard, Column
from licensing.forms import BoardForm, OpenCaseForm
from licensing.forms.cases import TOO_MANY
from licensing.models import AssistanceCase

BOARD = "admin:licensing_assistancecase_board"
LIST = "admin:licensing_assistancecase_changelist"
FROM_BOARD = "papan"  # a move that was pressed on the board carries its filters under this name
# The filters of the board as the list calls them.
IN_THE_LIST = {"jenis": "kind__exact", "dibuka_di": "channel__exact"}


class CaseBoardPages:
    """Mixin for the admin of cases."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("papan/", view(self.board_view), name="licensing_assistancecase_board"),
            path("buka/", view(self.open_view), name="licensing_assistancecase_open"),
            path("buka/<int:pk>/", view(self.open_view), name="businesses_business_open_case"),
            *super().get_urls(),
        ]

    # -- the board -------------------------------------------------------------------------------

    def board_view(self, request: HttpRequest) -> HttpResponse:
        """The open cases by stage, and those closed lately."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = BoardForm(request.GET, user=request.user)
        chosen = form.chosen
        board = CaseBoard(
            request.user,
            kind=chosen.get("jenis", ""),
            channel=chosen.get("dibuka_di", ""),
            officer=chosen.get("petugas", ""),
            place=chosen.get("tempat", ""),
        )
        may_open = self.has_add_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Board of the help desk"),
            "opts": self.opts,
            "form": form,
            "columns": [(column, _list_address(column, chosen)) for column in board.columns],
            "opening": OpenCaseForm(user=request.user) if may_open else None,
            "query": urlencode(chosen),
        }
        return TemplateResponse(request, "admin/licensing/case/board.html", context)

    def to_board(self, request: HttpRequest) -> HttpResponseRedirect:
        """Back to the board as it was narrowed when the button on it was pressed."""
        asked = QueryDict(request.POST.get(FROM_BOARD, "")[:500])
        query = urlencode(BoardForm(asked, user=request.user).chosen)
        return redirect(f"{reverse(BOARD)}?{query}" if query else reverse(BOARD))

    # -- opening a case ----------------------------------------------------------------------------

    def open_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Open a case in three fields; in two where the business is known.

        What is looked for comes by POST: no NIK and no phone number stands in an address.
        """
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        business = _survivor(pk) if pk is not None else None
        if pk is not None:
            if not Business.objects.visible_to(request.user).filter(pk=business.pk).exists():
                raise Http404
            if business.pk != pk:
                return redirect("admin:businesses_business_open_case", business.pk)
        data = request.POST if request.method == "POST" else None
        form = OpenCaseForm(data, user=request.user, business=business)
        context: dict[str, Any] = {}
        if form.is_valid():
            case = assistance.draft(
                form.business,
                kind=form.cleaned_data["kind"],
                channel=form.cleaned_data["channel"],
                by=request.user,
            )
            try:
                assistance.open_case(case, by=request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                if isinstance(refusal, AlreadyOpen):
                    context["same"] = refusal.case
            else:
                return self._opened(request, case)
        return self._opening_page(request, form, business, context)

    def _opened(self, request: HttpRequest, case: AssistanceCase) -> HttpResponseRedirect:
        done = _("Case opened: %(case)s (%(code)s).") % {"case": case, "code": case.business.code}
        self.message_user(request, done, messages.SUCCESS)
        if not self.has_view_permission(request, case):
            return redirect("admin:index")
        return redirect("admin:licensing_assistancecase_change", case.pk)

    def _opening_page(
        self,
        request: HttpRequest,
        form: OpenCaseForm,
        business: Business | None,
        context: dict[str, Any],
    ) -> HttpResponse:
        is_limit = form.has_error("cari", TOO_MANY)
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Open a case"),
            "opts": self.opts,
            "form": form,
            "business": business,
            "hindrance": assistance.hindrance(business) if business is not None else "",
        }
        return TemplateResponse(
            request,
            "admin/licensing/case/open.html",
            context,
            status=TOO_MANY_REQUESTS if is_limit else 200,
            headers=NO_STORE,
        )


def _survivor(pk: int) -> Business:
    """The business with this key, or what it was merged into. Raises Http404."""
    rows = Business.with_merged.select_related("owner", "kelurahan")
    found = rows.filter(pk=pk).first() if is_key(pk) else None
    if found is None:
        raise Http404
    while found.merged_into_id is not None:
        found = rows.get(pk=found.merged_into_id)
    return found


def _list_address(column: Column, chosen: dict[str, str]) -> str:
    """The list of all the cases of a column."""
    if column.name == case_board.CLOSED:
        query = {CaseFilter.parameter_name: CaseFilter.CLOSED}
    else:
        query = {CaseFilter.parameter_name: "ya", "stage__exact": column.name}
    query |= {IN_THE_LIST.get(name, name): value for name, value in chosen.items()}
    return f"{reverse(LIST)}?{urlencode(query)}"
