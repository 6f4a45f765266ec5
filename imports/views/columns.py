"""What each column of the list fills, and what fills the cells that it leaves empty."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from businesses import scope
from common.workflow import Refused
from imports import column_choices, preparing, proposals, running, saved_mappings, uploads
from imports.column_choices import ColumnChoices
from imports.columns import BadColumns
from imports.lookups import Lookups
from imports.models import Upload
from imports.preparing import MissingColumns
from imports.proposals import Column
from imports.saved_mappings import Saved
from imports.sheets import UnreadableFile
from imports.target_groups import grouped, options_of
from imports.targets import BY_KEY
from imports.views.access import version_of
from imports.views.steps import context_of, step_page

WITHOUT_SAVED = "tanpa"  # in the address: the officer refuses what was saved
USES_SAVED = "pakai_simpanan"
ADDS_LINE = "tambah"


@step_page(Upload.WizardStep.COLUMNS)
def columns(request: HttpRequest, upload: Upload) -> HttpResponse:
    """One line for each column of the list, with a proposal, its reason and a few values."""
    look = Lookups.load()
    if request.method != "POST":
        saved = None
        if not upload.mapping and WITHOUT_SAVED not in request.GET:
            saved = saved_mappings.of(upload, look)
        return _page(request, upload, look, saved=saved)
    saved = saved_mappings.of(upload, look) if USES_SAVED in request.POST else None
    choices = column_choices.read(request.POST, upload.heading, look)
    if not choices.has_errors and ADDS_LINE not in request.POST:
        try:
            changed = preparing.choose_columns(
                upload,
                by=request.user,
                version=version_of(request),
                mapping=choices.mapping,
                constants=choices.texts,
                values=saved.values if saved else None,
            )
        except MissingColumns as error:
            choices.mark_missing(error.keys)
        except (BadColumns, Refused) as error:
            choices.message = str(error)
            upload.refresh_from_db(fields=["version", "updated_at"])
        else:
            return _go_on(request, changed, look)
    return _page(request, upload, look, saved=saved, choices=choices)


def _go_on(request: HttpRequest, upload: Upload, look: Lookups) -> HttpResponse:
    """To the words; past them where none waits for a decision."""
    try:
        if any(preparing.unknown_words(upload, look)):
            return redirect("imports:values", upload.pk)
        preparing.choose_values(
            upload, by=request.user, version=upload.version, values=upload.values
        )
    except (UnreadableFile, BadColumns, Refused):  # the next page says it
        return redirect("imports:values", upload.pk)
    messages.success(request, _("No word needs a decision."))
    return redirect("imports:check", upload.pk)


def _page(
    request: HttpRequest,
    upload: Upload,
    look: Lookups,
    *,
    saved: Saved | None,
    choices: ColumnChoices | None = None,
) -> HttpResponse:
    """The page as stored or proposed, or with what was typed and what is wrong with it."""
    context = context_of(request, upload, current="kolom", title=_("Columns"))
    try:
        sheet = running.read_sheet(uploads.content_of(upload), uploads.options_of(upload))
    except UnreadableFile as error:
        return TemplateResponse(request, "imports/columns.html", {**context, "refused": str(error)})
    found = proposals.propose(
        sheet,
        look,
        chosen=upload.mapping,
        saved=saved.mapping if saved else None,
    )
    if choices is None:
        chosen = {column.name: column.key for column in found}
        choices = ColumnChoices(chosen, column_choices.lines_for(upload.constants))
    groups = grouped()
    given = {choices.chosen.get(column.name, "") for column in found}
    options = {key: options_of(groups, key) for key in given}
    context |= {
        "saved": saved,
        "groups": groups,
        "choices": choices,
        "missing": _links(choices, found),
        "columns": [
            (number, column, choices.errors.get(column.name), key, options[key])
            for number, column in enumerate(found)
            for key in [choices.chosen.get(column.name, "")]
        ],
        "left_out": [
            column.name
            for column in found
            if column.samples and not choices.chosen.get(column.name)
        ],
        "kelurahan": _kelurahan(request, look),
        "row_count": len(sheet.lines),
    }
    return TemplateResponse(request, "imports/columns.html", context)


def _links(choices: ColumnChoices, columns: Sequence[Column]) -> SafeString:
    """What is missing, each linked to its own line, or to the first column that is left out."""
    lines = {one.key: f"id_tetap_{one.number}" for one in choices.constants if one.is_offered}
    left_out = (
        f"id_kolom_{number}"
        for number, column in enumerate(columns)
        if (column.heading or column.samples) and not choices.chosen.get(column.name)
    )
    elsewhere = next(left_out, "import-columns")
    return format_html_join(
        ", ",
        '<a href="#{}">{}</a>',
        ((lines.get(key, elsewhere), BY_KEY[key].label) for key in choices.missing),
    )


def _kelurahan(request: HttpRequest, look: Lookups) -> list[tuple[str, str]]:
    """(code, name) of the kelurahan in which this officer may enter businesses."""
    mine = scope.kelurahan_ids(request.user)
    places = {place.pk: place for place in look.kelurahan.values()}
    return sorted(
        ((place.code, f"{place.name} ({place.kecamatan.name})") for pk, place in places.items()
         if mine is None or pk in mine),
        key=lambda pair: pair[1],
    )  # fmt: skip
