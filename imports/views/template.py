"""The template for lists."""

import io

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.list_export import XLSX_TYPE
from common.tabular import DOWNLOAD_HEADERS
from imports import template as template_book


@require_safe
def template_file(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in, for those who may import."""
    if not request.user.has_perm("imports.add_importbatch"):
        raise PermissionDenied
    out = io.BytesIO()
    template_book.write(out)
    disposition = f'attachment; filename="{template_book.FILE_NAME}"'
    headers = {**DOWNLOAD_HEADERS, "Content-Disposition": disposition}
    return HttpResponse(out.getvalue(), content_type=XLSX_TYPE, headers=headers)
