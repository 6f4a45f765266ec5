"""Which words mean the same to the search: a table that the staff edit."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import reference
from common.back_office import ReferenceAdmin
from common.folded_search import FoldedSearch
from directory import state
from directory.apps import SYNONYMS
from directory.models import Synonym
from directory.search import synonyms


class SynonymForm(forms.ModelForm):
    """A group is one line: `daging asap, sei`."""

    class Meta:
        model = Synonym
        fields = ("words",)

    def clean_words(self) -> str:
        """At least two phrases that differ when folded, written with one comma between two."""
        typed = self.cleaned_data["words"]
        if len(synonyms.phrases(typed)) < 2:
            raise ValidationError(
                _("Type at least two different words, separated by a comma: daging asap, sei.")
            )
        parts = (" ".join(part.split()) for part in typed.split(","))
        return ", ".join(part for part in parts if part)


@admin.register(Synonym)
class SynonymAdmin(FoldedSearch, ReferenceAdmin):
    """Every edit counts from the next search on, in every process."""

    form = SynonymForm
    list_hint = gettext_lazy(
        "The words of a line mean the same to the search: who looks for one finds the others. "
        "What you save counts from the next search on."
    )
    list_display = ("words",)
    search_fields = ("words",)
    key_fields = ()

    def has_delete_permission(self, request: HttpRequest, obj: Synonym | None = None) -> bool:
        """Groups that staff added may go; one of the reference file would come back by `setup`."""
        if obj is None or not request.user.has_perm("directory.delete_synonym"):
            return False
        lines = [synonyms.phrases(line["words"]) for line in reference.read(SYNONYMS.file)]
        own = set(synonyms.phrases(obj.words))
        return not any(own.intersection(line) for line in lines)

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        state.note_all()

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        super().delete_model(request, obj)
        state.note_all()
