import asyncio
import signal

from django.core.management.base import BaseCommand

from portal.serving.worker import work


class Command(BaseCommand):
    help = "Sends the letters and does the regular work until it is ended; waits for a database that is away."
    requires_system_checks = ()

    def handle(self, **options):
        asyncio.run(self.work_until_signalled())

    async def work_until_signalled(self):
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await work(stop)
