"""Regular work on followers."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from portal.follow.letters import ask_whether_wanted, tell
from portal.follow.models import WAITED_FOR, Follow, Followed, Follower
from portal.follow.news import look


@app.periodic(cron="* * * * *")
@app.task(name="tell_followers", queueing_lock="tell_followers", lock="tell_followers")
def tell_followers(timestamp):
    """Every minute: look what is new, and write to those who are due."""
    look()
    tell()


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_refused_followers", queueing_lock="forget_refused_followers")
def forget_refused_followers(timestamp):
    """Erase the addresses that refused our letters for good."""
    Follower.objects.bounced().erase()


@app.periodic(cron="15 3 * * *")
@app.task(name="ask_silent_followers", queueing_lock="ask_silent_followers")
def ask_silent_followers(timestamp):
    """Ask once a year who was not heard of; erase who does not answer, or never confirmed."""
    Follower.objects.never_confirmed().erase()
    Follower.objects.without_answer().erase()
    Follow.objects.filter(confirmed_at__isnull=True, created_at__lt=timezone.now() - WAITED_FOR).delete()
    Followed.objects.filter(follows__isnull=True).delete()
    for follower in Follower.objects.silent():
        with transaction.atomic():
            ask_whether_wanted(follower)
            Follower.objects.filter(pk=follower.pk).update(asked_at=timezone.now())
