"""Letters about questions. None holds a word of what was written: it is read behind the link, and erased there."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.access.rate_limit import may_write_to
from content.letters.message import Letter
from portal.asking.models import OfficeLink, ReaderQuestion
from portal.asking.querysets import KEPT_FOR, MOST_LETTERS_AN_HOUR


def tell_offices():
    """Write to every office that has still to be told of a question, as many letters an hour as a mailbox bears.

    Safe for two at once: each row is held while its letter is stored.
    """
    for pk in OfficeLink.objects.untold().values_list("pk", flat=True):
        with transaction.atomic():
            link = OfficeLink.objects.untold().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            if link is not None:
                tell_office(link)


def tell_offices_of(question):
    """Write to those who have this question and were not told that the reader has written."""
    for link in OfficeLink.objects.untold().filter(question=question):
        tell_office(link)


def tell_office(link):
    """Write to one office with the link to its own page; inside a transaction. Beyond the hour's letters: later."""
    if not link.question.is_urgent and OfficeLink.objects.told_in_the_last_hour(link.email) >= MOST_LETTERS_AN_HOUR:
        return
    link.told_at = timezone.now()
    link.save(update_fields=["told_at"])
    with override(settings.LANGUAGE_CODE):
        question = link.question
        subject = _("A reader of Kartu asks you: %(municipality)s") % {"municipality": question.municipality}
        if question.is_urgent:
            subject = _("Urgent: %(subject)s") % {"subject": subject}
        context = {
            "link": _site(link.private_path()),
            "office": link,
            "asked": date_format(timezone.localtime(question.created_at), "DATETIME_FORMAT"),
        }
        _write("office", [link.email], subject, question, context, is_urgent=question.is_urgent)


def receipt(question):
    """Send the private link to the address that was typed, unless strangers had too many letters go there.

    It asks whether notices shall go there: no other letter goes to an address that nobody confirmed.
    """
    if not question.email or not may_write_to(question.email):
        return
    with override(question.language):
        _write("receipt", [question.email], _("Your question on Kartu"), question, _of_reader(question), is_urgent=True)


def tell_reader(question):
    """Somebody answered or asks something: the notice leads to the private page, if its mailbox was confirmed."""
    if not question.email_confirmed_at:
        return
    with override(question.language):
        asked_back = question.state == ReaderQuestion.State.ASKED_BACK
        subject = _("We have a question for you") if asked_back else _("There is an answer to your question")
        _write("answered", [question.email], subject, question, {**_of_reader(question), "asked_back": asked_back})


def escalation(question, days, offices):
    """Tell those above, each with a link to answer, that nobody has answered for so many working days."""
    with override(settings.LANGUAGE_CODE):
        subject = _late_subject(question)
        for office in offices:
            link = question.hand_to(office, is_above=True)
            link.told_at = timezone.now()
            link.save(update_fields=["told_at"])
            context = {**_lateness(question, days), "link": _site(link.private_path())}
            _write("late", [link.email], subject, question, context)


def tell_project(question, days):
    """Tell the staff who answer questions."""
    staff = get_user_model().objects.who_may(ReaderQuestion.ANSWER)
    for user in staff:
        with override(user.language):
            link = _site(reverse("admin:asking_readerquestion_change", args=[question.pk]))
            context = {**_lateness(question, days), "link": link}
            _write("late", [user.email], _late_subject(question), question, context)


def _late_subject(question):
    return _("A question on Kartu waits: %(municipality)s") % {"municipality": question.municipality}


def _lateness(question, days):
    return {
        "days": days,
        "offices": question.offices.filter(is_above=False),
        "since": date_format(timezone.localtime(question.waiting_since), "DATETIME_FORMAT"),
    }


def _of_reader(question):
    links = {"link": _site(question.private_path()), "proof": _site(question.proof_path())}
    return {**links, "kept_days": KEPT_FOR.days}


def _write(name, to, subject, question, context, **how):
    body = render_to_string(
        f"asking/letters/{name}.txt", {"question": question, "site_url": settings.SITE_URL, **context}
    )
    Letter(subject, body.strip() + "\n", to, about=question, **how).send()


def _site(path):
    return f"{settings.SITE_URL.rstrip('/')}{path}"
