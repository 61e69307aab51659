"""How many forms one sender may send."""

import ipaddress
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.utils.crypto import salted_hmac

from content.access.models import SentForm

PERIODS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# Of an IPv6 address this part belongs to one connection; who has it can change the rest at will.
IPV6_PREFIX = 64


def may_send(request, form, limit):
    """Count this ``form`` of its sender and return whether it is within ``limit`` ("10/h": ten an hour).

    The sender is known for that time only, and only by a fingerprint of the network address.
    """
    amount, _slash, period = limit.partition("/")
    sender = salted_hmac("content.senders", address_of(request)).hexdigest()
    return SentForm.objects.take(form, sender, int(amount), PERIODS[period])


def address_of(request):
    """The client's address behind our own proxies; of IPv6 the part that belongs to one connection."""
    address = get_adapter(request).get_client_ip(request)
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 6:
        return str(ipaddress.ip_network(f"{known}/{IPV6_PREFIX}", strict=False).network_address)
    return address
