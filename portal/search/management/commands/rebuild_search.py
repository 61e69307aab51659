from django.core.management.base import BaseCommand

from portal.search.models import SearchEntry, rebuild


class Command(BaseCommand):
    help = "Makes the search index anew from all records. Needed only after the rules of search were changed."

    def handle(self, **options):
        rebuild()
        self.stdout.write(f"{SearchEntry.objects.count()} records can be found.")
