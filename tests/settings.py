"""The settings of the tests: the same file, a quick password hash, and letters that stay in memory."""

import os

os.environ.setdefault("DEBUG", "1")

from portal.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LETTER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Most tests sign staff in with one step; tests/accounts/test_accounts.py switches the second on.
STAFF_SECOND_FACTOR = False
# No thread of the counter of readers writes into the database of a test.
READERS_WRITTEN_EVERY = 0
# Nothing is collected for the tests; files are found where they lie.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
