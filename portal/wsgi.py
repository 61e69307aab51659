"""The application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("KARTU_ROLE", "web")
application = get_wsgi_application()

# They need Django set up.
from django.conf import settings  # noqa: E402

from portal.page_cache import front  # noqa: E402
from portal.readers.counting import ReaderCounter  # noqa: E402
from portal.serving.probes import open_probes  # noqa: E402

open_probes()
if settings.PAGE_CACHE:
    application = front.begin(application)
# Outermost: what the cache answers is read too.
application = ReaderCounter(application)

# What was loaded so far stays for good: collecting garbage does not look through it again and again, which costs a long
# calendar a tenth of a second.
gc.collect()
gc.freeze()
