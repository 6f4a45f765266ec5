"""Whose list it is, and which version of it the person saw."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from common.key_choices import is_key
from imports.models import Upload
from imports.uploads import PERMISSION

NO_VERSION = -1  # a form without a version is refused like an old one


def own_upload(request: HttpRequest, pk: int) -> Upload:
    """The uploaded list of the one who asks, without its bytes.

    Raises PermissionDenied, Http404.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    mine = Upload.objects.visible_to(request.user).defer("content", "plan")
    upload = (
        mine.select_related("batch", "created_by").filter(pk=pk).first() if is_key(pk) else None
    )
    if upload is None:
        raise Http404
    return upload


def version_of(request: HttpRequest) -> int:
    """The version of the list that the form was made from."""
    text = request.POST.get("version", "")
    return int(text) if is_key(text) else NO_VERSION
