"""How many forms one sender may send."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.utils.crypto import salted_hmac


def may_send(request, form, limit):
    """Count this ``form`` of its sender and return whether it is within ``limit`` ("10/h": ten an hour).

    The sender is known for that time only, and only by a fingerprint of the network address.
    """
    sender = salted_hmac("content.senders", address_of(request)).hexdigest()
    return bool(ratelimit.consume(request, app="portal", action=form, config={form: f"{limit}/key"}, key=sender))


def address_of(request):
    """The client's address behind our own proxies; of IPv6 the part that belongs to one connection."""
    return ratelimit.truncate_ip(get_adapter(request).get_client_ip(request))
