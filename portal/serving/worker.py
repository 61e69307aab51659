"""The process that does the queue's work: three lanes side by side, for as long as nobody ends it."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from content.letters.queue import ORDINARY, URGENT

logger = logging.getLogger("portal.worker")

GRACE_SECONDS = 20
# A worker that lost the database tries again after a second, then two, four … at most:
LONGEST_PAUSE = 15
HEARTBEAT_SECONDS = 10


@dataclass(frozen=True)
class Lane:
    """Queues, and how many of their jobs run side by side."""

    name: str
    queues: tuple
    amount: int


LANES = (
    # Somebody waits at the screen for these.
    Lane("urgent", (URGENT,), 4),
    Lane("letters", (ORDINARY,), 6),
    Lane("rest", ("default", "builtin"), 2),
)


async def work(stop, lanes=LANES):
    """Work until the event ``stop``; a database that goes away is waited for. Jobs that run get time to end."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(sum(lane.amount for lane in lanes) + 4))
    pause = 1
    while not stop.is_set():
        began = time.monotonic()
        await _work_until_broken(stop, lanes)
        if time.monotonic() - began > 60:
            pause = 1
        if not stop.is_set():
            logger.warning("worker interrupted", extra={"fields": {"again_in_seconds": pause}})
            await _wait(stop.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _work_until_broken(stop, lanes):
    """Until ``stop``, or until one of the lanes ends, whatever ended it."""
    try:
        # Each lane listens on a connection of its own.
        connector = PsycopgConnector(
            kwargs=connector_params(), min_size=1, max_size=len(lanes) * 2 + 4, timeout=5, reconnect_timeout=5
        )
        with app.replace_connector(connector):
            async with app.open_async():
                running = [asyncio.create_task(_run(lane), name=lane.name) for lane in lanes]
                stopping = asyncio.create_task(stop.wait())
                await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
                for task in (*running, stopping):
                    task.cancel()
                await asyncio.gather(*running, stopping, return_exceptions=True)
    except Exception as error:
        # Whatever it was, the queue is still there and somebody must work.
        logger.exception("worker failed", exc_info=error)


async def _run(lane):
    await app.run_worker_async(
        queues=list(lane.queues),
        name=lane.name,
        concurrency=lane.amount,
        install_signal_handlers=False,
        shutdown_graceful_timeout=GRACE_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
    )


async def _wait(awaitable, seconds):
    try:
        await asyncio.wait_for(awaitable, seconds)
    except TimeoutError:
        return
