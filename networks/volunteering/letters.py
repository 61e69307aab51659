"""Letters about offers of help."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from content.access.rate_limit import may_write_to
from content.letters.message import Letter


def ask_to_confirm(offer):
    """The only letter before the address is confirmed, in the language asked for; a few a day over all forms.

    It holds nothing of what was typed: else anybody could have us send words of his or hers to strangers.
    """
    if not offer.is_email or not may_write_to(offer.contact):
        return
    with override(offer.language):
        link = f"{settings.SITE_URL.rstrip('/')}{offer.proof_path()}"
        body = render_to_string("networks/letters/offer_confirm.txt", {"link": link})
        Letter(gettext("Confirm your offer of help"), body, [offer.contact], about=offer, is_urgent=True).send()


def send_receipt(offer):
    """Tell who has confirmed the address what becomes of the offer."""
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
