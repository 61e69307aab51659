"""The application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django_application = get_wsgi_application()

from portal.readers.counting import ReaderCounter  # noqa: E402 (its models want Django set up)

# The counter of readers stays outermost: what a cache of pages answers before Django is read too.
application = ReaderCounter(django_application)
