"""The page of a record with a lifecycle: the buttons of its table, and its latest steps."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from common.back_office import BackOfficeAdmin
from common.form_fields import MoveForm
from common.key_choices import is_key
from common.workflow import Refused, Text, Transition, Workflow


class WorkflowAdmin(BackOfficeAdmin):
    """A record whose status moves by the buttons of its workflow table, and by nothing else.

    A subclass gives its tables, the main one first, and `make_move`, the action function behind
    the buttons. The names of all moves differ.
    """

    workflows: tuple[Workflow, ...]
    move_form: type[MoveForm] = MoveForm
    change_form_template = "admin/workflow_change_form.html"
    steps_shown = 10
    other_steps: ClassVar[dict[str, Text]] = {}  # noted among the steps, but no move of a table

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
            else self.form_of_move(request, record, transition, initial={"version": record.version})
            for workflow in self.workflows
            for transition in workflow.available(record, request.user)
        ]

    def form_of_move(
        self, request: HttpRequest, record: Any, transition: Transition, **given: Any
    ) -> MoveForm:
        """The form of one move, for what this user may give; `given` is what a form takes."""
        return self.move_form(transition=transition, auto_id=f"id_{transition.name}_%s", **given)

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
        form = self.form_of_move(
            request, record, transition, data=request.POST, files=request.FILES
        )
        if form.is_valid():
            try:
                self.make_move(record, action, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except ValidationError as error:
                form.add_error(None, error)
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
            labels = {name: move.label for name, move in self.transitions.items()}
            labels |= self.other_steps
            context["steps"] = [
                (step, labels.get(step.action, _("Opened")))
                for step in record.steps.select_related("by")[: self.steps_shown]
            ]
            context["workflow_status"] = [
                workflow.statuses(workflow.status_of(record)).label for workflow in self.workflows
            ]
        return super().render_change_form(request, context, *args, **kwargs)
