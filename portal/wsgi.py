"""The application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("KARTU_ROLE", "web")
application = get_wsgi_application()

# They need Django set up.
from django.conf import settings  # noqa: E402

from portal.page_cache import front  # noqa: E402
from portal.readers.counting import ReaderCounter  # noqa: E402

if settings.PAGE_CACHE:
    application = front.begin(application)
# Outermost: what the cache answers is read too.
application = ReaderCounter(application)
