"""Letters to staff about services whose money ends."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from content.letters.message import Letter
from services.models import Service


def warn_of_ends():
    """Tell staff once of every public service that is paid for not longer than 90 days from today.

    A night that was missed is made up for by the next; a later end that staff enter is told anew when its time comes.
    While there is nobody to tell, nothing is written down.
    """
    for pk in Service.objects.published().to_warn_of().values_list("pk", flat=True):
        with transaction.atomic():
            service = Service.objects.published().to_warn_of().select_for_update().filter(pk=pk).first()
            if service is not None and _tell(service):
                service.note_end_warned()


def _tell(service):
    """Write to each of the staff in his or her language; return how many letters there are."""
    users = get_user_model().objects.who_may("services.change_service")
    link = f"{settings.SITE_URL}{reverse('admin:services_service_change', args=[service.pk])}"
    for user in users:
        with override(user.language):
            days = (service.valid_through - timezone.localdate()).days
            subject = ngettext(
                "The money of the service “%(name)s” ends in %(count)d day",
                "The money of the service “%(name)s” ends in %(count)d days",
                days,
            ) % {"name": " ".join(str(service).split()), "count": days}
            text = render_to_string("services/letters/money_ends.txt", {"service": service, "link": link})
            Letter(subject, text, [user.email], about=service, stop="services").send()
    return len(users)
