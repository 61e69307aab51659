"""The Atom feed: the next dates, and those to which something happened."""

import uuid

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from content.sharing.atom import StableAtom
from directory.alerts.feeds import NoticedFeed
from events.dates.wording import of_date
from events.forms import EventFilterForm
from events.models import Event, EventSeries
from events.outlets import plain_text

NEXT_DATES = 50
LAST_CHANGES = 20


class EventFeed(NoticedFeed):
    section = "events"
    feed_type = StableAtom
    author_name = "Kartu"

    def get_object(self, request):
        return EventFilterForm(request.GET)

    def title(self, filters):
        return _("Events – Kartu")

    def subtitle(self, filters):
        return _("What is on, and what was cancelled or moved")

    def link(self, filters):
        return f"{reverse('events:list')}{filters.question}"

    def feed_url(self, filters):
        return f"{reverse('events:feed')}{filters.question}"

    def items(self, filters):
        """The next dates that the filters leave, and later ones that were changed last, in the order of time."""
        dates = filters.apply(Event.objects.of(filters.narrow(EventSeries.objects.published())))
        changed = dates.exclude(status=Event.Status.SCHEDULED).order_by("-updated_at")
        found = {event.pk: event for event in dates.for_feed()[:NEXT_DATES]}
        found |= {event.pk: event for event in changed.for_feed()[:LAST_CHANGES]}
        return sorted(found.values(), key=lambda event: (event.starts_at, event.pk), reverse=filters.is_about_the_past)

    def item_title(self, event):
        return plain_text.title(event.series, event)

    def item_description(self, event):
        place = plain_text.where(event.place_or_usual) if event.series.attendance_mode != "online" else _("Online")
        lines = [of_date(event), place, *plain_text.description(event.series, event).split("\n")]
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))

    def item_link(self, event):
        return event.series.get_absolute_url()

    def item_guid(self, event):
        """The date keeps its name in all languages and whatever happens to it."""
        return uuid.uuid5(event.series.ical_uid, str(event.pk)).urn

    def item_pubdate(self, event):
        return event.series.published_at

    def item_updateddate(self, event):
        return max(event.updated_at, event.series.updated_at, event.series.published_at)
