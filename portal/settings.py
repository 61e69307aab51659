"""One settings file; everything that differs between machines comes from the environment.

A machine that sets nothing refuses to start. ``manage.py serve`` (``make run``) sets what a trial on one's own
computer needs; ``compose.yaml`` sets what a real server needs. Secrets may come from a file: ``SECRET_KEY_FILE``.
"""

import os
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from portal.serving.roles import LIMITS, connection_options
from portal.trial.embedded_postgres import embedded_database

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name, default=None):
    """Return the text variable ``name``, or the content of the file that ``name_FILE`` points to.

    Without a default the variable is required: ImproperlyConfigured is raised if it is missing or its file unreadable.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}.") from error
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def env_bool(name, default="0"):
    """Return True for "1" and False for "0"; anything else is a mistake and raises ImproperlyConfigured."""
    value = env(name, default)
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def env_list(name, default=None):
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def database(url):
    """Return Django's database settings for ``postgres://user:password@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    return {
        "ENGINE": "portal.serving.postgres",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


# --- Safety -----------------------------------------------------------------------------------------------------------

DEBUG = env_bool("DEBUG")
SECRET_KEY = env("SECRET_KEY", "only-for-development" if DEBUG else None)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1" if DEBUG else None)
# 0 only where no TLS proxy stands in front: the trial on one's own computer.
HTTPS = env_bool("HTTPS", "0" if DEBUG else "1")
# The address people type; letters and feeds need it where no request is at hand.
SITE_URL = env("SITE_URL", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
# How many proxies of ours stand in front: the client's address is read that far from the end of X-Forwarded-For.
TRUSTED_PROXIES = int(env("TRUSTED_PROXIES", "1" if HTTPS else "0"))

if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # The health probes come from inside the house, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("HSTS_INCLUDE_SUBDOMAINS", "1")
    SECURE_HSTS_PRELOAD = env_bool("HSTS_PRELOAD", "1")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
# Pages on readers' phones. Switched off, phones delete what they kept and the worker that keeps it.
SERVICE_WORKER = env_bool("SERVICE_WORKER", "1")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Applications -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.simple_history",
    "portal.back_office.apps.KartuAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_prose_editor",
    "procrastinate.contrib.django",
    "simple_history",
    "portal",
    "content",
    "directory",
    "directory.alerts",
    "accounts",
    "feedback",
    "portal.danger",
    "portal.needs",
    "portal.plan",
    "portal.questions",
    "portal.search",
    "portal.mending",
    "portal.back_office",
    "portal.starter",
    "portal.publicity",
    "portal.readers",
    "portal.funder_report",
    "portal.leaflets",
    "portal.follow",
    "portal.page_cache",
    "portal.asking",
    "portal.trial",
    "events",
    "services",
    "jobs",
    "networks",
    "guide",
]

MIDDLEWARE = [
    "portal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "compression_middleware.middleware.CompressionMiddleware",
    "portal.middleware.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before everything that looks an address up: addresses exist in the language of their prefix only.
    "portal.middleware.LanguageMiddleware",
    "portal.middleware.BadInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "portal.middleware.PublicCacheMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------------

DATABASE_URL = env("DATABASE_URL", "")
DATABASES = {"default": database(DATABASE_URL) if DATABASE_URL else embedded_database(BASE_DIR)}
# What this process is decides how long it may wait for the database: portal/serving/roles.py.
ROLE = env("KARTU_ROLE", "command")
if ROLE not in LIMITS:
    raise ImproperlyConfigured(f"KARTU_ROLE must be one of {', '.join(LIMITS)}, not {ROLE!r}.")
# A new connection costs 7-11 ms a request (shared/performance.md); a dead one is found before it is used. The worker's
# threads come and go, and its jobs do not wait for milliseconds.
DATABASES["default"] |= {
    "OPTIONS": connection_options(ROLE),
    "CONN_MAX_AGE": 0 if ROLE == "worker" else 600,
    "CONN_HEALTH_CHECKS": True,
}
# In the database, so that limits on guessing and used codes hold for all processes and outlive a restart.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Above it the cache drops what still counts: with Django's 300 a few hundred addresses would lift all limits.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Leaflets by the fingerprint of their facts, some 40 kB each, in each process (decision 0026).
    "leaflets": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "leaflets",
        "TIMEOUT": 60 * 60 * 24,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
# Whole public pages in each process, in front of Django (decision 0038). Templates that are being written must be seen.
PAGE_CACHE = env_bool("PAGE_CACHE", "0" if DEBUG else "1")
PAGE_CACHE_MIB = int(env("PAGE_CACHE_MIB", "16"))
# Pages with numbers to call are made ahead of the first reader, so that they are there when the database is not.
PAGE_CACHE_WARM = env_bool("PAGE_CACHE_WARM", "1")
# How long a proxy or CDN may hand out a page without asking: an edit is seen that much later by its readers.
SHARED_CACHE_SECONDS = int(env("SHARED_CACHE_SECONDS", "0"))
# An address typed without a scheme is meant to be https; Django 6 will think so by itself.
FORMS_URLFIELD_ASSUME_HTTPS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Languages --------------------------------------------------------------------------------------------------------

# The only place that names the portal's languages: a fourth is one line here, makemigrations and a locale folder.
# The languages that texts have columns for. A new one is a line here, a migration, and a folder in locale/.
LANGUAGES_WITH_COLUMNS = [("lt", "Lietuvių"), ("en", "English"), ("ru", "Русский")]
# Those that readers are offered: all of them, or the ones this variable names ("lt,en").
OFFERED = env_list("LANGUAGES", "") or [code for code, _name in LANGUAGES_WITH_COLUMNS]
LANGUAGES = [(code, name) for code, name in LANGUAGES_WITH_COLUMNS if code in OFFERED]
if unknown := set(OFFERED) - dict(LANGUAGES_WITH_COLUMNS).keys():
    raise ImproperlyConfigured(f"LANGUAGES names languages that have no columns: {', '.join(sorted(unknown))}.")
LANGUAGE_CODE = LANGUAGES_WITH_COLUMNS[0][0]
if LANGUAGE_CODE not in OFFERED:
    raise ImproperlyConfigured(f"LANGUAGES must name {LANGUAGE_CODE}: letters to offices and papers are written in it.")
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES_WITH_COLUMNS)
# What a reader gets whose language lacks a text, in this order: what he or she most likely reads.
FALLBACK_LANGUAGES = {
    "lt": ["en", "ru"],
    "en": ["lt", "ru"],
    "ru": ["en", "lt"],
    "uk": ["ru", "en", "lt"],
}
# Inner pages that exist in it are offered to readers of all other languages (hreflang x-default).
X_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
# Never mixed in silently: Translatable.text() chooses the language shown, and says so.
MODELTRANSLATION_ENABLE_FALLBACKS = False
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Vilnius"

