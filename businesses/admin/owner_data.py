"""Whoever opens a page about an owner is noted; the full number is one logged click away.

Used by the page of the owner and by that of a business: see `businesses.disclosure`.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import consent, desk, disclosure
from businesses.forms.personal_data import WithdrawForm
from businesses.models import Business, Owner
from common.key_choices import is_key
from common.workflow import Refused

TOO_MANY_REQUESTS = 429


def numbers_of(owner: Owner, request: HttpRequest) -> list[tuple[str, str, str]]:
    """(which, name, masked) of each number that is held, for those who may see owners."""
    if not request.user.has_perm("businesses.view_owner"):
        return []
    numbers = (("nik", "NIK", owner.masked_nik), ("npwp", "NPWP", owner.masked_npwp))
    return [number for number in numbers if number[2]]


class OwnerDataOnPage:
    """Mixin for the admins of owners and of businesses: notes the look, offers the numbers."""

    def owner_of(self, record: Any) -> Owner:
        return record

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is left of an erased owner is a record: it is read, not filled in again."""
        if obj is not None and self.owner_of(obj).anonymised_on is not None:
            return False
        return super().has_change_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            owner = self.owner_of(record)
            disclosure.record_page(owner, by=request.user)
            is_erased = owner.anonymised_on is not None
            context["personal"] = {
                "owner": owner,
                "numbers": numbers_of(owner, request),
                "may_reveal": request.user.has_perm("businesses.reveal_nik"),
                "is_desk": request.user.has_perm(desk.PERMISSION),
                "is_erased": is_erased,
                "withdraw_form": self.withdraw_form(request, record),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def withdraw_form(self, request: HttpRequest, record: Any) -> WithdrawForm | None:
        return None


class ConsentOnPage(OwnerDataOnPage):
    """The same on the page of a business, with the button that takes a consent back."""

    other_steps = {  # noqa: RUF012  texts, never changed
        "withdraw_consent": gettext_lazy("Consent to publish withdrawn"),
        "erase": gettext_lazy("Personal data erased"),
    }

    def owner_of(self, record: Business) -> Owner:
        return record.owner

    def get_urls(self) -> list[URLPattern]:
        withdraw = path(
            "<int:pk>/tarik-persetujuan/",
            self.admin_site.admin_view(self.withdraw_view),
            name="businesses_business_withdraw",
        )
        return [withdraw, *super().get_urls()]

    def withdraw_form(self, request: HttpRequest, record: Business) -> WithdrawForm | None:
        if record.consent_given_on is None or not consent.may_withdraw(request.user):
            return None
        return WithdrawForm(initial={"version": record.version}, auto_id="id_withdraw_%s")

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the consent back, on the version that was shown."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        business = Business.objects.visible_to(request.user).filter(pk=pk).first()
        if not is_key(pk) or business is None:
            raise Http404
        if not consent.may_withdraw(request.user):
            raise PermissionDenied
        form = WithdrawForm(request.POST)
        if form.is_valid():
            try:
                consent.withdraw_consent(business, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                done = _("The consent is withdrawn: the business has left the directory.")
                messages.success(request, done)
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        case = request.POST.get("permintaan", "")
        if is_key(case) and request.user.has_perm("businesses.view_datarequest"):
            return redirect("admin:businesses_datarequest_change", case)
        return redirect("admin:businesses_business_change", pk)


class RevealPage:
    """Mixin for the admin of owners: the number in full, on a page that nobody keeps."""

    def get_urls(self) -> list[URLPattern]:
        reveal = path(
            "<int:pk>/tampilkan/",
            self.admin_site.admin_view(self.reveal_view),
            name="businesses_owner_reveal",
        )
        return [reveal, *super().get_urls()]

    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One number, once: not in the address, not in a message, not in a cache."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        owner = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if owner is None:
            raise Http404
        if not self.has_view_permission(request, owner):
            raise PermissionDenied
        what = "npwp" if request.POST.get("what") == "npwp" else "nik"
        number, refused, status = "", "", 200
        try:
            number = disclosure.reveal(owner, what, by=request.user)
        except disclosure.TooManyReveals as refusal:
            refused, status = str(refusal), TOO_MANY_REQUESTS
        except Refused as refusal:
            refused = str(refusal)
        context = {
            **self.admin_site.each_context(request),
            "title": _("%(number)s of %(owner)s") % {"number": what.upper(), "owner": owner},
            "opts": self.opts,
            "owner": owner,
            "number": number,
            "refused": refused,
        }
        return TemplateResponse(
            request,
            "admin/businesses/revealed.html",
            context,
            status=status,
            headers={"Cache-Control": "no-store"},
        )
