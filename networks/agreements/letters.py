"""Letters to staff about agreements that end."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from content.letters.message import Letter
from networks.models import Agreement


def staff_to_remind():
    """Those who may change agreements."""
    return get_user_model().objects.who_may("networks.change_agreement")


def nightly_round():
    """Remind of every agreement whose day has come, once, and write down which are over.

    A night that was missed is made up for by the next: the letter then says how many days are really left.
    """
    for pk in Agreement.objects.near_their_end().values_list("pk", flat=True):
        with transaction.atomic():
            agreement = Agreement.objects.select_for_update().get(pk=pk)
            if agreement.is_reminder_due and send_reminders(agreement):
                agreement.note_reminded()
            if agreement.state == Agreement.State.IN_FORCE and agreement.days_left < 0:
                agreement.expire()


def send_reminders(agreement):
    """Write to each of the staff in his or her language; return how many letters there are."""
    users = staff_to_remind()
    for user in users:
        with override(user.language):
            _send_reminder(agreement, user.email)
    return len(users)


def _send_reminder(agreement, address):
    link = reverse("admin:networks_agreement_change", args=[agreement.pk])
    context = {"agreement": agreement, "when": when_it_ends(agreement), "link": f"{settings.SITE_URL}{link}"}
    subject = gettext("Agreement “%(name)s”: %(when)s") % {
        "name": " ".join(str(agreement).split()),
        "when": context["when"],
    }
    body = render_to_string("networks/letters/agreement_ends.txt", context)
    Letter(subject, body, [address], about=agreement, stop="agreements").send()


def when_it_ends(agreement):
    """ "ends in 30 days", "ends today", "ended 2 days ago" in the active language."""
    days = agreement.days_left
    if days == 0:
        return gettext("ends today")
    if days < 0:
        return ngettext("ended %(count)d day ago", "ended %(count)d days ago", -days) % {"count": -days}
    return ngettext("ends in %(count)d day", "ends in %(count)d days", days) % {"count": days}
