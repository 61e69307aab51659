from django.core.management.base import BaseCommand, CommandError

from portal.starter.loading import is_empty, load
from portal.starter.rows import LoadError


class Command(BaseCommand):
    help = "Load the starter content; records that staff changed or deleted stay as they are."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the database holds content")
        parser.add_argument("--examples", action="store_true", help="also load example records, marked as such")

    def handle(self, *args, if_empty, examples, **options):
        if if_empty and not is_empty():
            return
        try:
            outcome = load(examples)
        except LoadError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write("Starter content: " + ", ".join(f"{n} {what}" for what, n in sorted(outcome.counts.items())))
        if outcome.flags or outcome.gaps:
            self.stdout.write("To be looked at by staff:")
        for key, text in outcome.flags:
            self.stdout.write(f"  {key}: {text}")
        for text in outcome.gaps:
            self.stdout.write(f"  missing in the documents: {text}")
