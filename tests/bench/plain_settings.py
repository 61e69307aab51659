"""The settings of what the portal is measured against: its database and models, and addresses of its own."""

# ruff: noqa: F403
from tests.site_settings import *

ROOT_URLCONF = "tests.bench.plain"
