"""Django with its usual middleware, or with none where ``BENCH_BARE`` says so."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

django.setup(set_prefix=False)
# Only now: an application of the portal insists on middleware of its own when it is set up.
settings.MIDDLEWARE = [] if os.environ.get("BENCH_BARE") == "1" else MIDDLEWARE
application = WSGIHandler()
