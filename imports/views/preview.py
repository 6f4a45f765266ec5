"""The preview of a checked list, what is decided on it, and the rows that were not taken."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from common.key_choices import is_key
from common.list_export import XLSX_TYPE
from common.search_terms import holds_number
from common.tabular import DOWNLOAD_HEADERS
from common.workflow import Refused
from imports import deciding, jobs, rejects
from imports.matching import AS_NEW, AS_SAME, ERROR
from imports.models import Upload
from imports.plans import FILL, LEAVE, REPLACE
from imports.preview import BUCKET_NAMES, Preview, summary
from imports.sheets import UnreadableFile
from imports.views.access import own_upload, version_of

logger = logging.getLogger(__name__)

CHOICE_LABELS = (
    (REPLACE, gettext_lazy("Replace")),
    (FILL, gettext_lazy("Only where empty")),
    (LEAVE, gettext_lazy("Leave")),
)
MOST_PROBLEMS = 40
MOST_WORDS = 20
MOST_NOTES = 20
DECISION = "baris-"  # and the number of the row
EVERY = (AS_NEW, AS_SAME)  # what is said of all rows of a page at once
PLACE_OF_CONFIRMING = "masukkan"
PLACES = ("bidang", "baris", PLACE_OF_CONFIRMING)  # of the page, where an answer is told
FEWEST_ALIKE = 2  # rows of a page, from which on one button decides about all
FILE_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX_TYPE}
REJECTED = ("salah", "ganda")


def preview_page(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Totals, problems, changed fields, the rows, and the box that confirms."""
    if any(holds_number(text) for text in request.GET.getlist("q")):
        text = _(
            "A NIK or a phone number does not belong in an address, where it would be kept. "
            "It was dropped: search by name or row number."
        )
        messages.warning(request, text)
        return redirect(request.path)
    found = Preview(upload, request.GET)
    query = urlencode(found.query)
    effect = deciding.effect(upload)
    outcome = upload.outcome
    lines = found.lines(to=request.user)
    said = list(messages.get_messages(request))
    context = {
        **admin.site.each_context(request),
        "title": _("Preview"),
        "upload": upload,
        "current": Upload.WizardStep.CHECK.value,
        "outcome": outcome,
        "found": found,
        "page": found.page,
        "lines": lines,
        "messages": [one for one in said if one.extra_tags not in PLACES],
        "told": {place: [one for one in said if one.extra_tags == place] for place in PLACES},
        "decides_all": sum(line.may_be_new for line in lines) >= FEWEST_ALIKE,
        "has_decisions": any(line.may_be_new or line.may_be_left_out for line in lines),
        "query": query,
        "here": urlencode({**found.query, "hal": found.page.number}),
        "tabs": _tabs(found),
        "problems": _problems(found),
        "columns": list(enumerate(found.columns, start=1)),
        "notes": outcome.get("notes", [])[:MOST_NOTES],
        "unknown": outcome.get("unknown", [])[:MOST_WORDS],
        "more_unknown": max(0, len(outcome.get("unknown", [])) - MOST_WORDS),
        "fields": [
            {**field, "choice": upload.choices.get(field["field"], REPLACE)}
            for field in outcome.get("fields", [])
        ],
        "choices": CHOICE_LABELS,
        "effect": effect,
        "sentences": sentences_of(effect),
        "left_behind": outcome.get("counts", {}).get(ERROR, 0),
    }
    return TemplateResponse(request, "imports/preview.html", context)


def sentences_of(effect: deciding.Effect) -> list[str]:
    """What the confirmation will write, in a sentence for each kind that there is."""
    new, changed, out, same = effect.new, effect.changed, effect.left_out, effect.unchanged
    kinds = (
        (new, ngettext("%(number)s new business is entered as a draft.",
                       "%(number)s new businesses are entered as drafts.", new)),
        (changed, ngettext("%(number)s business is changed.",
                           "%(number)s businesses are changed.", changed)),
        (out, ngettext("%(number)s row is left out, as you decided.",
                       "%(number)s rows are left out, as you decided.", out)),
        (same, ngettext(
            "%(number)s row changes nothing, because you leave its fields as they are.",
            "%(number)s rows change nothing, because you leave their fields as they are.",
            same)),
    )  # fmt: skip
    return [
        sentence % {"number": number_format(number, force_grouping=True)}
        for number, sentence in kinds
        if number
    ]


