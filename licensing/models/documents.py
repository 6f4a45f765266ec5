"""Scans that prove a licence. They hold personal data and never stand under MEDIA_URL."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses.models import Owner


def document_storage():
    """The storage outside MEDIA; a callable, so that tests and deployments can move it."""
    return storages["documents"]


class Document(models.Model):
    """A PDF or a picture of a licence, as an officer saw it."""

    owner = models.ForeignKey(
        Owner, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="documents"
    )
    file = models.FileField(_("file"), storage=document_storage, max_length=120)
    content_type = models.CharField(_("kind of file"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("stored by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at"]

    class Privacy:
        internal = {"id", "owner", "content_type", "size", "uploaded_by", "uploaded_at", "sha256"}
        restricted = {"file"}

    def __str__(self) -> str:
        return f"{self.get_content_type_label()} {self.pk}"

    def get_content_type_label(self) -> str:
        return "PDF" if self.content_type == "application/pdf" else str(_("Picture"))
