"""Owners in the back office."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses import registration
from businesses.admin.owner_data import OwnerDataOnPage, RevealPage
from businesses.admin.owner_pages import OwnerPages
from businesses.admin.word_search import OwnerSearch
from businesses.forms.owners import OwnerForm
from businesses.models import Business, Owner
from common.back_office import BackOfficeAdmin


@admin.register(Owner)
class OwnerAdmin(
    SavedFilters, OwnerPages, RevealPage, OwnerDataOnPage, OwnerSearch, BackOfficeAdmin
):
    """Owners. There is no download: without names and numbers nothing would be left of them."""

    form = OwnerForm
    list_display = ("name", "kind", "masked_nik", "business_count", "updated_at")
    list_filter = ("kind", "gender")
    search_fields = ("name",)  # answered by OwnerSearch; a phone number is found by POST
    sortable_by = ("name",)  # what has an index
    grouped: ClassVar[dict[str, str]] = {"kelurahan": "kecamatan"}
    fieldsets = (
        (None, {"fields": ("kind", "name", "responsible_name", "opened_version")}),
        (_("Identity"), {"fields": ("nik", "nik_absent_reason", "npwp")}),
        (_("Contact"), {"fields": ("phone", "phone_absent_reason", "email")}),
        (
            _("Person"),
            {
                "fields": ("gender", "birth_date", "education", "disability"),
                "classes": ("collapse",),
            },
        ),
        (_("Residence"), {"fields": ("address", "kelurahan"), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Owner]:
        held = (
            Business.objects.visible_to(request.user)
            .filter(owner=OuterRef("pk"))
            .order_by()
            .values("owner")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return super().get_queryset(request).annotate(businesses_held=Coalesce(Subquery(held), 0))

    def get_fieldsets(self, request: HttpRequest, obj: Owner | None = None) -> list[Any]:
        hidden = set()
        if not request.user.has_perm("businesses.view_restricted"):
            hidden.add("disability")
        if obj is not None and not self.has_change_permission(request, obj):
            hidden.add("opened_version")
            instead = self._instead(request)
        else:
            instead = {}
        return [
            (
                title,
                {
                    **options,
                    "fields": [instead.get(f, f) for f in options["fields"] if f not in hidden],
                },
            )
            for title, options in super().get_fieldsets(request, obj)
        ]

    @staticmethod
    def _instead(request: HttpRequest) -> dict[str, str]:
        """What stands for a field to those who may only read, and see no NIK in full.

        Six digits of a NIK are the day of birth and the gender: with both, and with what the
        mask leaves, little would be left to guess.
        """
        if request.user.has_perm("businesses.reveal_nik"):
            return {}
        return {"birth_date": "birth_year"}

    def save_model(self, request: HttpRequest, obj: Owner, form: OwnerForm, change: bool) -> None:
        registration.save_owner(
            obj,
            by=request.user,
            version=form.cleaned_data.get("opened_version") if change else None,
        )

    @admin.display(description=_("businesses"))
    def business_count(self, owner: Owner) -> int:
        return owner.businesses_held

    @admin.display(description=_("year of birth"))
    def birth_year(self, owner: Owner) -> str:
        return str(owner.birth_date.year) if owner.birth_date else "–"

    @admin.display(description=_("NIK"))
    def nik(self, owner: Owner) -> str:
        """What a reader without the right to change sees in place of the text box."""
        return owner.masked_nik or owner.get_nik_absent_reason_display()

    @admin.display(description=_("NPWP"))
    def npwp(self, owner: Owner) -> str:
        return owner.masked_npwp or "–"

    @admin.display(description=_("NIK"))
    def masked_nik(self, owner: Owner) -> str:
        return owner.masked_nik or owner.get_nik_absent_reason_display()


BackOfficeAdmin.number_lookup = ("admin:businesses_owner_find", "businesses.view_owner")
