"""The texts above the businesses of a category or a place."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from businesses.models import Category, Kecamatan, Kelurahan
from common.back_office import ReferenceAdmin
from directory import introductions, state
from directory.models import Introduction


class IntroductionForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        introductions.check(values)
        return values


@admin.register(Introduction)
class IntroductionAdmin(ReferenceAdmin):
    """A saved or deleted text is on the public page at once."""

    form = IntroductionForm
    list_hint = _(
        "The text that stands above the businesses of a category or a place. What you save is on "
        "the public page at once."
    )
    fields = ("kind", "key", "text", "text_en")
    list_display = ("page", "kind", "beginning")
    list_filter = ("kind",)
    search_fields = ("key", "text", "text_en")
    key_fields = ("kind", "key")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Introduction]:
        """With the name of each page, which the key alone does not tell."""
        named = (Category, "slug"), (Kecamatan, "code"), (Kelurahan, "code")
        names = [
            Subquery(model.objects.filter(**{key: OuterRef("key")}).values("name")[:1])
            for model, key in named
        ]
        return super().get_queryset(request).annotate(page_name=Coalesce(*names, "key"))

    @admin.display(description=_("page"), ordering="key")
    def page(self, introduction: Introduction) -> str:
        return introduction.page_name

    @admin.display(description=_("text"))
    def beginning(self, introduction: Introduction) -> str:
        return Truncator(introduction.text).chars(90)

    def has_delete_permission(self, request: HttpRequest, obj: Introduction | None = None) -> bool:
        """Other tables are kept for ever; a text that nobody wants is not."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def save_model(self, request: HttpRequest, obj: Introduction, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        state.note_all()

    def delete_model(self, request: HttpRequest, obj: Introduction) -> None:
        super().delete_model(request, obj)
        state.note_all()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Introduction]) -> None:
        super().delete_queryset(request, queryset)
        state.note_all()
