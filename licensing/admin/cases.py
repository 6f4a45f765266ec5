"""Assistance cases of the MPP."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from businesses.models import Business
from common.back_office import WorkflowAdmin
from licensing import assistance
from licensing.models import AssistanceCase


@admin.register(AssistanceCase)
class AssistanceCaseAdmin(WorkflowAdmin):
    list_display = ("business", "kind", "stage", "officer", "opened_on", "due_on")
    list_filter = ("stage", "kind", "channel")
    list_select_related = ("business", "officer")
    search_fields = ("business__name", "business__code")
    autocomplete_fields = ("business", "officer")
    workflow = assistance.WORKFLOW
    fields = ("business", "kind", "channel", "officer", "opened_on", "due_on", "outcome", "notes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AssistanceCase]:
        cases = super().get_queryset(request)
        return cases.filter(business__in=Business.objects.visible_to(request.user))

    def save_model(
        self, request: HttpRequest, obj: AssistanceCase, form: Any, change: bool
    ) -> None:
        if change:
            obj.stamp(request.user)
            obj.save()
        else:
            assistance.open_case(obj, by=request.user)

    def make_move(
        self, record: AssistanceCase, action: str, *, by: Any, **typed: Any
    ) -> AssistanceCase:
        return assistance.move(record, action, by=by, **typed)
