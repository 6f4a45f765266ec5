"""Possible duplicates: the list to decide, two records side by side, and the merges made."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import disclosure, duplicates, merging
from businesses.forms.merging import SIDES, MergeForm
from businesses.merge_choices import items
from businesses.merge_rows import link_of
from businesses.models import Business, DuplicatePair, Merge
from businesses.similarity import reason_texts
from common.back_office import BackOfficeAdmin, badge
from common.key_choices import is_key
from common.workflow import Refused
from common.workflow_pages import WorkflowAdmin

BADGES = {"open": "amber", "distinct": "grey", "merged": "green"}


def _titled(business: Business) -> SafeString:
    return format_html('{} <span class="registry-code">{}</span>', business.name, business.code)


@admin.register(DuplicatePair)
class DuplicatePairAdmin(WorkflowAdmin):
    """Pairs of which both records lie in the officer's area."""

    list_display = ("records", "place", "score", "why", "state")
    list_display_links = ("records",)
    list_filter = ("status",)
    list_select_related = ("first__kelurahan", "second__kelurahan")
    search_fields = ("first__name", "first__code", "second__name", "second__code")
    sortable_by = ("score",)
    ordering = ("-status", "-score", "id")  # "open" comes first
    workflows = (duplicates.WORKFLOW,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicatePair]:
        return super().get_queryset(request).current()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def make_move(self, record: DuplicatePair, action: str, *, by: Any, **typed: Any) -> Any:
        return duplicates.move(record, action, by=by, **typed)

    # -- the list --------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("records"))
    def records(self, pair: DuplicatePair) -> SafeString:
        return format_html("{}<br>{}", _titled(pair.first), _titled(pair.second))

    @admin.display(description=gettext_lazy("kelurahan"))
    def place(self, pair: DuplicatePair) -> str:
        names = (pair.first.kelurahan.name, pair.second.kelurahan.name)
        return " / ".join(dict.fromkeys(names))

    @admin.display(description=gettext_lazy("reasons"))
    def why(self, pair: DuplicatePair) -> str:
        return ", ".join(reason_texts(pair.reasons)) or "–"

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def state(self, pair: DuplicatePair) -> SafeString:
        return badge(BADGES[pair.status], pair.get_status_display())

    # -- side by side ------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        merge = path(
            "<int:pk>/gabung/",
            self.admin_site.admin_view(self.merge_view),
            name="businesses_duplicatepair_merge",
        )
        return [merge, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Both records side by side, instead of the form of a pair."""
        if object_id is None or not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return self._compare(request, self._pair(request, object_id))

    def _pair(self, request: HttpRequest, pk: object) -> DuplicatePair:
        both = ("first__owner", "first__kelurahan", "second__owner", "second__kelurahan")
        rows = self.get_queryset(request).select_related(*both)
        pair = rows.filter(pk=pk).first() if is_key(pk) else None
        if pair is None:
            raise Http404
        return pair

    def _compare(
        self, request: HttpRequest, pair: DuplicatePair, form: MergeForm | None = None
    ) -> HttpResponse:
        form = form or MergeForm(pair=pair, user=request.user)
        for owner in {pair.first.owner, pair.second.owner}:
            disclosure.record_page(owner, by=request.user)
        is_open = pair.status == DuplicatePair.Status.OPEN
        context = {
            **self.admin_site.each_context(request),
            "title": _("Compare %(first)s and %(second)s")
            % {"first": pair.first.code, "second": pair.second.code},
            "opts": self.opts,
            "original": pair,
            "pair": pair,
            "reasons": reason_texts(pair.reasons),
            "form": form,
            "records": [(side, form.records[side]) for side in SIDES],
            "may_merge": is_open and request.user.has_perm(merging.PERMISSION),
            "may_see_owner": request.user.has_perm("businesses.view_owner"),
            "merge": Merge.objects.filter(
                survivor__in=(pair.first, pair.second),
                absorbed__in=(pair.first, pair.second),
                undone_at__isnull=True,
            ).first(),
            "moves": self.moves(request, pair),
            "steps": [
                (step, self.transitions[step.action].label)
                for step in pair.steps.select_related("by")
            ],
            "workflow_status": [pair.get_status_display()],
        }
        return TemplateResponse(request, "admin/businesses/duplicatepair/compare.html", context)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge the two as chosen, on the versions that were shown."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        pair = self._pair(request, pk)
        if not request.user.has_perm(merging.PERMISSION):
            raise PermissionDenied
        form = MergeForm(request.POST, pair=pair, user=request.user)
        if form.is_valid():
            try:
                done = merging.merge(by=request.user, **form.chosen())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return self._merged(request, done)
        return self._show_refused_merge(request, pair, form)

    def _show_refused_merge(
        self, request: HttpRequest, pair: DuplicatePair, form: MergeForm
    ) -> HttpResponse:
        """The page as the records are now, with what was chosen before."""
        for errors in form.errors.values():
            self.message_user(request, " ".join(errors), messages.ERROR)
        pair = self._pair(request, pair.pk)
        again = MergeForm(pair=pair, user=request.user)
        versions = {f"{side}_version" for side in SIDES}
        again.initial |= {
            name: form.data[name] for name in again.fields.keys() - versions if name in form.data
        }
        return self._compare(request, pair, again)

    def _merged(self, request: HttpRequest, done: Merge) -> HttpResponse:
        text = _("%(old)s was merged into %(new)s; its number leads here from now on.")
        codes = {"old": done.absorbed.code, "new": done.survivor.code}
        self.message_user(request, text % codes, messages.SUCCESS)
        return redirect("admin:businesses_business_change", done.survivor_id)


@admin.register(Merge)
class MergeAdmin(BackOfficeAdmin):
    """What was merged, by whom; and the way back while nothing else has changed."""

    list_display = ("codes", "survivor", "by", "at", "state")
    list_display_links = ("codes",)
    list_select_related = ("survivor", "absorbed", "by")
    search_fields = ("survivor__code", "survivor__name", "absorbed__code", "absorbed__name")
    sortable_by = ("at",)
    change_form_template = "admin/businesses/merge/change_form.html"
    fields = ("survivor", "absorbed", "by", "at", "values", "rows", "undone_by", "undone_at")
    readonly_fields = ("values", "rows")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("merged"), ordering="at")
    def codes(self, merge: Merge) -> str:
        return str(merge)

    @admin.display(description=gettext_lazy("status"))
    def state(self, merge: Merge) -> SafeString:
        if merge.undone_at is not None:
            return badge("grey", _("Undone"))
        return badge("green", _("Merged"))

    @admin.display(description=gettext_lazy("values taken from the merged record"))
    def values(self, merge: Merge) -> str:
        labels = [capfirst(str(item.label)) for item in items() if item.name in merge.taken]
        return ", ".join(labels) or "–"

    @admin.display(description=gettext_lazy("what moved"))
    def rows(self, merge: Merge) -> str:
        """Counts by table; rows that were there twice stayed with the merged record."""
        texts = []
        for key, found in merge.moved.items():
            texts.append(
                _("%(what)s: %(moved)d moved, %(stays)d stayed")
                % {
                    "what": capfirst(link_of(key).label),
                    "moved": len(found["moved"]),
                    "stays": len(found["stays"]),
                }
            )
        return "; ".join(texts) or "–"

    def get_urls(self) -> list[URLPattern]:
        undo = path(
            "<int:pk>/batal/",
            self.admin_site.admin_view(self.undo_view),
            name="businesses_merge_undo",
        )
        return [undo, *super().get_urls()]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make two records of one again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        merge = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if merge is None:
            raise Http404
        if not request.user.has_perm(merging.PERMISSION):
            raise PermissionDenied
        try:
            merging.undo(merge, by=request.user)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            done = _("The merge was undone: both records are as they were before it.")
            self.message_user(request, done, messages.SUCCESS)
        return redirect("admin:businesses_merge_change", merge.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        merge = kwargs.get("obj")
        context["may_undo"] = (
            merge is not None
            and merge.undone_at is None
            and request.user.has_perm(merging.PERMISSION)
        )
        return super().render_change_form(request, context, *args, **kwargs)
