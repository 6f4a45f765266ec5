"""Photos of published businesses. Documents are never served here."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.static import serve

from accounts import passwords
from businesses.models import Business, Photo

A_DAY = 24 * 60 * 60


def _is_colleague(user: Any) -> bool:
    """Whether `user` works here, and has no password to change first."""
    may = user.is_staff and user.has_perm("businesses.view_photo")
    return may and not passwords.is_due(user)


@login_not_required
@require_safe
def photo(request: HttpRequest, path: str) -> HttpResponse:
    """One photo, in any size: anyone's while the directory shows it, the colleagues' of its
    area otherwise.

    Its bytes never change, so a browser may keep a copy, for a day; a shared cache may not, because
    the owner may take the consent back.
    """
    photos = Photo.objects.filter(Q(image=path) | Q(small=path) | Q(tile=path))
    is_staff = (
        _is_colleague(request.user)
        and photos.filter(business__in=Business.with_merged.visible_to(request.user)).exists()
    )
    if not is_staff:
        public = photos.filter(business__listing__isnull=False)
        if not any(found.may_be_public for found in public):
            raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = f"private, max-age={A_DAY}"
    return response
