"""The page on which two records become one: which is kept, and whose value of each field."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from businesses.merge_choices import Choice, Preview, preview, proposed_survivor
from businesses.models import Business, DuplicatePair

FIRST, SECOND = "first", "second"
SIDES = (FIRST, SECOND)


class MergeForm(forms.Form):
    """Every value is chosen by the record that it stands in, so no script is needed.

    `pair` has both records; `user` sees what the form may offer.
    """

    kept = forms.ChoiceField(label=gettext_lazy("Which record is kept?"))
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    first_version = forms.IntegerField(widget=forms.HiddenInput)
    second_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: DuplicatePair, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = {FIRST: pair.first, SECOND: pair.second}
        self.by = user
        kept = proposed_survivor(pair.first, pair.second)
        self.proposed = FIRST if kept == pair.first else SECOND
        codes = [(side, record.code) for side, record in self.records.items()]
        self.fields["kept"].choices = codes
        self.initial["kept"] = self.proposed
        for side, record in self.records.items():
            self.initial[f"{side}_version"] = record.version
        for choice in self.preview.different:
            name = self.name_of(choice)
            self.fields[name] = forms.ChoiceField(label=choice.item.label, choices=codes)
            self.initial[name] = self.other if choice.takes_gone else self.proposed

    @property
    def other(self) -> str:
        return self._other_than(self.proposed)

    @staticmethod
    def _other_than(side: str) -> str:
        return SECOND if side == FIRST else FIRST

    @staticmethod
    def name_of(choice: Choice) -> str:
        return f"value_{choice.item.name}"

    @cached_property
    def preview(self) -> Preview:
        """Both records, as if the proposed one were kept."""
        kept, gone = self.records[self.proposed], self.records[self.other]
        return preview(kept, gone, by=self.by)

    @cached_property
    def moving(self) -> list[tuple[str, dict[str, dict[str, int]]]]:
        """For each table: what moves and what stays, whichever record is kept."""
        opposite = preview(self.preview.gone, self.preview.kept, by=self.by)
        found: dict[str, dict[str, dict[str, int]]] = {}
        for side, one in ((self.proposed, self.preview), (self.other, opposite)):
            for rows in one.rows:
                counts = {"moves": len(rows.moves), "stays": len(rows.stays)}
                found.setdefault(rows.link.label, {})[side] = counts
        return list(found.items())

    def lines(self) -> list[tuple[BoundField, Choice, list[tuple[str, Business, str, bool]]]]:
        """For each differing field: the box, and (side, record, value, whether it is chosen)."""
        found = []
        for choice in self.preview.different:
            box = self[self.name_of(choice)]
            sides = [
                (side, record, choice.item.shown(record), box.value() == side)
                for side, record in self.records.items()
            ]
            found.append((box, choice, sides))
        return found

    def chosen(self) -> dict[str, Any]:
        """The arguments of `merging.merge` that the checked form stands for."""
        kept = self.cleaned_data["kept"]
        gone = self._other_than(kept)
        taken = {
            choice.item.name
            for choice in self.preview.different
            if self.cleaned_data[self.name_of(choice)] == gone
        }
        return {
            "survivor": self.records[kept],
            "absorbed": self.records[gone],
            "taken": taken,
            "survivor_version": self.cleaned_data[f"{kept}_version"],
            "absorbed_version": self.cleaned_data[f"{gone}_version"],
            "note": self.cleaned_data["note"],
        }
