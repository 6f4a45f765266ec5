"""Which sheet of the file is read, where its heading stands, and how its text is written."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from common.key_choices import is_key
from common.workflow import Refused
from imports import columns, preparing, reading, uploads
from imports.delimited import ENCODINGS
from imports.half_hidden import half_hidden
from imports.models import Upload
from imports.reading import Opened
from imports.sheets import Sheet, UnreadableFile
from imports.views.access import version_of
from imports.views.steps import context_of, step_page

FIRST_ROWS = 12
BELOW_HEADING = 4
MOST_CELLS = 30  # of a row that is shown
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
MOST_ROW_DIGITS = 7


@step_page(Upload.WizardStep.SHEET)
def sheet(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Shows what was found; the officer confirms it or chooses otherwise."""
    chosen: dict[str, Any] = {
        "sheet": upload.sheet,
        "encoding": upload.encoding,
        "delimiter": DELIMITERS.get(upload.delimiter, ""),
        "heading_row": upload.heading_row,
    }
    refused = shown_instead = ""
    if request.method == "POST":
        chosen, is_shown = _posted(request)
        if is_shown and "lihat" not in request.POST:
            try:
                version = version_of(request)
                preparing.choose_sheet(upload, by=request.user, version=version, **chosen)
            except (UnreadableFile, Refused) as error:
                _let_pass_on(error)
                refused = str(error)
                upload.refresh_from_db(fields=["version", "updated_at"])
            else:
                return redirect("imports:columns", upload.pk)
        elif "lihat" not in request.POST:
            shown_instead = _why_not_on(upload, chosen)
    title = _("Sheet and heading")
    context = context_of(request, upload, current="lembar", title=title)
    context |= {"refused": refused, "chosen": chosen, "shown_instead": shown_instead}
    context |= _read(upload, chosen)
    return TemplateResponse(request, "imports/sheet.html", context)


def _let_pass_on(error: Exception) -> None:
    """A deleted file is no matter of this page."""
    if isinstance(error, uploads.FileDeleted):
        raise error


def _why_not_on(upload: Upload, chosen: dict[str, Any]) -> str:
    """Why “Next” shows this page again: of what was just chosen nobody has seen the heading."""
    if upload.encoding:
        return _("This is how the file reads now. Look at its heading, then go on.")
    return _("This is sheet “%(sheet)s”. Look at its heading, then go on.") % {
        "sheet": chosen["sheet"][:60]
    }


def _posted(request: HttpRequest) -> tuple[dict[str, Any], bool]:
    """(what was chosen, whether the rows on the page were read so).

    The number of a row means nothing for another sheet or delimiter than those on the page.
    """
    post = request.POST
    encoding = post.get("encoding", "")
    row = post.get("heading_row", "")
    chosen = {
        "sheet": post.get("sheet", ""),
        "encoding": encoding if encoding in ENCODINGS else "",
        "delimiter": post.get("delimiter", ""),
    }
    is_shown = all(post.get(f"shown_{name}", "") == text for name, text in chosen.items())
    number = int(row) if is_key(row) and len(row) <= MOST_ROW_DIGITS and is_shown else None
    return {**chosen, "heading_row": number}, is_shown


def _read(upload: Upload, chosen: dict[str, Any]) -> dict[str, Any]:
    """The file as the page shows it, or why it cannot be read so."""
    data = uploads.content_of(upload)
    how = {name: chosen[name] for name in ("sheet", "encoding", "delimiter")}
    try:
        opened = reading.take_apart(data, known=columns.is_known, **how)
    except UnreadableFile as error:
        return {"unreadable": str(error), "encodings": ENCODINGS}
    try:
        found = _table(opened, data, chosen)
    except UnreadableFile as error:
        return {"unreadable": str(error), "encodings": ENCODINGS}
    return {
        "found": found,
        "opened": opened,
        "encodings": ENCODINGS,
        "delimiter": DELIMITERS.get(found.delimiter, ""),
        "rows": _first_rows(opened, found),
        "headings": [text for text in found.heading if text],
    }


def _table(opened: Opened, data: bytes, chosen: dict[str, Any]) -> Sheet:
    return reading.table_of(
        opened,
        data,
        known=columns.is_known,
        sheet=chosen["sheet"],
        heading_row=chosen["heading_row"],
    )


def _first_rows(opened: Opened, found: Sheet) -> list[tuple[int, list[str], bool]]:
    """(number, cells, whether it belongs to the heading) of the first rows of the sheet."""
    lines = opened.sheets[found.name]
    above = sum(line.number <= found.heading_end for line in lines[:1000])
    return [
        (
            line.number,
            [half_hidden(cell) for cell in line.cells[:MOST_CELLS]],
            found.heading_row <= line.number <= found.heading_end,
        )
        for line in lines[: min(max(FIRST_ROWS, above + BELOW_HEADING), 3 * FIRST_ROWS)]
    ]
