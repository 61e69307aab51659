from django.core.management.base import BaseCommand

from accounts.roles import sync_roles


class Command(BaseCommand):
    help = "Make the groups of the back office's roles and give them their rights."

    def handle(self, *args, **options):
        sync_roles()
