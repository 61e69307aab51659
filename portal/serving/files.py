"""The files beside the pages, as a server keeps them: hashed, pressed, and without what only we read."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_SHEET = re.compile(r"site(\.\w+)?\.css")
COMMENT = re.compile(rb"\s*/\*.*?\*/", re.DOTALL)


class LeanStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """The comments of our sheet are for whoever writes it: readers pay for every byte."""

    def _save(self, name, content):
        if OUR_SHEET.fullmatch(name):
            content.seek(0)
            content = ContentFile(COMMENT.sub(b"", content.read()))
        return super()._save(name, content)
