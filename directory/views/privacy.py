"""What is published about a business, and how its owner decides on it (UU 27/2022)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from directory.caching import public_page
from directory.pages import render
from directory.views.map import tile_host


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Privacy"),
        "description": _("What is published about a business, and how its owner decides on it."),
        "address": request.path,
        "is_indexed": True,
        "tile_host": tile_host(),
    }
    return render(request, "directory/privacy.html", context)
