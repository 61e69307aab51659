from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

# The texts in templates and code are English: the English catalogue repeats them.
SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    help = "Collects the texts of templates and code into the catalogues of all languages (needs GNU gettext)."
    requires_system_checks = ()

    def handle(self, **options):
        call_command(
            "makemessages",
            locale=[code for code, _ in settings.LANGUAGES],
            add_location="file",
            no_obsolete=True,
            ignore_patterns=[".venv/*", ".data/*", "staticfiles/*", "media/*", "tests/*"],
            verbosity=options["verbosity"],
        )
        for source in Path(settings.LOCALE_PATHS[0]).glob(f"{SOURCE_LANGUAGE}/LC_MESSAGES/*.po"):
            repeat_source_texts(source)


def repeat_source_texts(path):
    """Give every message of the catalogue its own text as translation."""
    catalogue = polib.pofile(str(path), wrapwidth=76)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    catalogue.save()
