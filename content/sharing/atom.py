"""Atom feeds that one record cannot break, and that are the same text as long as nothing changed."""

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from content.text import legible


class StableAtom(Atom1Feed):
    """No character in it that XML cannot hold: a reader's program would show nothing at all of the feed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*map(clean, args), **clean(kwargs))

    def add_item(self, *args, **kwargs):
        super().add_item(*map(clean, args), **clean(kwargs))

    def latest_post_date(self):
        """A day while it has no entries: not the moment somebody asked."""
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return super().latest_post_date() if self.items else today


def clean(value):
    if isinstance(value, dict):
        return {name: clean(found) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [clean(found) for found in value]
    return legible(str(value)) if isinstance(value, str) else value
