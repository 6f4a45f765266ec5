"""Photos, where no nginx stands in front to serve them. Documents are never served here."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.static import serve

A_MONTH = 30 * 24 * 60 * 60


@login_not_required
@require_safe
def photo(request: HttpRequest, path: str) -> HttpResponse:
    """One photo. Its name is random and its bytes never change, so it may be kept."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = f"public, max-age={A_MONTH}, immutable"
    return response
