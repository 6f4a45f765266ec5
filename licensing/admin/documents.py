"""Documents in the back office: one address to open them, and a page to store one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from common.back_office import BackOfficeAdmin
from common.key_choices import is_key
from common.workflow import Refused
from licensing import documents
from licensing.forms import DocumentForm
from licensing.models import Document

# The file is another person's: whatever is in it, it runs nothing and is kept by no cache.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@admin.register(Document)
class DocumentAdmin(BackOfficeAdmin):
    """No list and no form: a document is reached from what it proves."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:pk>/berkas/",
                self.admin_site.admin_view(self.file_view),
                name="licensing_document_file",
            )
        ]

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file as a download; where it is gone, a page that says so."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            opened = documents.open_for(pk if is_key(pk) else 0, by=request.user)
        except Refused as refusal:
            context = {
                **self.admin_site.each_context(request),
                "title": _("This document cannot be opened"),
                "refused": str(refusal),
            }
            return TemplateResponse(
                request, "admin/licensing/document_gone.html", context, status=404
            )
        response = HttpResponse(opened.content, content_type=opened.document.content_type)
        response["Content-Disposition"] = f'attachment; filename="{opened.name}"'
        for name, value in HEADERS.items():
            response[name] = value
        return response


class HasDocument:
    """For the page of a NIB or permit: what is stored as its proof, and storing another one."""

    change_form_template = "admin/licensing/with_document.html"

    def get_urls(self) -> list[URLPattern]:
        store = path(
            "<int:pk>/dokumen/",
            self.admin_site.admin_view(self.document_view),
            name=f"licensing_{self.opts.model_name}_document",
        )
        return [store, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            context["proof"] = self._proof(request, record)
        return super().render_change_form(request, context, *args, **kwargs)

    def _proof(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the page says about the document; whether it may be opened, and exchanged."""
        user = request.user
        may_store = documents.may_attach(user, record)
        form = DocumentForm(initial={"version": record.version}, auto_id="id_document_%s")
        return {
            "document": getattr(record, documents.PROVES[type(record)]),
            "may_open": user.has_perm(documents.VIEW),
            "form": form if may_store else None,
            "store_url": f"admin:licensing_{self.opts.model_name}_document",
        }

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store a file; what is wrong with it is said on this page, not lost."""
        record = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if record is None:
            raise Http404
        if not documents.may_attach(request.user, record):
            raise PermissionDenied
        if request.method == "POST":
            form = DocumentForm(request.POST, request.FILES, auto_id="id_document_%s")
            if self._store(request, record, form):
                self.message_user(request, _("The document is stored."), messages.SUCCESS)
                return redirect(f"admin:licensing_{self.opts.model_name}_change", record.pk)
            form.data = {**form.data.dict(), "version": record.version}
        else:
            form = DocumentForm(initial={"version": record.version}, auto_id="id_document_%s")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Document: %(record)s") % {"record": record},
            "opts": self.opts,
            "record": record,
            "proof": {**self._proof(request, record), "form": form},
            "back": f"admin:licensing_{self.opts.model_name}_change",
        }
        return TemplateResponse(request, "admin/licensing/document.html", context)

    @staticmethod
    def _store(request: HttpRequest, record: Any, form: DocumentForm) -> bool:
        if not form.is_valid():
            return False
        version = form.cleaned_data["version"]
        try:
            documents.attach(record, form.cleaned_data["file"], by=request.user, version=version)
        except ValidationError as error:
            form.add_error("file", error)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        return form.is_valid()
