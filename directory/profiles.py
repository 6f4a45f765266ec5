"""Where a business is found elsewhere: its website, and its profiles on other sites.

Officers type `@sei`, `sei` or a whole link; a page links to what is safe and to nothing else.
"""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from django.utils.translation import gettext as _

SITES = {
    "instagram": ("Instagram", "https://www.instagram.com/"),
    "facebook": ("Facebook", "https://www.facebook.com/"),
    "tiktok": ("TikTok", "https://www.tiktok.com/@"),
}


def profiles_of(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The (name, address) of its pages elsewhere, from the document of a listing."""
    links = []
    website = document.get("website", "")
    if website.startswith(("https://", "http://")):
        links.append((_("Website"), website))
    for name, (label, site) in SITES.items():
        text = document.get(name, "")
        handle = handle_of(text) if text else ""
        if handle:
            links.append((label, site + handle))
    return links


def handle_of(text: str) -> str:
    """The part of a profile's address that names it; Facebook's numbered profiles keep theirs."""
    try:
        address = urlsplit(text if "//" in text else f"//{text.strip()}")
    except ValueError:  # half of an IPv6 address: no profile
        return ""
    last = text if "/" not in text and "?" not in text else address.path.rstrip("/").split("/")[-1]
    number = parse_qs(address.query).get("id", [""])[0]
    if last == "profile.php":
        return f"profile.php?id={quote(number)}" if number.isdigit() else ""
    return quote(last.strip().lstrip("@"))
