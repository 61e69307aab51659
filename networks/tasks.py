"""Regular work on cards, agreements and offers of help."""

from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from content.erasure.traces import erase
from networks.agreements.letters import nightly_round
from networks.confirmation.models import ask_all
from networks.models import AgreementFile, ChangeProposal, ConfirmationRequest, Post, VolunteerOffer


@app.periodic(cron="15 6 * * *")
@app.task(name="ask_coordinators", queueing_lock="ask_coordinators")
def ask_coordinators(timestamp):
    """Ask coordinators whether their cards are right, remind them, and tell supervisors where nobody answered.

    Only when ``ASK_COORDINATORS`` is on: a portal just filled would write to real people about cards nobody has read.
    """
    if settings.ASK_COORDINATORS:
        ask_all()


@app.periodic(cron="40 3 * * *")
@app.task(name="release_accounts", queueing_lock="release_accounts")
def release_accounts(timestamp):
    """Take cards out of the hands of people whose term has ended, and have those of new people begin unchecked."""
    for post in Post.objects.left_by_their_people():
        post.release_account()
    for post in Post.objects.older_than_their_people():
        post.begin_afresh(post.since)


@app.periodic(cron="50 3 * * *")
@app.task(name="erase_old_confirmations", queueing_lock="erase_old_confirmations")
def erase_old_confirmations(timestamp):
    """Erase letters to coordinators, and proposals that were decided, a year after they were made."""
    erase(ConfirmationRequest.objects.due_for_erasure(), is_of_office=True)
    erase(ChangeProposal.objects.due_for_erasure(), is_of_office=True)


@app.periodic(cron="5 5 * * *")
@app.task(name="watch_agreements", queueing_lock="watch_agreements")
def watch_agreements(timestamp):
    """Remind staff of agreements that end in 60 and 30 days and today; write down which are over."""
    nightly_round()


@app.periodic(cron="50 3 * * *")
@app.task(name="erase_old_offers", queueing_lock="erase_old_offers")
def erase_old_offers(timestamp):
    """Erase the offers of help that are 12 months old, passed on or not."""
    erase(VolunteerOffer.objects.due_for_erasure())


@app.periodic(cron="0 4 * * *")
@app.task(name="remove_orphaned_files", queueing_lock="remove_orphaned_files")
def remove_orphaned_files(timestamp):
    """Delete files of agreements that no record names, an hour after they were written."""
    AgreementFile.objects.remove_orphans(older_than=timedelta(hours=1))
