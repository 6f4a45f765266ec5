"""A browser in short words, so that an officer knows the own telephone in a list of log-ins."""

BROWSERS = (  # the first that fits: most browsers also claim to be Chrome or Safari
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (  # Android before Linux, iPhone before Mac: each names the other as well
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def in_short(user_agent: str) -> str:
    """Return "Firefox on Android", one half of it, or "" for what nobody could recognise."""
    names = (
        next((name for mark, name in table if mark in user_agent), "")
        for table in (BROWSERS, SYSTEMS)
    )
    return " on ".join(filter(None, names))
