"""Every category has an icon that exists."""

from django.template import Context, Template

from businesses.models import Category
from directory.icons import FALLBACK, ICONS, icon_of
from directory.labels import Labels


def test_every_icon_can_be_drawn():
    template = Template("{% load lucide %}{% lucide name %}")
    for name in {FALLBACK, *ICONS.values()}:
        assert "<svg" in template.render(Context({"name": name}))


def test_every_icon_belongs_to_a_category(register):
    assert set(ICONS) <= set(Category.objects.values_list("slug", flat=True))


def test_a_line_takes_the_icon_of_its_sector(register):
    labels = Labels()
    categories = labels.categories
    assert labels.icon_of(categories["olahan-sei"]) == "flame"
    assert labels.icon_of(categories["katering"]) == "utensils"
    assert icon_of(None) == FALLBACK
