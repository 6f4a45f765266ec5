"""Settings of the registry: one flat file, every value from the environment with a default.

`.env` beside manage.py is read first; `manage.py setup` makes it with fresh keys.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def required_key(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is missing. Run `python manage.py setup` once, "
            f"or set {name} in the environment or in .env."
        )
    return value


# -- keys ------------------------------------------------------------------------------------
SECRET_KEY = required_key("SECRET_KEY")
FIELD_ENCRYPTION_KEYS = [key for key in required_key("FIELD_ENCRYPTION_KEYS").split(",") if key]
FIELD_DIGEST_KEY = required_key("FIELD_DIGEST_KEY")

# -- how it is reached -------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
FORCE_SCRIPT_NAME = ""  # the site is the root of its host; no header moves it
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

# -- the city ------------------------------------------------------------------------------------
REGISTRY_CODE_PREFIX = "KPG"
CITY_NAME = "Kota Kupang"
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")
REVERIFY_AFTER_MONTHS = env.int("REVERIFY_AFTER_MONTHS", default=24)
ASSISTANCE_DUE_DAYS = env.int("ASSISTANCE_DUE_DAYS", default=14)
REVEAL_LIMIT_PER_HOUR = env.int("REVEAL_LIMIT_PER_HOUR", default=20)
LOOKUP_LIMIT_PER_HOUR = env.int("LOOKUP_LIMIT_PER_HOUR", default=60)

# -- the interactive map: off without tiles. A visitor's browser asks their server, on a click only.
MAP_TILES = env.str("MAP_TILES", default="")  # such as https://tiles.example/{z}/{x}/{y}.png
MAP_TILES_CREDIT = env.str("MAP_TILES_CREDIT", default="")  # shown beside them, as licences ask

# -- what a list may hold that is imported -------------------------------------------------------
IMPORT_MOST_BYTES = env.int("IMPORT_MOST_BYTES", default=20 * 1024 * 1024)
IMPORT_MOST_ROWS = env.int("IMPORT_MOST_ROWS", default=100_000)
IMPORT_MOST_COLUMNS = env.int("IMPORT_MOST_COLUMNS", default=200)
IMPORT_MOST_CELLS = env.int("IMPORT_MOST_CELLS", default=2_000_000)
IMPORT_MOST_CHARACTERS = env.int("IMPORT_MOST_CHARACTERS", default=10_000)  # of one cell
# Of the process that reads a workbook: address space in bytes, and seconds by the clock.
IMPORT_MOST_MEMORY = env.int("IMPORT_MOST_MEMORY", default=300 * 1024 * 1024)
IMPORT_MOST_SECONDS = env.int("IMPORT_MOST_SECONDS", default=60)
IMPORT_MOST_READERS = env.int("IMPORT_MOST_READERS", default=2)  # workbooks read at one time
IMPORT_MOST_JOBS = env.int("IMPORT_MOST_JOBS", default=4)  # checks and confirmations at one time
IMPORT_MOST_UNFINISHED = env.int("IMPORT_MOST_UNFINISHED", default=20)  # lists of one account
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=30)  # a file and what its rows say
# Checks and confirmations run in a process of their own; False: within the request, for tests.
IMPORT_JOBS_APART = env.bool("IMPORT_JOBS_APART", default=True)

# -- apps, lowest layer first (docs/architecture.md) ---------------------------------------------
INSTALLED_APPS = [
    "umkm_registry.apps.RegistryConfig",
    "umkm_registry.apps.RegistryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_filters",
    "lucide",
    "simple_history",
    "common",
    "accounts",
    "businesses",
    "licensing",
    "imports",
    "reports",
    "directory",
]

# The `Staff…` ones let public pages pass untouched (common/sides.py).
MIDDLEWARE = [
    "directory.page_cache.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "common.sides.StaffSession",
    "common.sides.PathLanguage",
    "common.requests.RefuseUnreadableRequests",
    "django.middleware.common.CommonMiddleware",
    "common.sides.StaffCsrf",
    "common.sides.StaffAuthentication",
    "accounts.middleware.SessionLimits",
    "common.sides.LoginRequired",
    "accounts.middleware.NewPasswordFirst",
    "common.sides.StaffMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "common.sides.StaffHistory",
    "common.sides.StaffAxes",
]

ROOT_URLCONF = "umkm_registry.urls"
WSGI_APPLICATION = "umkm_registry.wsgi.application"
ASGI_APPLICATION = "umkm_registry.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Both look for a middleware by its name; they are there as StaffAxes and StaffCsrf (common.sides).
SILENCED_SYSTEM_CHECKS = ["axes.W002", "security.W003"]

TEMPLATES = [
    {
        "BACKEND": "common.page_engine.Pages",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "common.page_engine.environment",
            "context_processors": [
                "businesses.registry.demo_notice",
                "common.page_engine.page_tools",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "businesses.registry.demo_notice",
            ],
        },
    },
]

# -- data base: SQLite embedded, PostgreSQL in production ------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'registry.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers never wait, writers queue instead of failing (measured: docs/decisions.md).
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)  # opening it costs as much as a page
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    # Compiling a statement that runs for a second takes half of one (benchmarks/README.md).
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

# Finished pages have a cache of their own: no crowd of pages pushes out what counts attempts.
CACHES = {
    name: {**env.cache_url("CACHE_URL", default=f"locmemcache://{name}"), "KEY_PREFIX": name}
    for name in ("default", "pages")
}

# -- files -------------------------------------------------------------------------------------
MEDIA_URL = "media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
DOCUMENTS_ROOT = env.path("DOCUMENTS_ROOT", default=str(VAR_DIR / "documents"))
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DOCUMENTS_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# -- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["umkm_registry.formats"]
TIME_ZONE = "Asia/Makassar"
USE_I18N = True
USE_TZ = True

# -- who may come in ----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.ContextValidator"},
]
BSSN_PASSWORD_RULES = env.bool("BSSN_PASSWORD_RULES", default=False)
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=90)  # with BSSN_PASSWORD_RULES only
if BSSN_PASSWORD_RULES:
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "accounts.passwords.CompositionValidator"})
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "common.requests.client_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the moment on the page stays true
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "typed"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# -- what a browser may do ------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "common.requests.csrf_failure"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # probes ask from inside
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

# -- logs: one line on the console, never a NIK or a phone number ----------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "common.logs.RedactingFormatter",
            "fmt": "{levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
