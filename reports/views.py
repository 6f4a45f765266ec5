"""Reports in the back office."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from businesses.models import Business
from reports import writing
from reports.forms import ReportForm
from reports.registry import REPORTS
from reports.report import Answer, Dimension, Report

DOWNLOADS = ("csv", "xlsx", "json")


def _page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    return render(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that this person may see."""
    reports = [report for report in REPORTS.values() if request.user.has_perm(report.permission)]
    if not reports:
        raise PermissionDenied
    return _page(request, "reports/list.html", _("Reports"), reports=reports)


@require_safe
def report_page(request: HttpRequest, name: str) -> HttpResponse:
    """One report on screen, or as a file with `?format=csv`."""
    report = REPORTS.get(name)
    if report is None:
        raise Http404
    if not request.user.has_perm(report.permission):
        raise PermissionDenied
    form = ReportForm(request.GET, report=report)
    if not form.is_valid():
        context = {"report": report, "form": form, "answer": None}
        return _page(request, report.template, report.title, **context)
    by, as_of = form.cleaned_data["per"], form.cleaned_data["tanggal"]
    options = report.options(form.cleaned_data, user=request.user)
    answer = report.answer(_businesses(request), by=by, as_of=as_of, **options)
    kind = request.GET.get("format", "")
    if kind in DOWNLOADS:
        if not request.user.has_perm(report.download_permission):
            raise PermissionDenied
        return writing.download(report, answer, kind)
    return _page(
        request,
        report.template,
        report.title,
        report=report,
        form=ReportForm(report=report, initial={**form.data.dict(), **_usual(answer)}),
        answer=answer,
        rows=[(row, _link(report, answer, by, row)) for row in answer.rows],
        downloads=_downloads(request, report, answer),
    )


def _usual(answer: Answer) -> dict[str, Any]:
    """The breakdown and the day that were answered, as fields of the form."""
    return {"per": answer.by, "tanggal": answer.as_of}


def _businesses(request: HttpRequest) -> QuerySet[Business]:
    return Business.objects.visible_to(request.user)


def _downloads(request: HttpRequest, report: Report, answer: Answer) -> list[tuple[str, str]]:
    """Kind and address of each file, for those who may take one."""
    if not request.user.has_perm(report.download_permission):
        return []
    asked = {name: request.GET[name] for name in report.fields() if request.GET.get(name)}
    query = {**asked, "per": answer.by, "tanggal": answer.as_of.isoformat()}
    return [(kind.upper(), "?" + urlencode({**query, "format": kind})) for kind in DOWNLOADS]


def _link(report: Report, answer: Answer, by: Dimension, row: dict[str, Any]) -> str:
    """The list of the businesses behind a row; "" where the list cannot show them."""
    if not by.rows_query or row["key"] is None or answer.as_of != timezone.localdate():
        return ""
    return (
        reverse("admin:businesses_business_changelist")
        + "?"
        + urlencode({by.rows_query: row["key"]})
    )
