"""Look-alikes on the page and in the list of businesses: while one types, and afterwards.

The numbers that are typed travel by POST and stand in no address. What a merged record was is
found under its old registry number: it leads to the record that it lives on in.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import duplicates, lookalikes, merging, scope
from businesses.forms.lookalikes import LOOKALIKES
from businesses.models import Business, Owner
from businesses.similarity import Traits
from common.back_office import BackOfficeAdmin
from common.identifiers import (
    Unreadable,
    clean_text,
    is_blank,
    read_nik,
    read_phone,
    split_address,
)
from common.key_choices import is_key
from common.throttle import count

LONGEST = 255  # characters of what is looked at
MOST_PER_MINUTE = 120
PHONES = ("phone", "whatsapp", "owner_phone")


def _admits(user: Any) -> bool:
    """Count one question of this account; nobody types two names a second for a minute."""
    return count(f"businesses.lookalikes.{user.pk}", 60) <= MOST_PER_MINUTE


def _read(reader: Any, text: str) -> str:
    """What a reader makes of a box that may be half typed; "" for what it refuses."""
    try:
        return reader(text[:LONGEST]).value or ""
    except Unreadable:
        return ""


def draft_of(data: QueryDict, user: Any) -> Traits:
    """The traits of what stands in the form right now; nothing outside the area of `user`."""

    def text(name: str) -> str:
        return clean_text(data.get(name, "")[:LONGEST])

    def key(name: str) -> int | None:
        return int(data[name]) if is_key(data.get(name, "")) else None

    owner = Owner.objects.visible_to(user).filter(pk=key("owner") or 0).first()
    if owner is None:
        owner = Owner(name=text("owner_name"), phone=_read(read_phone, text("owner_phone")))
        nik = _read(read_nik, text("owner_nik"))
        if nik:
            owner.set_nik(nik)
    address, rt, rw = split_address(text("address"))
    place = key("kelurahan")
    business = Business(
        pk=key("business"),
        name="" if is_blank(text("name")) else text("name"),
        kelurahan_id=place if place is not None and scope.covers(user, place) else None,
        phone=_read(read_phone, text("phone")),
        whatsapp=_read(read_phone, text("whatsapp")),
        address=address,
        rt=rt or text("rt"),
        rw=rw or text("rw"),
    )
    return lookalikes.traits_of(business, owner)


class LookalikesAdmin(BackOfficeAdmin):
    """Mixin for the page of businesses."""

    class Media:
        js = ("back_office/lookalikes.js",)

    def get_urls(self) -> list[URLPattern]:
        ask = path(
            "mirip/",
            self.admin_site.admin_view(self.lookalikes_view),
            name=LOOKALIKES.removeprefix("admin:"),
        )
        return [ask, *super().get_urls()]

    def lookalikes_view(self, request: HttpRequest) -> HttpResponse:
        """The records that look like what is typed, as a piece of the page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if not _admits(request.user):
            return HttpResponse(status=429)
        draft = draft_of(request.POST, request.user)
        found = lookalikes.candidates(draft, visible_to=request.user)
        return render(request, "admin/businesses/lookalikes.html", {"lookalikes": found})

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[Any], change: bool
    ) -> None:
        """What was told apart from the new record is remembered as no duplicate."""
        super().save_related(request, form, formsets, change)
        if not change and form.told_apart:
            duplicates.tell_apart(form.instance, form.told_apart, by=request.user)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context["lookalikes"] = getattr(form, "lookalikes", ())
        return super().render_change_form(request, context, *args, **kwargs)

    # -- former registry numbers ---------------------------------------------------------------

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """The number of a merged record finds the one that it lives on in."""
        today = merging.with_code(search_term) if "-" in search_term else None
        term = today.code if today is not None else search_term
        return super().get_search_results(request, queryset, term)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, pk: str
    ) -> HttpResponse:
        """The page of a merged record leads to the survivor, if both lie in the area."""
        rows = Business.with_merged.visible_to(request.user).filter(merged_into__isnull=False)
        gone = rows.filter(pk=pk).first() if is_key(pk) else None
        today = merging.survivor_of(gone) if gone is not None else None
        may_see = today is not None and self.has_view_permission(request, today)
        if not may_see or not scope.covers(request.user, today.kelurahan_id):
            return super()._get_obj_does_not_exist_redirect(request, opts, pk)
        text = _("%(old)s was merged into %(new)s: this is the record that is kept.")
        if request.method == "POST":
            text = _("%(old)s was merged into %(new)s meanwhile: what you typed was not saved.")
        codes = {"old": gone.code, "new": today.code}
        self.message_user(request, text % codes, messages.WARNING)
        return redirect("admin:businesses_business_change", today.pk)

    # -- any two of the list ---------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Compare two, to merge them"), permissions=["compare"])
    def compare_selected(
        self, request: HttpRequest, queryset: QuerySet[Business]
    ) -> HttpResponse | None:
        """Side by side, whether or not they were found to look alike."""
        two = list(Business.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)[:3])))
        if len(two) != 2:
            self.message_user(request, _("Choose exactly two businesses."), messages.WARNING)
            return None
        pair = duplicates.pair_of(*two, by=request.user)
        return redirect("admin:businesses_duplicatepair_change", pair.pk)

    def has_compare_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(merging.PERMISSION)
