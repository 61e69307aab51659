"""What pages of the back office may load and run: files of this host, and one list of names that stands in the page."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

from csp.constants import NONE, SELF
from django_prose_editor.widgets import importmap

# What the editor writes into the head of the page: ProseMirror's own style (django-prose-editor 0.28). A newer one that
# writes another is noticed by tests/browser/test_back_office_policy.py.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
INLINE = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


@cache
def policy():
    """The directives that replace those of public pages.

    The editor's import map can only stand in the page itself: it is allowed by its hash, so nothing else is. Unfold's
    Alpine is the build that evaluates no text (static/unfold/js/alpine), its colours are a file (static/admin).
    """
    written = INLINE.search(str(importmap))[1]
    digest = b64encode(sha256(written.encode()).digest()).decode()
    return {
        "script-src": [SELF, f"'sha256-{digest}'"],
        "style-src": [SELF, EDITOR_STYLE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
