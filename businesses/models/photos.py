"""Photos of a business or of one of its products. Files are made by `businesses.photos`."""

from typing import Any

from django.db import models, transaction
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses.models.businesses import Business
from businesses.models.products import Product


class Photo(models.Model):
    """A re-encoded picture, without EXIF, under a random name.

    Attributes:
        small: the same picture, 480 pixels at most; "" where the photo itself is no larger.
        tile: its middle as a square of 144 pixels at most, for lists.
    """

    business = models.ForeignKey(
        Business, verbose_name=_("business"), on_delete=models.CASCADE, related_name="photos"
    )
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="photos",
        help_text=_("Empty for a photo of the business itself."),
    )
    image = models.ImageField(
        _("photo"), upload_to="foto", width_field="width", height_field="height", max_length=120
    )
    small = models.ImageField(
        _("small size"), upload_to="foto", max_length=120, blank=True, editable=False
    )
    tile = models.ImageField(
        _("square"), upload_to="foto", max_length=120, blank=True, editable=False
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        _("what it shows"), max_length=160, help_text=_("Read out to people who cannot see it.")
    )
    shows_people = models.BooleanField(
        _("shows people"), default=False, help_text=_("Published only with their consent.")
    )
    people_consented_on = models.DateField(_("they agreed on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["image"], name="photo_image"),
            models.Index(fields=["small"], name="photo_small"),
            models.Index(fields=["tile"], name="photo_tile"),
        ]

    class History:
        of = ("business",)
        places = ("business__kelurahan",)
        hidden = frozenset({"small", "tile", "width", "height"})

    class Privacy:
        public = {"id", "business", "product", "width", "height", "order"}
        consented = {"image", "small", "tile", "alt"}
        internal = {"shows_people", "people_consented_on"}

    def __str__(self) -> str:
        return self.alt

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the picture with its row, in all its sizes: what the owner took back is gone."""
        names, storage = [self.image.name, self.small.name, self.tile.name], self.image.storage
        done = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: [storage.delete(name) for name in names if name])
        return done

    @property
    def preview(self) -> ImageFieldFile:
        """The picture in the smaller of its sizes."""
        return self.small or self.image

    @property
    def may_be_public(self) -> bool:
        return not self.shows_people or self.people_consented_on is not None