# --- Files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.serving.files.LeanStaticFilesStorage"
    },
}
# Files of the pages are for our own pages.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Accounts ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"OPTIONS": {"min_length": 12}},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by staff, who know the address; there is no sign-up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # else anybody could make us write to strangers
# A coordinator signs in with a code sent by e-mail; the back office asks its staff for more (decision 0019).
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 15  # letters wait in the queue
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 9, "dashed": True}
ACCOUNT_FORMS = {"confirm_login_code": "accounts.forms.CodeForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Kartu: "
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kartu"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Everybody who may enter the back office proves it twice. 0 only on the trial on one's own computer.
STAFF_SECOND_FACTOR = env_bool("STAFF_SECOND_FACTOR", "0" if DEBUG else "1")

# --- Back office ------------------------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "Kartu",
    "SITE_HEADER": "Kartu",
    "SITE_ICON": lambda request: static("icon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icon.svg")}],
    "STYLES": [lambda request: static("admin/colours.css"), lambda request: static("admin/back-office.css")],
    "SCRIPTS": [lambda request: static("admin/alpine.js"), lambda request: static("admin/back-office.js")],
    "SHOW_VIEW_ON_SITE": True,
    "ACCOUNT": {"navigation": "portal.back_office.navigation.own_account"},
    "SIDEBAR": {"navigation": "portal.back_office.navigation.groups"},
}

# --- Letters ----------------------------------------------------------------------------------------------------------

# A letter is a row in the queue, stored in the transaction that caused it and sent by the worker, again if it must be.
EMAIL_BACKEND = "content.letters.queue.QueuedEmailBackend"
# A trial without a mail server writes letters to the worker's log; a real site never does: they hold private links.
EMAIL_HOST = env("EMAIL_HOST", None if HTTPS else "")
if HTTPS and not EMAIL_HOST:
    raise ImproperlyConfigured("Set EMAIL_HOST: letters are needed to sign in again after a lost password.")
LETTER_BACKEND = (
    "content.letters.sending.SmtpBackend" if EMAIL_HOST else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
# For each answer of the server.
EMAIL_TIMEOUT = 20
# A letter that was sent or given up is forgotten at once; portal.tasks removes other jobs that failed.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
# The worker writes to coordinators by itself only after staff have looked at their cards and said so.
ASK_COORDINATORS = env_bool("ASK_COORDINATORS")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", "Kartu <kartu@localhost>")

# Whom to tell of a hole in the portal (/.well-known/security.txt): a page, or an address; else the sender of letters.
_contact = env("SECURITY_CONTACT", "") or parseaddr(DEFAULT_FROM_EMAIL)[1]
SECURITY_CONTACT = _contact if ":" in _contact else f"mailto:{_contact}"

# --- Probes -----------------------------------------------------------------------------------------------------------

# Where health and figures are told from inside, by threads of their own: portal/serving/probes.py. 0: nowhere.
PROBE_PORT = int(env("PROBE_PORT", "0"))
# The script that makes backups touches this file.
BACKUP_STAMP = Path(env("BACKUP_STAMP", str(MEDIA_ROOT / ".backup-made")))

# --- Readers ----------------------------------------------------------------------------------------------------------

# Every so many seconds a process writes down how often pages were read (portal/readers); a crash loses no more.
READERS_WRITTEN_EVERY = 30

# --- Logs: one JSON object a line, no personal data -------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
    "loggers": {
        # Its lines hold the full address, and that what people typed; portal.requests says what is needed.
        "django.request": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "portal": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
