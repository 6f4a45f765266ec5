"""What is published about a business, and how its owner decides on it (UU 27/2022)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.caching import public_page


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/privacy.html", {"canonical": request.path})
