"""The bar of saved filters above a list of the back office."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import saved_filters
from accounts.models import SavedFilter
from common.back_office import LOOKUPS
from common.key_choices import is_key
from common.workflow import Refused

STEP = "_filter"  # the button that was pressed: "save", "rename-7", "delete-7"


@dataclass(frozen=True)
class Entry:
    """One link of the bar."""

    filter: SavedFilter
    query: str
    is_current: bool
    is_own: bool
    may_delete: bool


@dataclass(frozen=True)
class Bar:
    """What the bar shows; `refusal` with what was typed, when the rules said no a moment ago."""

    entries: list[Entry]
    query: str
    refusal: str = ""
    refused_step: str = ""
    typed_name: str = ""
    typed_shared: bool = False

    @property
    def manageable(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_own or entry.may_delete]


class SavedFilters:
    """Mixin for the admin of a list: its filters can be kept under a name."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if IS_POPUP_VAR in request.GET:
            return super().changelist_view(request, extra_context)
        refused: dict[str, Any] = {}
        if request.method == "POST" and STEP in request.POST:
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            try:
                return self._filter_step(request)
            except Refused as refusal:
                refused = {
                    "refusal": str(refusal),
                    "refused_step": request.POST[STEP],
                    "typed_name": request.POST.get("name", ""),
                    "typed_shared": "is_shared" in request.POST,
                }
                request.method = "GET"  # the same list once more, with the reason
        context = {**(extra_context or {}), "saved_filters": self.filter_bar(request, **refused)}
        return super().changelist_view(request, context)

    def offers_parameter(self, request: HttpRequest, name: str) -> bool:
        """Whether the list itself makes links with this parameter."""
        if name == saved_filters.SEARCH:
            return bool(self.get_search_fields(request))
        if name == saved_filters.ORDER:
            return True
        return any(_belongs(name, item) for item in self.get_list_filter(request))

    def clean_query(self, request: HttpRequest, query: str) -> str:
        return saved_filters.clean(query, lambda name: self.offers_parameter(request, name))

    def filter_bar(self, request: HttpRequest, **refused: Any) -> Bar:
        """One's own filters of this list first, then those of colleagues: one query."""
        user, current = request.user, self.clean_query(request, request.GET.urlencode())
        visible = SavedFilter.objects.visible_to(user).filter(page=self.opts.label_lower)
        entries = []
        for kept in visible.select_related("user"):
            query = self.clean_query(request, kept.query)
            entries.append(
                Entry(
                    filter=kept,
                    query=query,
                    is_current=bool(query) and query == current,
                    is_own=kept.user_id == user.pk,
                    may_delete=saved_filters.may_delete(kept, user),
                )
            )
        entries.sort(key=lambda entry: not entry.is_own)
        return Bar(entries, current, **refused)

    def _filter_step(self, request: HttpRequest) -> HttpResponse:
        """Save the view, or rename or delete a filter; then the same list again."""
        step, _dash, key = request.POST[STEP].partition("-")
        name, is_shared = request.POST.get("name", ""), "is_shared" in request.POST
        query = self.clean_query(request, request.GET.urlencode())
        if step == "save":
            kept = saved_filters.keep(
                by=request.user,
                page=self.opts.label_lower,
                name=name,
                query=query,
                is_shared=is_shared,
            )
            text = _("The view is saved as “%(name)s”.")
        else:
            kept = self._filter(request, key)
            if step == "rename":
                saved_filters.rename(kept, by=request.user, name=name, is_shared=is_shared)
                text = _("The filter “%(name)s” is changed.")
            elif step == "delete":
                saved_filters.delete(kept, by=request.user)
                text = _("The filter “%(name)s” is deleted.")
            else:
                raise Http404
        messages.success(request, text % {"name": kept.name})
        return redirect(f"{request.path}?{query}" if query else request.path)

    def _filter(self, request: HttpRequest, key: str) -> SavedFilter:
        """A filter of this list that the user can see; a colleague's private one does not exist."""
        visible = SavedFilter.objects.visible_to(request.user).filter(page=self.opts.label_lower)
        kept = visible.filter(pk=key).first() if is_key(key) else None
        if kept is None:
            raise Http404
        return kept


def _belongs(name: str, item: Any) -> bool:
    """Whether the parameter `name` is one of the list filter `item`, in each form Django knows."""
    if isinstance(item, (tuple, list)):
        item = item[0]
    if isinstance(item, str):
        return name == item or (
            name.startswith(f"{item}__") and name.removeprefix(f"{item}__") in LOOKUPS
        )
    return name == getattr(item, "parameter_name", None)
