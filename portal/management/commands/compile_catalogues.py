import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po to .mo without GNU gettext; a catalogue that did not change is skipped."
    requires_system_checks = ()

    def handle(self, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                changed = source.stat().st_mtime_ns
                if target.exists() and target.stat().st_mtime_ns == changed:
                    continue
                catalogue = polib.pofile(str(source), check_for_duplicates=True)
                # A reader never sees a half-written file, and the time of the source says what was compiled.
                half = target.with_suffix(".mo.new")
                catalogue.save_as_mofile(str(half))
                os.utime(half, ns=(changed, changed))
                half.replace(target)
                if options["verbosity"]:
                    self.stdout.write(f"{target.relative_to(folder)}: {len(catalogue.translated_entries())} messages")
