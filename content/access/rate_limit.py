"""How many forms one sender may send. Why in a table of our own: docs/decisions/0032."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from content.access.models import SentForm

PERIODS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
# What providers give to one connection; single addresses in it cost nothing.
IPV6_PREFIX = 64


def may_send(request, form, limit):
    """Count this ``form`` of its sender and return whether it is within ``limit`` ("10/h": ten an hour).

    The sender is known for that time only, and only by a fingerprint of the network address.
    """
    amount, _slash, period = limit.partition("/")
    sender = salted_hmac("content.senders", address_of(request), algorithm="sha256").hexdigest()
    return SentForm.objects.count_in(form, sender, int(amount), PERIODS[period])


def address_of(request):
    """The client's address behind our own proxies; of IPv6 the part that belongs to one connection."""
    address = ip_address(get_adapter(request).get_client_ip(request))
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        # The IPv4 internet as a socket for both kinds writes it: all of it would be one "connection".
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)


def forget_senders():
    """Forget whom nothing counts against any more, whether it was a form or guessing at sign-in."""
    SentForm.objects.past().delete()
    # allauth counts in the cache, by address. Django drops what is past only where the table is full or somebody asks.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires <= %s", [timezone.now()])
