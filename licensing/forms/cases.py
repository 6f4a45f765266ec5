"""Forms of the help desk."""

from typing import Any

from accounts.models import User
from common.form_fields import VersionedForm
from licensing.models import AssistanceCase


class CaseForm(VersionedForm):
    """An assistance case; colleagues to choose from are those who may move a case."""

    class Meta:
        model = AssistanceCase
        fields = (
            "business",
            "kind",
            "channel",
            "officer",
            "opened_on",
            "due_on",
            "outcome",
            "notes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "officer" in self.fields:
            colleagues = User.objects.with_perm(
                "licensing.move_case", backend="django.contrib.auth.backends.ModelBackend"
            )
            chosen = User.objects.filter(pk=self.instance.officer_id)
            self.fields["officer"].queryset = (colleagues | chosen).distinct()
