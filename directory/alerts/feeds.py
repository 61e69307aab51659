"""Feeds that begin with the notices of staff."""

import uuid

from django.conf import settings
from django.contrib.syndication.views import Feed

from directory.alerts.board import VERSION, About, board

# Notices keep their names in all languages, as dates do.
NAMES = uuid.UUID("6f7c7a56-1f6e-4a3a-9a0b-3a8f4e1d8c52")


class NoticedFeed(Feed):
    """A feed of a section (``section``) with the notices for what its filters ask."""

    section = ""

    def get_feed(self, obj, request):
        """The entries of the feed, and before them one for each notice that stands on the list now."""
        feed = super().get_feed(obj, request)
        municipality = obj.asked("municipality") if "municipality" in obj.fields else None
        about = About(self.section, frozenset([municipality.pk] if municipality else []))
        entries, feed.items = feed.items, []
        for alert in board.on(about, request.environ.get(VERSION)):
            add(feed, alert, request)
        feed.items += entries
        return feed


def add(feed, alert, request):
    feed.add_item(
        title=f"{alert.get_level_display()}: {alert.heading}",
        link=request.build_absolute_uri(alert.get_absolute_url()),
        description=str(alert.body),
        unique_id=uuid.uuid5(NAMES, f"{settings.SITE_URL} {alert.pk}").urn,
        pubdate=alert.starts_at,
        updateddate=max(alert.updated_at, alert.starts_at),
    )
