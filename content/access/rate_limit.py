"""How many forms one sender may send. Why in a table of our own: docs/decisions/0032."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from content.access.models import SentForm

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
# What providers give to one connection; single addresses in it cost nothing.
IPV6_PREFIX = 64
# Many addresses side by side belong to one who can have so many, or to a mobile network with many people behind it.
BLOCKS = {4: 24, 6: 48}
# So many times what one sender may send, all of a block together may.
BLOCK_FACTOR = 50
# Letters to an address that nobody has proved to be his or hers, over all forms together: no form is a mail bomb.
LETTERS_TO_A_STRANGER = "3/d"


def may_send(request, form, limit, weight=1):
    """Count this ``form`` of its sender ``weight`` times, and return whether that is within ``limit``.

    "10/h" is ten an hour, "5/2h" five in two. The sender is known for that time only, and only by a fingerprint of the
    network address. A flood from many addresses of one block has an end too; it closes the form for nobody else.
    """
    amount, period = parsed(limit)
    address = address_of(request)
    return SentForm.objects.count_in(form, mark(address), amount, period, weight) and SentForm.objects.count_in(
        form, mark(block_of(address)), amount * BLOCK_FACTOR, period, weight
    )


def may_write_to(address):
    """Count a letter to an address that is not proved, and return whether there were not too many already.

    Unlike ``may_send`` it counts inside the transaction of the letter: without the one there is not the other.
    """
    amount, period = parsed(LETTERS_TO_A_STRANGER)
    return SentForm.objects.count_in("letter", mark(mailbox_of(address)), amount, period, durable=False)


def parsed(limit):
    """(amount, period) of "10/h" or "5/2h"."""
    amount, _slash, period = limit.partition("/")
    return int(amount), int(period[:-1] or 1) * UNITS[period[-1]]


def mark(sender):
    return salted_hmac("content.senders", sender, algorithm="sha256").hexdigest()


def mailbox_of(address):
    """The mailbox behind an e-mail address: what stands after a plus leads into the same one, as do dots at Google."""
    name, _at, domain = address.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def block_of(address):
    found = ip_address(address)
    return str(ip_network((found, BLOCKS[found.version]), strict=False))


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
