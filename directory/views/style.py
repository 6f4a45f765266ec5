"""Every component of the public pages on one page, for those who build them (staff only)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory import rows, snapshot
from directory.cards import cards
from directory.icons import FALLBACK, ICONS
from directory.map_picture import draw
from directory.pages import render
from directory.views.map import Row
from directory.views.places import path_of

COLOURS = (
    "ground surface sunken line field ink quiet indigo on-indigo madder good good-ground warn "
    "warn-ground chat on-chat focus night"
).split()
GROUPS = 6  # kecamatan, each with a colour on the map


@never_cache
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The style page. It shows real cards, so it looks as the pages do."""
    if not request.user.is_staff:
        raise PermissionDenied
    known = snapshot.of(request)
    counts = known.counts("kelurahan")
    context = {
        "title": _("Style of the public pages"),
        "description": "",
        "address": request.path,
        "is_indexed": False,
        "colours": COLOURS,
        "groups": range(1, GROUPS + 1),
        "icon_names": sorted({FALLBACK, *ICONS.values()}),
        "today": localdate(),
        "cards": cards(rows.read({}, rows.NEWEST, 3), known.labels),
        "picture": draw(known.labels.kelurahan, counts),
        "rows": {
            p.code: Row(p.name, path_of(p), counts.get(p.code, 0), 0)
            for p in known.labels.kelurahan
        },
        "list_address": reverse("directory:business-list"),
        "query_text": "tenum",
    }
    return render(request, "directory/style.html", context)
