"""Facts in words, for templates; content/wording.py writes them."""

from django import template

from content import wording

register = template.Library()

register.filter("figure", wording.figure)
register.filter("money", wording.money)
register.filter("beside", wording.beside)
register.filter("month", wording.month_and_year)
register.filter("weekday", wording.weekday)
register.filter("day", wording.day)


@register.filter
def has_mailbox(contacts):
    """Readers can write to one of these contact points."""
    return any(contact.kind == "email" and contact.is_answered for contact in contacts)
