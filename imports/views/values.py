"""The words of a list that the register does not know: each decided upon once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from common.workflow import Refused
from imports import preparing, saved_mappings, word_choices
from imports.columns import BadColumns
from imports.decisions import CHOICES
from imports.lookups import Lookups
from imports.models import Upload
from imports.sheets import UnreadableFile
from imports.targets import BY_KEY
from imports.uploads import FileDeleted
from imports.views.access import version_of
from imports.views.steps import context_of, step_page

# The rows of a word are errors: when it is left out; when nothing is decided about it.
ERRORS_WITHOUT = frozenset({"kelurahan"})
ERRORS_UNDECIDED = frozenset({"kelurahan", "kecamatan"})
SHOW_MORE = "lagi"


@step_page(Upload.WizardStep.VALUES)
def values(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Each unknown word with its rows and the nearest names."""
    look = Lookups.load()
    if request.method != "POST":
        return _page(request, upload, look)
    said, errors = word_choices.read(request.POST, upload.values, look)
    message = ""
    if not errors:
        is_last = SHOW_MORE not in request.POST
        try:
            version = version_of(request)
            preparing.choose_values(
                upload, by=request.user, version=version, values=said, is_last=is_last
            )
        except FileDeleted:
            raise
        except (BadColumns, Refused) as error:
            message = str(error)
            upload.refresh_from_db(fields=["version", "updated_at"])
        else:
            return redirect("imports:check" if is_last else "imports:values", upload.pk)
    return _page(request, upload, look, errors=errors, message=message)


def _page(
    request: HttpRequest,
    upload: Upload,
    look: Lookups,
    *,
    errors: dict[int, str] | None = None,
    message: str = "",
) -> HttpResponse:
    context = context_of(request, upload, current="nilai", title=_("Words"))
    context["message"] = message
    try:
        unknown, more = preparing.unknown_words(upload, look)
    except (UnreadableFile, BadColumns) as error:
        return TemplateResponse(request, "imports/values.html", {**context, "message": str(error)})
    page, further = word_choices.shown(unknown, upload.values)
    if request.method == "POST":
        word_choices.restored(page, request.POST, errors or {})
    saved = saved_mappings.of(upload, look) if upload.values else None
    context |= {
        "words": [
            (
                word,
                BY_KEY[word.key].label,
                word.key in ERRORS_WITHOUT,
                word.key in ERRORS_UNDECIDED,
                word.key,
            )
            for word in page
        ],
        "has_needed_word": any(word.key in ERRORS_UNDECIDED for word in page),
        "choices": {key: sorted(CHOICES[key](look).items(), key=_name) for key in CHOICES},
        "further": further,
        "more": more,
        "undecided": word_choices.undecided(unknown, upload.values),
        "total": len(unknown),
        "error_count": len(errors or {}),
        "saved": saved,
    }
    return TemplateResponse(request, "imports/values.html", context)


def _name(pair: tuple[str, str]) -> str:
    return str(pair[1]).casefold()
