"""The upload of a photo: what is stored is not what was sent."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from businesses import photos
from businesses.models import Photo


class PhotoForm(forms.ModelForm):
    """A photo of a business; the file is re-encoded before it touches the storage."""

    image = forms.FileField(
        label=Photo._meta.get_field("image").verbose_name,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("On a phone: take it with the camera, or choose a stored one."),
    )

    class Meta:
        model = Photo
        fields = ("image", "alt", "product", "shows_people", "people_consented_on", "order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A stored picture is not exchanged: it is removed, and another one is added."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["image"].disabled = True

    def clean_image(self) -> Any:
        upload = self.cleaned_data["image"]
        if isinstance(upload, UploadedFile):
            picture = photos.clean(upload.file, size=upload.size)
            self.instance.small = photos.small_of(picture) or ""
            self.instance.tile = photos.tile_of(picture)
            return picture
        return upload
