"""Forms of a new permit that are filled in already: a renewal, for a business, for a KBLI line."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from businesses.models import Business, Owner, Product
from common.key_choices import is_key
from licensing import follow_up, permits
from licensing.admin.permit_holders import ProductChoiceField, ProductNames, ProductSelect
from licensing.models import Nib, NibActivity, Permit, PermitType


class PermitEntry:
    """Mixin for the admin of permits: the views of such forms, and the choice of a holder.

    A form that was opened for a business or for a line of a NIB offers the holders that belong
    there as plain lists and takes no other: a permit never lands on a namesake elsewhere.
    """

    def get_urls(self) -> list[URLPattern]:
        views = [
            ("<int:pk>/perpanjang/", self.renew_view, "renew"),
            ("baru/<int:pk>/<slug:code>/", self.for_business_view, "for_business"),
            ("baru/baris/<int:pk>/", self.for_line_view, "for_line"),
            ("produk/", ProductNames.as_view(admin_site=self.admin_site), "products"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"licensing_permit_{name}")
            for route, view, name in views
        ]
        return [*own, *super().get_urls()]

    # -- the views -----------------------------------------------------------------------------

    def renew_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of a new permit that renews this one: same kind, same holder."""
        permit = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if permit is None:
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        reason = permits.why_not_renewable(permit) if request.method != "POST" else ""
        if reason:
            self.message_user(request, reason, messages.ERROR)
            return self._to_record(permit)
        names = ("type", *permits.HOLDERS, "kbli")
        initial = {name: getattr(permit, f"{name}_id") for name in names}
        title = _("Renew %(permit)s") % {"permit": permit}
        return self._prefilled(request, {**initial, "renews": permit.pk}, title=title)

    def for_business_view(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        """The form of a new permit of one kind for one business, or its product or owner."""
        businesses = Business.objects.visible_to(request.user)
        business = businesses.filter(pk=pk).first() if is_key(pk) else None
        kind = PermitType.objects.filter(code=code, is_active=True).first()
        if business is None or kind is None:
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        request.holders = _holders(businesses.filter(pk=business.pk), owner=business.owner_id)
        title = _("%(kind)s of %(business)s") % {"kind": kind, "business": business}
        initial = {"type": kind.pk, **permits.usual_holder(kind, business)}
        back = reverse("admin:businesses_business_change", args=[business.pk])
        return self._prefilled(request, initial, title=title, back=back)

    def for_line_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of the certificate that the risk level of one line of a NIB asks for."""
        lines = NibActivity.objects.filter(nib__in=Nib.objects.visible_to(request.user))
        found = lines.select_related("nib", "kbli").filter(pk=pk) if is_key(pk) else lines.none()
        line = found.first()
        asks = follow_up.ASKS.get(line.risk_level, "") if line is not None else ""
        kind = PermitType.objects.filter(code=asks, is_active=True).first()
        if line is None or kind is None:
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        owner = line.nib.owner_id
        businesses = Business.objects.visible_to(request.user).filter(owner=owner)
        request.holders = _holders(businesses, owner=owner)
        title = _("%(kind)s for %(line)s") % {"kind": kind, "line": line.kbli}
        initial = {"type": kind.pk, "owner": owner, "kbli": line.kbli_id}
        back = reverse("admin:licensing_nib_change", args=[line.nib_id])
        return self._prefilled(request, initial, title=title, back=back)

    def _prefilled(
        self, request: HttpRequest, initial: dict[str, Any], *, title: str, back: str = ""
    ) -> HttpResponse:
        """The page of a new permit with these values in it, to be sent to this very address."""
        request.prefilled, request.back = initial, back
        shown_so = {"title": title, "show_save_and_add_another": False}
        return self.changeform_view(request, None, "", shown_so)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What one of the views above puts in; an address alone fills in nothing."""
        return getattr(request, "prefilled", {})

    def response_add(
        self, request: HttpRequest, obj: Permit, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Back to the business or the NIB, or on to the renewal: where the officer came from."""
        response = super().response_add(request, obj, post_url_continue)
        if not hasattr(request, "prefilled") or "_continue" in request.POST:
            return response
        return redirect(request.back) if request.back else self._to_record(obj)

    # -- the choice of a holder ----------------------------------------------------------------

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Those that are searched; not the short lists of a form that is filled in."""
        listed = getattr(request, "holders", {})
        return [name for name in super().get_autocomplete_fields(request) if name not in listed]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        holders = getattr(request, "holders", {})
        if db_field.name in holders:
            refusal = _("This one does not belong here: choose one of the list.")
            kwargs |= {
                "queryset": holders[db_field.name],
                "error_messages": {"invalid_choice": refusal},
            }
            if db_field.name == "product" and not holders["product"].exists():
                kwargs["help_text"] = _(
                    "There is no product yet: add it on the page of the business first."
                )
        elif db_field.name == "product":
            kwargs |= {
                "queryset": Product.objects.visible_to(request.user).select_related("business"),
                "form_class": ProductChoiceField,
                "widget": ProductSelect(db_field, self.admin_site),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _holders(businesses: QuerySet[Business], *, owner: int) -> dict[str, QuerySet]:
    """Whose a permit may be: this owner's, of these businesses, of their products."""
    return {
        "owner": Owner.objects.filter(pk=owner),
        "business": businesses,
        "product": Product.objects.filter(business__in=businesses),
    }


def address_of_new(code: str, *, business: int) -> str:
    """Where a permit of this kind is entered for a business; where there is no such kind in use,
    the empty form."""
    if PermitType.objects.filter(code=code, is_active=True).exists():
        return reverse("admin:licensing_permit_for_business", args=[business, code])
    return reverse("admin:licensing_permit_add")
