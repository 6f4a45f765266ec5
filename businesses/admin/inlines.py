"""What stands below a business on its page: KBLI lines, products, photos."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from businesses.forms.businesses import RupiahField
from businesses.forms.photos import PhotoForm
from businesses.models import BusinessKbli, Photo, Product
from common.key_choices import KeyChoices, is_key


class ProductForm(forms.ModelForm):
    """A product, with prices typed as people write money."""

    price_min = RupiahField(label=_("Price from"))
    price_max = RupiahField(label=_("Price to"))

    class Meta:
        model = Product
        fields = (
            "name",
            "category",
            "description",
            "price_min",
            "price_max",
            "unit",
            "halal_status",
        )


class KbliInline(KeyChoices, admin.StackedInline):
    model = BusinessKbli
    extra = 0
    autocomplete_fields = ("kbli",)


class ProductInline(KeyChoices, admin.StackedInline):
    model = Product
    form = ProductForm
    extra = 0
    grouped: ClassVar[dict[str, str]] = {"category": "parent"}
    fields = (
        ("name", "category"),
        ("price_min", "price_max", "unit"),
        ("halal_status", "description"),
    )


class PhotoInline(KeyChoices, admin.StackedInline):
    model = Photo
    form = PhotoForm
    extra = 0
    fields = (("image", "preview"), ("alt", "product"), ("shows_people", "people_consented_on"))
    readonly_fields = ("preview",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "product":
            business = request.resolver_match.kwargs.get("object_id")
            own = Product.objects.filter(business_id=business if is_key(business) else 0)
            kwargs["queryset"] = own
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("preview"))
    def preview(self, photo: Photo) -> SafeString | str:
        if not photo.pk:
            return "–"
        return format_html(
            '<img class="photo-preview" src="{}" alt="{}" width="160" loading="lazy">',
            photo.preview.url,
            photo.alt,
        )
