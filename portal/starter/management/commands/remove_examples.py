from django.core.management.base import BaseCommand, CommandError

from portal.starter.loading import remove_examples
from portal.starter.rows import LoadError


class Command(BaseCommand):
    help = "Delete all example records."

    def handle(self, *args, **options):
        try:
            removed = remove_examples()
        except LoadError as error:
            raise CommandError(f"Nothing was removed. {error}") from error
        self.stdout.write(f"{removed} example record(s) removed.")