def _tabs(found: Preview) -> list[dict[str, Any]]:
    """All rows, and each bucket; a tab forgets the other filters."""
    whole = {"name": "", "label": _("All rows"), "rows": found.upload.outcome.get("rows", 0)}
    tabs = [whole, *summary(found.upload)]
    is_filtered = bool(found.query.keys() - {"bagian"})
    for tab in tabs:
        tab["is_here"] = tab["name"] == found.bucket_name and not is_filtered
    return tabs


def _problems(found: Preview) -> list[dict[str, Any]]:
    """The groups of problems that are listed, errors first, with their place in the address."""
    groups = [
        {**problem, "place": place, "is_here": found.problem == place - 1}
        for place, problem in enumerate(found.problems, start=1)
    ]
    groups.sort(key=lambda group: group["kind"] != "error")
    return groups[:MOST_PROBLEMS]


def said_in(request: HttpRequest, upload: Upload) -> tuple[dict[str, str], dict[int, str]]:
    """What the form of the preview says of fields and of rows."""
    choices = {
        field["field"]: request.POST[f"bidang-{field['field']}"]
        for field in upload.outcome.get("fields", [])
        if f"bidang-{field['field']}" in request.POST
    }
    decisions = {
        int(name.removeprefix(DECISION)): request.POST[name]
        for name in request.POST
        if name.startswith(DECISION) and is_key(name.removeprefix(DECISION))
    }
    # A box that is not ticked is not sent: the form names the rows that were shown with one.
    for number in filter(is_key, request.POST.getlist("kotak")):
        decisions.setdefault(int(number), "")
    every = request.POST.get("semua")
    if every in EVERY:
        decisions |= deciding.alike(upload, decisions, every)
    return choices, decisions


def keep_decisions(request: HttpRequest, upload: Upload) -> Upload:
    """Keep what the form of the preview says, whichever of its buttons was used.

    Raises what `deciding.keep` raises.
    """
    choices, decisions = said_in(request, upload)
    return deciding.keep(
        upload,
        choices=choices,
        decisions=decisions,
        by=request.user,
        version=version_of(request),
    )


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how the fields of stored businesses may change, and the decisions of the page."""
    upload = own_upload(request, pk)
    try:
        keep_decisions(request, upload)
    except Refused as refusal:
        messages.error(request, str(refusal), extra_tags="bidang")
    else:
        text = _("Saved: how the fields are changed.")
        messages.success(request, text, extra_tags="bidang")
    return redirect(address_of(request, upload) + "#bidang")


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was said of the rows of one page, and go on to the page that is asked for."""
    upload = own_upload(request, pk)
    before, page = upload.version, ""
    try:
        kept = keep_decisions(request, upload)
    except Refused as refusal:
        messages.error(request, str(refusal), extra_tags="baris")
    else:
        page = request.POST.get("ke", "")
        if not page:
            text = _("Saved: what becomes of the rows of this page.")
            messages.success(request, text, extra_tags="baris")
        elif kept.version != before:
            text = _("Saved: what becomes of the rows of the page before.")
            messages.success(request, text, extra_tags="baris")
    return redirect(address_of(request, upload, page=page) + "#baris")


def address_of(request: HttpRequest, upload: Upload, *, page: str = "") -> str:
    """The page of the preview from which a form was sent, or another one of the same rows."""
    kept = {**Preview(upload, request.GET).query, "hal": page or request.GET.get("hal", "")}
    if holds_number(kept.get("q", "")) or not is_key(kept["hal"]):
        kept = {name: text for name, text in kept.items() if name not in {"q", "hal"}}
    address = reverse("imports:check", args=[upload.pk])
    return f"{address}?{urlencode(kept)}" if kept else address


@require_safe
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with errors, or the duplicates, as a file in the layout of the list."""
    upload = own_upload(request, pk)
    name = request.GET.get("bagian", REJECTED[0])
    if name not in REJECTED:
        raise Http404
    if upload.status not in {Upload.Status.CHECKED, Upload.Status.DONE} or jobs.is_running(upload):
        return _refuse(request, upload, _("The list is not checked yet."))
    try:
        file = rejects.of_upload(upload, BUCKET_NAMES[name])
    except (UnreadableFile, Refused) as refusal:
        return _refuse(request, upload, str(refusal))
    logger.info(
        "Export of rows not taken of upload %s by account %s: %s rows",
        upload.pk,
        request.user.pk,
        file.rows,
    )
    file_name = f"{'ditolak' if name == 'salah' else name}-{upload.pk}.{file.kind}"
    headers = {**DOWNLOAD_HEADERS, "Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(file.data, content_type=FILE_TYPES[file.kind], headers=headers)


def _refuse(request: HttpRequest, upload: Upload, text: str) -> HttpResponseRedirect:
    messages.error(request, text)
    return redirect("imports:check", upload.pk)
