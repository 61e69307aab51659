"""Files as a server keeps them: our sheet without comments, every rule still there."""

import re

from django.conf import settings
from django.core.files.base import ContentFile

from portal.serving.files import LeanStaticFilesStorage

RULE = re.compile(r"[^{}/;]+(?={)")


def kept(tmp_path, name, text):
    storage = LeanStaticFilesStorage(location=tmp_path)
    saved = storage._save(name, ContentFile(text.encode()))
    return (tmp_path / saved).read_text()


def test_comments_of_our_sheet_stay_at_home(tmp_path):
    sheet = (settings.BASE_DIR / "static/site.css").read_text()
    served = kept(tmp_path, "site.css", sheet)

    assert "/*" in sheet
    assert "/*" not in served
    without = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert [rule.strip() for rule in RULE.findall(served)] == [rule.strip() for rule in RULE.findall(without)]


def test_other_files_are_kept_as_they_are(tmp_path):
    assert kept(tmp_path, "other.css", "/* of a library: its licence */ a {}") == "/* of a library: its licence */ a {}"
