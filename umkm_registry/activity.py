"""The city-wide activity view, `/admin/aktivitas/`: who did what to which record, and when.

For the head of the dinas and the administrators (`accounts.view_activity`); a work area narrows
it like everything else. It names records and fields, and shows no value.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.urls import path as address
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from businesses import scope
from businesses.models import Kecamatan, Kelurahan
from common import activity_log
from common.activity_log import Asked
from common.history import Event
from common.key_choices import KeyChoiceField
from common.validators import DAYS

PERMISSION = "accounts.view_activity"
ANY = [("", gettext_lazy("All"))]


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=DAYS,
        widget=forms.DateInput(attrs={"placeholder": gettext_lazy("dd/mm/yyyy")}),
    )


class ActivityForm(forms.Form):
    """The filters; their names are those of the address."""

    petugas = KeyChoiceField(
        label=gettext_lazy("Officer"),
        queryset=User.objects.filter(is_superuser=False),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    jenis = forms.ChoiceField(label=gettext_lazy("Kind of record"), required=False)
    tindakan = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    dari = day_field(gettext_lazy("From day"))
    sampai = day_field(gettext_lazy("To day"))
    kecamatan = forms.ModelChoiceField(
        label=gettext_lazy("kecamatan"),
        queryset=Kecamatan.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.is_superuser:
            self.fields["petugas"].queryset = User.objects.all()
        self.fields["jenis"].choices = [*ANY, *activity_log.records(user)]
        self.fields["tindakan"].choices = [*ANY, *activity_log.actions(user)]

    def asked(self, user: User) -> Asked:
        """What the filters ask, within the work area of `user`."""
        cleaned = self.cleaned_data
        return Asked(
            officer=cleaned["petugas"],
            record=cleaned["jenis"],
            action=cleaned["tindakan"],
            since=cleaned["dari"],
            until=cleaned["sampai"],
            places=_places(user, cleaned["kecamatan"]),
        )


def _places(user: User, kecamatan: Kecamatan | None) -> frozenset[int] | None:
    """The kelurahan that are asked for; None for the whole city."""
    ids = scope.kelurahan_ids(user)
    if kecamatan is None:
        return ids
    chosen = frozenset(Kelurahan.objects.filter(kecamatan=kecamatan).values_list("pk", flat=True))
    return chosen if ids is None else chosen & ids


def link_to(site: AdminSite, request: HttpRequest, event: Event) -> str:
    """The page of the record that an event happened to, or of what it belongs to; "" for none."""
    targets = event.targets[1:] if event.kind == "removed" else event.targets
    for model, key in targets:
        model_admin = site._registry.get(model)
        if key and model_admin is not None and model_admin.has_view_permission(request):
            meta = model._meta
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[key])
    return ""


class ActivityPage:
    """Mixin for the admin site."""

    def get_urls(self) -> list[URLPattern]:
        page = address("aktivitas/", self.admin_view(self.activity_view), name="activity")
        return [page, *super().get_urls()]

    def activity_view(self, request: HttpRequest) -> HttpResponse:
        """A page of what was done, newest first."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        form = ActivityForm(request.GET, user=request.user)
        page = None
        if form.is_valid():
            page = activity_log.page(
                form.asked(request.user),
                by=request.user,
                before=request.GET.get("sebelum", ""),
            )
        filters = urlencode([(n, v) for n in form.fields if (v := request.GET.get(n))])
        context = {
            **self.each_context(request),
            "title": _("Activity of the officers"),
            "form": form,
            "page": page,
            "rows": [(one, link_to(self, request, one)) for one in page.events] if page else [],
            "filters": filters,
            "is_later": "sebelum" in request.GET,
        }
        return TemplateResponse(request, "admin/activity.html", context)
