"""Letters about offers of help."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from content.access.rate_limit import may_write_to
from content.letters.message import Letter
from networks.models import VolunteerOffer

# Receipts to one address in a day.
MOST_RECEIPTS = 2


def send_receipt(offer):
    """Confirm by letter, in the language asked for, to who left an e-mail.

    It holds nothing of what was typed: else anybody could have us send words of his or hers to strangers.
    """
    if not offer.is_email or VolunteerOffer.objects.written_today_to(offer.contact) > MOST_RECEIPTS:
        return
    if not may_write_to(offer.contact):
        return
    with override(offer.language):
        context = {
            "erased": date_format(offer.erase_after),
            "link": f"{settings.SITE_URL}{reverse('feedback:report')}",
        }
        body = render_to_string("networks/letters/offer_receipt.txt", context)
        Letter(gettext("We have your offer of help"), body, [offer.contact], about=offer).send()


def send_to_organisation(offer):
    """Give a vetted offer to the organisation it was passed on to; an answer goes to the person."""
    with override(settings.LANGUAGE_CODE):
        body = render_to_string("networks/letters/offer_passed_on.txt", {"offer": offer})
        Letter(
            gettext("Somebody offers help: %(name)s") % {"name": offer.name},
            body,
            [offer.passed_to_address],
            about=offer,
            reply_to=[offer.contact] if offer.is_email else None,
        ).send()
