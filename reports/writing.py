"""A report as CSV, XLSX, JSON or a table for the terminal: one engine for page and command."""

import io
import json
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.tabular import (
    DOWNLOAD_HEADERS,
    csv_lines,
    csv_response,
    text_of,
    text_table,
    write_xlsx,
)
from reports.report import Answer, Report

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def total_row(answer: Answer) -> dict[str, Any]:
    return {"key": "total", "label": _("Total"), **answer.totals}


def rows_with_total(report: Report, answer: Answer) -> list[dict[str, Any]]:
    return [*answer.rows, total_row(answer)] if report.has_total else answer.rows


def filename(report: Report, answer: Answer, extension: str) -> str:
    """A name that says what and when: nib-coverage_kecamatan_2026-11-22.csv."""
    return f"{report.name}_{answer.by}_{answer.as_of.isoformat()}.{extension}"


def as_json(report: Report, answer: Answer) -> str:
    """The machine-readable form; its keys do not change (docs/operating.md)."""
    body = {
        "report": report.name,
        "as_of": answer.as_of.isoformat(),
        "definition": answer.definition,
        "totals": answer.totals,
        "by": answer.by,
        "rows": answer.rows,
    }
    return json.dumps(body, ensure_ascii=False, indent=2, default=text_of)


def as_csv(report: Report, answer: Answer) -> str:
    return "".join(csv_lines(report.columns, rows_with_total(report, answer)))


def as_table(report: Report, answer: Answer) -> str:
    heading = f"{report.title} ({date_format(answer.as_of, 'DATE_FORMAT')})\n\n"
    table = text_table(report.columns, rows_with_total(report, answer))
    note = f"{answer.note}\n\n" if answer.note else ""
    return f"{heading}{table}\n{note}{answer.definition}\n"


def as_xlsx(report: Report, answer: Answer) -> bytes:
    """A workbook whose first sheet says what the numbers mean and when they were made."""
    out = io.BytesIO()
    about = [
        (str(report.title), str(report.question)),
        *([(_("Target"), answer.note)] if answer.note else []),
        (_("Definition"), answer.definition),
        (_("As of"), answer.as_of.isoformat()),
        (_("Broken down by"), answer.by),
        (_("Made at"), localtime().isoformat(timespec="seconds")),
        (_("Rows"), str(len(answer.rows))),
    ]
    write_xlsx(
        out, report.columns, rows_with_total(report, answer), title=str(report.title), about=about
    )
    return out.getvalue()


def download(report: Report, answer: Answer, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The report as a file. `kind` is "csv", "xlsx" or "json"."""
    name = filename(report, answer, kind)
    if kind == "csv":
        return csv_response(report.columns, rows_with_total(report, answer), filename=name)
    headers = {**DOWNLOAD_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "xlsx":
        return HttpResponse(as_xlsx(report, answer), content_type=XLSX_TYPE, headers=headers)
    return HttpResponse(
        as_json(report, answer), content_type="application/json; charset=utf-8", headers=headers
    )
