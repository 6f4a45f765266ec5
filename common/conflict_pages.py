"""The page that the second of two officers gets: both values of each field, and the choice."""

from typing import Any

from django.db import models
from django.forms import FileField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from common import conflicts
from common.conflicts import Conflict, Difference
from common.form_fields import VersionedForm
from common.workflow import last_hand

SETTLED_ON = "settled_on"  # the stored version that the choices were made on
SINGLE_USE = {"csrfmiddlewaretoken", SETTLED_ON}


class ConflictPages:
    """Mixin for admins whose form is a VersionedForm of a model with history."""

    conflict_template = "admin/conflict.html"

    def settle(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The conflict page for a form that was opened on another version than the stored one.

        None when there is nothing to choose, or when all was chosen: then `request.POST` holds
        the settled data.
        """
        record = self._stale_record(request, object_id)
        if record is None:
            return None
        data, removed = self._without_gone_rows(request, record)
        conflict = self._conflict(request, record, data)
        conflict.removed = removed
        was_shown = request.POST.get(SETTLED_ON) == str(record.version)
        missing = conflict.missing(data) if was_shown else []
        if was_shown and not missing:
            request.POST = conflict.settled(data)
            return None
        return self._conflict_page(request, record, conflict, data, missing)

    def _stale_record(self, request: HttpRequest, object_id: str | None) -> models.Model | None:
        if request.method != "POST" or object_id is None or not hasattr(self.model, "history"):
            return None
        record = self.get_object(request, object_id)
        if record is None or not self.has_change_permission(request, record):
            return None
        if not issubclass(self.get_form(request, record, change=True), VersionedForm):
            return None
        opened = request.POST.get("opened_version", "")
        is_number = opened.isascii() and opened.isdigit() and len(opened) < 10
        return record if is_number and int(opened) < record.version else None

    def _conflict(self, request: HttpRequest, record: models.Model, data: QueryDict) -> Conflict:
        request.POST = data
        form_class = self.get_form(request, record, change=True)
        was, moment = conflicts.state_before(record, int(data["opened_version"]))
        typed = form_class(data, instance=self._fresh(record))
        base = form_class(instance=was) if was is not None else None
        found = Conflict(record)
        pairs = list(conflicts.differences(typed, form_class(instance=self._fresh(record)), base))
        for formset in self._create_formsets(request, record, change=True)[0]:
            for line in formset.initial_forms:
                if line.instance.pk is not None:
                    pairs += self._line_differences(formset, line, moment)
        for kind, one in pairs:
            getattr(found, kind).append(one)
        return found

    @staticmethod
    def _fresh(record: models.Model) -> models.Model:
        return type(record)._base_manager.get(pk=record.pk)

    @staticmethod
    def _line_differences(formset: Any, line: Any, moment: Any) -> list[tuple[str, Any]]:
        was = conflicts.line_before(type(line.instance), line.instance.pk, moment)
        make = type(line)
        options = {"prefix": line.prefix}
        stored = make(instance=ConflictPages._fresh(line.instance), **options)
        base = make(instance=was, **options) if was is not None else None
        prefix = f"{formset.model._meta.verbose_name} “{line.instance}”: "
        pairs = list(conflicts.differences(line, stored, base, prefix))
        if not formset.data.get(f"{line.prefix}-DELETE"):
            return pairs
        if base is not None and not conflicts.differ(base, stored):
            return []  # removed by one, untouched by the other
        name, label = f"{line.prefix}-DELETE", prefix.removesuffix(": ")
        removal = Difference(name, label, _("remove it"), _("keep it, as changed"))
        return [("both", removal), *(("theirs", one) for _kind, one in pairs)]

    def _without_gone_rows(
        self, request: HttpRequest, record: models.Model
    ) -> tuple[QueryDict, list[str]]:
        """The posted data without the rows that a colleague removed, and the kinds of those.

        A row that was changed here as well comes back as a new one, as it was typed; a picture
        does not, because the browser sends no file a second time.
        """
        data, removed = request.POST.copy(), []
        moment = conflicts.state_before(record, int(data["opened_version"]))[1]
        for formset in self._create_formsets(request, record, change=True)[0]:
            gone = [form for form in formset.initial_forms if form.instance.pk is None]
            dropped = [form for form in gone if not self._was_changed(formset, form, moment)]
            if gone:
                _renumber(data, formset, [f.prefix for f in gone], [f.prefix for f in dropped])
            removed += [str(formset.model._meta.verbose_name)] * len(dropped)
        return data, removed

    @staticmethod
    def _was_changed(formset: Any, form: Any, moment: Any) -> bool:
        """Whether a row that is gone was changed, against what it was before `moment`."""
        if any(isinstance(field, FileField) for field in form.fields.values()):
            return False
        if formset.data.get(f"{form.prefix}-DELETE"):
            return False
        key = formset.data.get(f"{form.prefix}-{formset.model._meta.pk.name}", "")
        was = conflicts.line_before(formset.model, key, moment)
        return was is None or conflicts.differ(form, type(form)(instance=was, prefix=form.prefix))

    def _conflict_page(
        self,
        request: HttpRequest,
        record: models.Model,
        conflict: Conflict,
        data: QueryDict,
        missing: list[Any],
    ) -> HttpResponse:
        opened = int(data["opened_version"])
        moves = getattr(self, "transitions", {})
        steps = record.steps.filter(version__gt=opened) if hasattr(record, "steps") else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changed by two people: %(record)s") % {"record": record},
            "opts": self.opts,
            "original": record,
            "conflict": conflict,
            "choices": [(one, data.get(one.key)) for one in conflict.both],
            "missing": missing,
            "who": last_hand(record),
            "steps": [
                (step, moves[step.action].label if step.action in moves else step.action)
                for step in steps
            ],
            "carried": [
                (name, value)
                for name, values in data.lists()
                for value in values
                if name not in SINGLE_USE and not name.startswith(conflicts.CHOICE)
            ],
            "settled_on": record.version,
            "has_files": bool(request.FILES),
        }
        return TemplateResponse(request, self.conflict_template, context)


def _renumber(data: QueryDict, formset: Any, gone: list[str], dropped: list[str]) -> None:
    """Move the rows of `gone` behind the others, as rows without a key, except the dropped."""
    rows = [form.prefix for form in formset.forms]
    kept = [prefix for prefix in rows if prefix not in gone]
    back = [prefix for prefix in gone if prefix not in dropped]
    pk_name = formset.model._meta.pk.name
    values = {
        prefix: [(key[len(prefix) :], data.getlist(key)) for key in data if _is_of(key, prefix)]
        for prefix in rows
    }
    for prefix in rows:
        for rest, _values in values[prefix]:
            del data[f"{prefix}{rest}"]
    for number, prefix in enumerate([*kept, *back]):
        for rest, items in values[prefix]:
            is_key = prefix in gone and rest == f"-{pk_name}"
            data.setlist(f"{formset.prefix}-{number}{rest}", [""] if is_key else items)
    initial = len(formset.initial_forms) - len(gone)
    data[f"{formset.prefix}-INITIAL_FORMS"] = str(initial)
    data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(kept) + len(back))


def _is_of(key: str, prefix: str) -> bool:
    return key.startswith(f"{prefix}-")
