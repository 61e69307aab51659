"""``python -m tests.bench``: all measures; ``python -m tests.bench lists 1000`` or ``search 20000``: one of them."""

# Django is set up before its models are imported.
# ruff: noqa: E402
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings

from tests.bench import growth, lists, search

# What Django notes while it debugs is no part of what is measured.
settings.DEBUG = False
MEASURES = {"lists": (lists.measure, [1_000]), "growth": (growth.measure, [1_000, 100_000]),
            "search": (search.measure, [20_000, 200_000])}  # fmt: skip

for name in sys.argv[1:2] or MEASURES:
    measure, sizes = MEASURES[name]
    sizes = [int(size) for size in sys.argv[2:]] or sizes
    if name == "growth":
        measure(*sizes)
    else:
        for size in sizes:
            measure(size)
