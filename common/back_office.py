"""What every page of the back office has in common, on top of Django's ModelAdmin.

Out of scope is 404; a refusal by the rules is a sentence on the page, with everything that was
typed still in it; nothing is deleted; a list can be filtered by what it offers and by nothing
else; the history shows fields from old to new.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import Script
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
)
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common import history
from common.conflict_pages import ConflictPages
from common.form_fields import LinesField
from common.key_choices import KeyChoices, is_key
from common.paging import CappedLists
from common.search_terms import NumbersLeaveTheAddress
from common.workflow import Refused

MOST_AT_ONCE = 5_000  # rows of one action on a list
MOST_SEARCH_WORDS = 10
LOOKUPS = frozenset({"", "exact", "isnull", "gte", "gt", "lte", "lt", "id__exact"})


def badge(kind: str, text: object) -> SafeString:
    """A status in a coloured pill; the word carries the meaning, the colour repeats it."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, text)


class ListActionForm(ActionForm):
    """Keeps when the list was shown: an action does not touch what changed since."""

    shown_at = forms.CharField(
        required=False,
        label="",
        widget=forms.HiddenInput,
        initial=lambda: timezone.now().isoformat(),
    )


def shown_at(request: HttpRequest) -> datetime:
    """When the list was shown that an action was chosen from; long ago if it does not say."""
    try:
        moment = parse_datetime(request.POST.get("shown_at", ""))
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        return datetime.min.replace(tzinfo=timezone.get_current_timezone())
    return moment


class BackOfficeAdmin(
    NumbersLeaveTheAddress, ConflictPages, KeyChoices, CappedLists, admin.ModelAdmin
):
    """The base of every admin page of ours."""

    show_facets = ShowFacets.NEVER  # a query per choice, each over the whole table
    list_per_page = 50
    list_max_show_all = 200
    action_form = ListActionForm
    history_template = "admin/record_history.html"

    class Media:
        js = (
            "admin/js/jquery.init.js",
            "back_office/labels.js",
            Script("back_office/numbers.js", defer=True),
            Script("back_office/entry.js", defer=True),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Ten words find anything; a thousand would be a query too deep for the data base."""
        words = " ".join(search_term.split()[:MOST_SEARCH_WORDS])
        return super().get_search_results(request, queryset, words)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list offers as a filter: a restricted field is not found by guessing.

        What is no field at all is let through, for Django to say that it is unknown.
        """
        known = {"pk", *(field.name for field in self.opts.get_fields(include_hidden=True))}
        if lookup.split("__")[0] not in known:
            return True
        names = [item for item in self.get_list_filter(request) if isinstance(item, str)]
        return any(
            lookup == name or lookup.removeprefix(f"{name}__") in LOOKUPS
            for name in names
            if lookup == name or lookup.startswith(f"{name}__")
        )

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Django's, for keys that are keys, and for no more rows than one request can bear."""
        data = request.POST.copy()
        chosen = data.getlist(ACTION_CHECKBOX_NAME)
        data.setlist(ACTION_CHECKBOX_NAME, [key for key in chosen if is_key(key)])
        request.POST = data
        if data.get("select_across") == "1" and len(queryset[: MOST_AT_ONCE + 1]) > MOST_AT_ONCE:
            text = _("More than %(most)s rows at once: choose a filter first.")
            self.message_user(request, text % {"most": f"{MOST_AT_ONCE:,}"}, messages.ERROR)
            return None
        return super().response_action(request, queryset)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """An address fills in nothing: no page of ours makes such a link."""
        return {}

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        """Who only reads has no use for the version of the form."""
        may_type = obj is None or self.has_change_permission(request, obj)
        shown = super().get_fields(request, obj)
        return [name for name in shown if may_type or name != "opened_version"]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type:
        """Let every form know who is typing, and what the rules just said to it."""
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        form.refusal = getattr(request, "refusal", None)
        return form

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, pk: str) -> None:
        """Somebody else's record and a record that never was look the same."""
        raise Http404

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page; where the rules refuse, it is shown again with all that was typed.

        Where somebody else was faster, both versions are shown first.
        """
        conflict = self.settle(request, object_id)
        if conflict is not None:
            return conflict
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            conflict = self.settle(request, object_id)
            if conflict is not None:
                return conflict
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed which field from what to what."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if not hasattr(record, "history"):
            return super().history_view(request, object_id, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "opts": self.opts,
            "record": record,
            "page": history.page(record, by=request.user, before=request.GET.get("sebelum", "")),
            "is_later": "sebelum" in request.GET,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.history_template, context)


class ReferenceAdmin(BackOfficeAdmin):
    """A table that `setup` fills: codes are fixed, the rest may be edited where the role allows."""

    key_fields: tuple[str, ...] = ("code",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Lists of spellings are typed one per line."""
        if isinstance(db_field, models.JSONField):
            return LinesField(label=capfirst(db_field.verbose_name), help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.key_fields if obj is not None else ()
