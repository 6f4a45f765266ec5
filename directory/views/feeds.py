"""The feed of new businesses (RSS 2.0), for readers, newsrooms and the city's own screens."""

from datetime import datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import snapshot
from directory.caching import public_page
from directory.models import Listing

NEWEST = 50
FIELDS = ("code", "slug", "name", "category", "kelurahan_name", "activity", "published_on")


def _printable(text: str) -> str:
    """Without control characters, which XML cannot hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@public_page
def newest(request: HttpRequest) -> HttpResponse:
    """The businesses that were published last. A business keeps its mark through a new name."""
    base = settings.SITE_URL + reverse("directory:business-list")
    shown = snapshot.of(request).labels.shown()
    feed = Rss201rev2Feed(
        title=_("New in the UMKM directory of Kota Kupang"),
        link=base,
        description=_("Small businesses of Kota Kupang that were checked and published lately."),
        language=get_language(),
        feed_url=settings.SITE_URL + request.path,
        ttl=60,
    )
    for row in Listing.objects.newest().values(*FIELDS)[:NEWEST]:
        category = shown.get(row["category"], shown[""])[0]
        what = _("%(category)s in %(kelurahan)s, Kota Kupang.") % {
            "category": category or _("Business"),
            "kelurahan": row["kelurahan_name"],
        }
        feed.add_item(
            title=_printable(row["name"]),
            link=f"{base}{row['code']}/{row['slug']}/",
            description=_printable(f"{what} {row['activity']}".strip()),
            unique_id=row["code"],
            unique_id_is_permalink=False,
            categories=[category] if category else [],
            pubdate=timezone.make_aware(datetime.combine(row["published_on"], time())),
        )
    text = feed.writeString("utf-8")
    return HttpResponse(text, content_type="application/rss+xml; charset=utf-8")
