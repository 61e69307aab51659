"""The settings of what the portal is measured against: its database and models, Django's usual middleware or none."""

# ruff: noqa: F403, F405
from tests.site_settings import *

ROOT_URLCONF = "tests.bench.plain"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if env_bool("BENCH_BARE", "0"):
    MIDDLEWARE = []
