"""The tests' settings and a fourth language: one line. Tables come from the models, as makemigrations makes them."""

from tests.settings import *

LANGUAGES = [*LANGUAGES, ("uk", "Українська")]


class NoMigrations:
    """Every app's tables are made from its models."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


MIGRATION_MODULES = NoMigrations()
DATABASES = {"default": {**DATABASES["default"], "TEST": {"NAME": "test_kartu_uk"}}}
