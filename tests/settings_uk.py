"""The tests' settings and a fourth language: one line. tests/fourth_language.py adds its columns by a migration."""

from tests.settings import *

LANGUAGES = [*LANGUAGES, ("uk", "Українська")]
MODELTRANSLATION_LANGUAGES = (*MODELTRANSLATION_LANGUAGES, "uk")
DATABASES = {"default": {**DATABASES["default"], "TEST": {"NAME": "test_kartu_uk"}}}
