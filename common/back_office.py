"""What every page of the back office has in common, on top of Django's ModelAdmin.

Out of scope is 404; a refusal by the rules is a sentence on the page, never a 500; nothing is
deleted; the history shows fields from old to new.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import history
from common.form_fields import MoveForm
from common.workflow import Refused, Workflow

MOST_SEARCH_WORDS = 10


def badge(kind: str, text: object) -> SafeString:
    """A status in a coloured pill; the word carries the meaning, the colour repeats it."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, text)


class BackOfficeAdmin(admin.ModelAdmin):
    """The base of every admin page of ours."""

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    history_template = "admin/record_history.html"

    class Media:
        js = ("admin/js/jquery.init.js", "back_office/labels.js")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Ten words find anything; a thousand would be a query too deep for the data base."""
        words = " ".join(search_term.split()[:MOST_SEARCH_WORDS])
        return super().get_search_results(request, queryset, words)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type:
        """Let every form know who is typing: scope and restricted fields depend on it."""
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
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
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for text in getattr(form, "soft_warnings", list)():
            self.message_user(request, text, messages.WARNING)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed which field from what to what."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "opts": self.opts,
            "record": record,
            "events": history.events(record) if hasattr(record, "history") else [],
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.history_template, context)


class WorkflowAdmin(BackOfficeAdmin):
    """A record whose status moves by the buttons of its workflow table, and by nothing else.

    A subclass gives the table and `make_move`, the action function behind the buttons.
    """

    workflow: Workflow
    move_form: type[MoveForm] = MoveForm
    change_form_template = "admin/workflow_change_form.html"
    steps_shown = 10

    def make_move(self, record: Any, action: str, *, by: Any, **typed: Any) -> Any:
        """Move `record`; `typed` is what the form of the move holds."""
        raise NotImplementedError

    def moves(self, request: HttpRequest, record: Any) -> list[MoveForm]:
        """A form for each move that the user may make now."""
        return [
            self.move_form(
                transition=transition,
                initial={"version": record.version},
                auto_id=f"id_{transition.name}_%s",
            )
            for transition in self.workflow.available(record, request.user)
        ]

    def get_urls(self) -> list[URLPattern]:
        move = path(
            "<int:pk>/pindah/<slug:action>/",
            self.admin_site.admin_view(self.move_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_move",
        )
        return [move, *super().get_urls()]

    def move_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Make one move of the table, on the version that was shown."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record = self.get_queryset(request).filter(pk=pk).first()
        transition = self.workflow.transitions.get(action)
        if record is None or transition is None or transition.is_automatic:
            raise Http404
        if not transition.allowed_to(request.user):
            raise PermissionDenied
        form = self.move_form(request.POST, transition=transition)
        if form.is_valid():
            try:
                self.make_move(record, action, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                done = _("Done: %(action)s.") % {"action": transition.label}
                self.message_user(request, done, messages.SUCCESS)
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            self.message_user(request, f"{label}: {' '.join(errors)}", messages.ERROR)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", record.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            context["moves"] = self.moves(request, record)
            context["steps"] = [
                (step, self.workflow.label_of(step.action))
                for step in record.steps.select_related("by")[: self.steps_shown]
            ]
            context["workflow_status"] = self.workflow.statuses(
                self.workflow.status_of(record)
            ).label
        return super().render_change_form(request, context, *args, **kwargs)


class ReferenceAdmin(BackOfficeAdmin):
    """A table that `setup` fills: codes are fixed, the rest may be edited where the role allows."""

    key_fields: tuple[str, ...] = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.key_fields if obj is not None else ()
