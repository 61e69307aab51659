"""What was changed on a card, when and by whom, in words."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.models import Content
from directory.models import ContactPoint
from networks.posts.models import Post, PostContact

SHOWN = 30
WATCHED = ["organisation", "deputy", "leave_from", "leave_until", "assured_on", "unconfirmed_since", "user"]


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str


def changes(post, limit=SHOWN):
    """The latest changes of the card and its contacts, newest first."""
    found = [*_of_card(post, limit), *_of_contacts(post, limit)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:limit]


def _who(row):
    if row.history_change_reason:
        return _("link in a letter")
    return str(row.history_user) if row.history_user else "Kartu"


def _of_card(post, limit):
    rows = list(post.history.select_related("history_user").order_by("-history_date", "-history_id")[: limit + 1])
    for row, before in pairwise(rows):
        changed = [name for name in WATCHED if _value(row, name) != _value(before, name)]
        if changed:
            yield Change(row.history_date, _who(row), "; ".join(_sentence(row, name) for name in changed))


def _value(row, name):
    return getattr(row, Post._meta.get_field(name).attname)


def _sentence(row, name):
    value = _value(row, name)
    if name == "assured_on" and value:
        return _("Confirmed: everything is correct (%(how)s)") % {
            "how": Content.AssuranceMethod(row.assured_method).label if row.assured_method else "–"
        }
    label = capfirst(Post._meta.get_field(name).verbose_name)
    if name in {"organisation", "deputy", "user"}:
        # A person or body may be gone or hidden by now: that it changed is what counts.
        return f"{label}: {_('changed')}" if value else f"{label}: –"
    return f"{label}: {value or '–'}"


def _of_contacts(post, limit):
    rows = list(
        PostContact.history.filter(post_id=post.pk)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")[:limit]
    )
    for row in rows:
        what = {"+": _("Added: %(contact)s"), "-": _("Removed: %(contact)s")}.get(
            row.history_type, _("Changed to: %(contact)s")
        )
        contact = f"{capfirst(ContactPoint.Kind(row.kind).label)} {row.value}"
        yield Change(row.history_date, _who(row), what % {"contact": contact})
