"""Pages about owners beside list and form: finding one by POST, the person's file, erasure."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from businesses import belongings, desk, dossier, erasure, owner_lookup
from businesses.forms.personal_data import EraseForm, FindForm
from businesses.models import Business, Owner
from common.identifiers import mask_phone
from common.key_choices import is_key
from common.workflow import Refused

NO_STORE = {"Cache-Control": "no-store"}
TOO_MANY_REQUESTS = 429


def as_result(owner: Owner) -> dict[str, Any]:
    """What the entry form is told of an owner: enough to recognise, no number in full."""
    return {
        "id": owner.pk,
        "name": owner.name,
        "kind": owner.get_kind_display(),
        "masked_nik": owner.masked_nik or owner.get_nik_absent_reason_display(),
        "phone": mask_phone(owner.phone) if owner.phone else "",
        "businesses": [
            f"{business.name} ({business.kelurahan})" for business in owner.businesses.all()
        ],
        "url": reverse("admin:businesses_owner_change", args=[owner.pk]),
    }


class OwnerPages:
    """Mixin for the admin of owners."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = [
            path("cari/", wrap(self.find_view), name="businesses_owner_find"),
            path("<int:pk>/berkas/", wrap(self.dossier_view), name="businesses_owner_dossier"),
            path("<int:pk>/hapus-data/", wrap(self.erase_view), name="businesses_owner_erase"),
        ]
        return [*pages, *super().get_urls()]

    # -- finding ---------------------------------------------------------------------------------

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Find an owner by NIK, phone or name; for the entry form as JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = FindForm(request.POST if request.method == "POST" else None)
        found, status = None, 200
        if form.is_valid():
            try:
                found = owner_lookup.find(form.cleaned_data["cari"], by=request.user)
            except owner_lookup.TooManyLookups as refusal:
                found, status = owner_lookup.Found(message=str(refusal)), TOO_MANY_REQUESTS
        if request.method == "POST" and self._wants_json(request):
            return self._found_json(form, found, status)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Find an owner"),
            "opts": self.opts,
            "form": form,
            "found": found,
            "results": [as_result(owner) for owner in found.owners] if found else [],
        }
        return TemplateResponse(
            request,
            "admin/businesses/owner_find.html",
            context,
            status=status,
            headers=NO_STORE,
        )

    @staticmethod
    def _wants_json(request: HttpRequest) -> bool:
        kinds = ["text/html", "application/json"]
        return request.get_preferred_type(kinds) == "application/json"

    @staticmethod
    def _found_json(
        form: forms.Form, found: owner_lookup.Found | None, status: int
    ) -> JsonResponse:
        if found is None:
            text = " ".join(text for errors in form.errors.values() for text in errors)
            found = owner_lookup.Found(message=text)
        content = {
            "results": [as_result(owner) for owner in found.owners],
            "elsewhere": found.elsewhere,
            "message": found.message,
        }
        return JsonResponse(content, status=status, headers=NO_STORE)

    # -- the desk ----------------------------------------------------------------------------------

    def _owner_for_desk(self, request: HttpRequest, pk: int) -> Owner:
        owner = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if owner is None:
            raise Http404
        desk.require_desk(request.user)
        return owner

    def dossier_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The person's file: explained on GET, made (and noted) on POST."""
        owner = self._owner_for_desk(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Everything held about %(owner)s") % {"owner": owner},
            "opts": self.opts,
            "owner": owner,
            "file": None,
        }
        status = 200
        if request.method == "POST":
            try:
                file = dossier.dossier(owner, by=request.user)
            except Refused as refusal:
                context["refused"], status = str(refusal), TOO_MANY_REQUESTS
            else:
                if request.POST.get("format") == "json":
                    return self._file_as_json(file)
                context["file"] = file
        template = "admin/businesses/dossier.html"
        return TemplateResponse(request, template, context, status=status, headers=NO_STORE)

    @staticmethod
    def _file_as_json(file: dossier.Dossier) -> HttpResponse:
        name = f'attachment; filename="data-pribadi-{file.owner}.json"'
        return HttpResponse(
            dossier.as_json(dossier.as_data(file)),
            content_type="application/json; charset=utf-8",
            headers={**NO_STORE, "Content-Disposition": name},
        )

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What will go, table by table; and the password again before it goes."""
        owner = self._owner_for_desk(request, pk)
        data = request.POST if request.method == "POST" else None
        form = EraseForm(data, request=request, initial={"version": owner.version})
        if form.is_valid():
            try:
                erasure.erase(
                    owner,
                    by=request.user,
                    note=form.cleaned_data["note"],
                    version=form.cleaned_data["version"],
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return self._after_erasure(request, owner)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase the personal data of %(owner)s") % {"owner": owner},
            "opts": self.opts,
            "owner": owner,
            "form": form,
            "going": erasure.preview(owner),
            "businesses": Business.with_merged.filter(owner=owner).select_related("kelurahan"),
            "related": [*belongings.same_person(owner), *belongings.merged_elsewhere(owner)],
        }
        template = "admin/businesses/erase.html"
        return TemplateResponse(request, template, context, headers=NO_STORE)

    def _after_erasure(self, request: HttpRequest, owner: Owner) -> HttpResponse:
        """Back to the request that asked for it, if one is open; it is still to be answered."""
        messages.success(request, _("The personal data are erased. The register entry stays."))
        waiting = owner.data_requests.open().first()
        if waiting is not None:
            return redirect("admin:businesses_datarequest_change", waiting.pk)
        return redirect("admin:businesses_owner_change", owner.pk)
