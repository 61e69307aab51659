import sys

from django.core.management.base import BaseCommand

from content.letters.bounces import take_bounce

LONGEST = 2_000_000


class Command(BaseCommand):
    help = (
        "Reads a report of the mail server (a letter that could not be delivered) from the standard input and tells "
        "staff of the record that the letter was about. Anything else is passed over, so a mail server may pipe the "
        "whole mailbox of the sender here."
    )

    def handle(self, **options):
        found = take_bounce(sys.stdin.buffer.read(LONGEST))
        # No address: the output may stand in a log.
        self.stdout.write("Told to staff." if found else "No report about a letter of ours.")
