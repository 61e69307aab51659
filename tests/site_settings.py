"""The settings of the site that tests/site.py starts: a real server's, with a database and a folder of its own."""

# ruff: noqa: F403, F405
from importlib.util import find_spec

from portal.settings import *

DATABASES["default"]["NAME"] = env("SITE_DATABASE")
STATIC_ROOT = env("SITE_STATIC_ROOT")
if "TEST_READERS" in os.environ:
    # A test waits for the numbers of readers to be written.
    READERS_WRITTEN_EVERY = 0.5
# Two hundred pages in each process, beside those that the tests ask for; tests/portal/page_cache warms its own.
PAGE_CACHE_WARM = env_bool("PAGE_CACHE_WARM", "0")
if not DEBUG:
    # What readers and the sign-in page use. The back office's files alone would take half a minute to compress;
    # a server with DEBUG=1 (tests/browser/test_event_path.py) hands them out where they lie.
    STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    STATICFILES_DIRS = [
        BASE_DIR / "static",
        *(Path(find_spec("allauth").origin).parent / app / "static" for app in ("account", "mfa")),
    ]
