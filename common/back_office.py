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
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelChoiceField
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
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common import history
from common.form_fields import LinesField, MoveForm
from common.workflow import Refused, Transition, Workflow

MOST_SEARCH_WORDS = 10
LOOKUPS = frozenset({"", "exact", "isnull", "gte", "gt", "lte", "lt", "id__exact"})


def badge(kind: str, text: object) -> SafeString:
    """A status in a coloured pill; the word carries the meaning, the colour repeats it."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, text)


def is_key(value: object) -> bool:
    """Whether `value` can be a primary key: digits that fit the column."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 19


class KeySelect(AutocompleteSelect):
    """Django's autocomplete box; what is no key is not looked up, so it cannot break the page."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list:
        return super().optgroups(name, [v for v in value if v == "" or is_key(v)], attrs)


class KeySelectMultiple(AutocompleteSelectMultiple):
    """The same for several keys."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list:
        return super().optgroups(name, [v for v in value if is_key(v)], attrs)


class KeyChoiceField(ModelChoiceField):
    """A choice by key; anything else is a wrong choice, never an error of the data base."""

    def to_python(self, value: Any) -> Any:
        is_text = value not in self.empty_values and not isinstance(value, models.Model)
        if is_text and not is_key(value):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )
        return super().to_python(value)


class KeyChoices:
    """Mixin for admins and inlines: foreign keys are chosen safely, within the user's area.

    `scoped` names the foreign keys whose QuerySet knows `visible_to`.
    """

    scoped: tuple[str, ...] = ()

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.scoped and "queryset" not in kwargs:
            rows = db_field.related_model._default_manager.all()
            kwargs["queryset"] = rows.visible_to(request.user)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site)
        kwargs.setdefault("form_class", KeyChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


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


class BackOfficeAdmin(KeyChoices, admin.ModelAdmin):
    """The base of every admin page of ours."""

    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # a query per choice, each over the whole table
    list_per_page = 50
    list_max_show_all = 200
    action_form = ListActionForm
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

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """An address fills in nothing: no page of ours makes such a link."""
        return {}

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

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
        """Django's page; where the rules refuse, it is shown again with all that was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.say_warnings(request, form)

    def say_warnings(self, request: HttpRequest, form: Any) -> None:
        """What is odd but was accepted, after it was stored."""
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
        if not hasattr(record, "history"):
            return super().history_view(request, object_id, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "opts": self.opts,
            "record": record,
            "events": history.events(record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.history_template, context)


class WorkflowAdmin(BackOfficeAdmin):
    """A record whose status moves by the buttons of its workflow table, and by nothing else.

    A subclass gives its tables, the main one first, and `make_move`, the action function behind
    the buttons. The names of all moves differ.
    """

    workflows: tuple[Workflow, ...]
    move_form: type[MoveForm] = MoveForm
    change_form_template = "admin/workflow_change_form.html"
    steps_shown = 10

    @property
    def transitions(self) -> dict[str, Transition]:
        """Every move of every table of this record, by name."""
        return {name: t for workflow in self.workflows for name, t in workflow.transitions.items()}

    def make_move(self, record: Any, action: str, *, by: Any, **typed: Any) -> Any:
        """Move `record`; `typed` is what the form of the move holds."""
        raise NotImplementedError

    def moves(self, request: HttpRequest, record: Any) -> list[MoveForm]:
        """A form for each move that the user may make now; a refused one keeps what was typed."""
        refused = getattr(request, "refused_move", None)
        return [
            refused
            if refused is not None and refused.transition == transition
            else self.move_form(
                transition=transition,
                initial={"version": record.version},
                auto_id=f"id_{transition.name}_%s",
            )
            for workflow in self.workflows
            for transition in workflow.available(record, request.user)
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
        record = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        transition = self.transitions.get(action)
        if record is None or transition is None or transition.is_automatic:
            raise Http404
        if not transition.allowed_to(request.user):
            raise PermissionDenied
        form = self.move_form(
            request.POST, transition=transition, auto_id=f"id_{transition.name}_%s"
        )
        if form.is_valid():
            try:
                self.make_move(record, action, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                done = _("Done: %(action)s.") % {"action": transition.label}
                self.message_user(request, done, messages.SUCCESS)
                return self._to_record(record)
        return self._show_refused_move(request, record, form)

    def _to_record(self, record: Any) -> HttpResponseRedirect:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", record.pk)

    def _show_refused_move(self, request: HttpRequest, record: Any, form: MoveForm) -> HttpResponse:
        """The page of the record as it is now, with the form of the move as it was typed."""
        for errors in form.errors.values():
            self.message_user(request, " ".join(errors), messages.ERROR)
        if not self.has_view_permission(request, record):
            return self._to_record(record)
        record.refresh_from_db(fields=["version"])
        form.data = {**form.data.dict(), "version": record.version}
        request.refused_move = form
        request.method = "GET"
        return self.changeform_view(request, str(record.pk))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            context["moves"] = self.moves(request, record)
            transitions = self.transitions
            context["steps"] = [
                (
                    step,
                    transitions[step.action].label if step.action in transitions else _("Opened"),
                )
                for step in record.steps.select_related("by")[: self.steps_shown]
            ]
            context["workflow_status"] = [
                workflow.statuses(workflow.status_of(record)).label for workflow in self.workflows
            ]
        return super().render_change_form(request, context, *args, **kwargs)


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
