"""The icon of each category, by its slug: a line without its own takes that of its sector."""

from businesses.models import Category

FALLBACK = "store"
ICONS = {
    "kuliner": "utensils",
    "olahan-sei": "flame",
    "kue-roti": "cake-slice",
    "kopi-minuman": "coffee",
    "camilan": "cookie",
    "olahan-ikan": "fish",
    "pangan-lokal": "wheat",
    "gula-lontar": "tree-palm",
    "kriya": "gem",
    "tenun": "spool",
    "anyaman": "tree-palm",
    "sasando": "music",
    "ukiran-kayu": "hammer",
    "suvenir": "gift",
    "fesyen": "shirt",
    "penjahit": "scissors",
    "ekonomi-kreatif": "palette",
    "foto-video": "camera",
    "percetakan": "printer",
    "musik-seni": "music",
    "jasa": "wrench",
    "salon": "scissors",
    "laundry": "washing-machine",
    "angkutan": "truck",
    "penginapan": "bed",
    "pendidikan": "graduation-cap",
    "kesehatan": "heart-pulse",
    "perdagangan": "shopping-basket",
    "sayur-buah": "carrot",
    "ikan-daging": "fish",
    "pulsa-elektronik": "smartphone",
    "pertanian": "sprout",
    "nelayan": "fish",
    "rumput-laut": "leaf",
}


def icon_of(category: Category | None, sector: Category | None = None) -> str:
    """The name of the icon for a category, or else for its sector, or else a shop."""
    for found in (category, sector):
        if found is not None and found.slug in ICONS:
            return ICONS[found.slug]
    return FALLBACK
