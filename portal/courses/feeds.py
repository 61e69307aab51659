"""The Atom feed of courses: those with dates and those to join, the newest first."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from content.sharing.atom import StableAtom
from directory.alerts.feeds import NoticedFeed
from events.models import EventSeries
from portal.courses.cards import card_of_event, card_of_service
from portal.courses.forms import CourseFilterForm

NEWEST = 50


class CourseFeed(NoticedFeed):
    section = "services"
    feed_type = StableAtom
    author_name = "Kartu"

    def get_object(self, request):
        return CourseFilterForm(request.GET)

    def title(self, filters):
        return _("Courses of Lithuanian – Kartu")

    def subtitle(self, filters):
        return _("Level, place, start and price of each course")

    def link(self, filters):
        return f"{reverse('courses:list')}{filters.question}"

    def feed_url(self, filters):
        return f"{reverse('courses:feed')}{filters.question}"

    def items(self, filters):
        kinds = (filters.events(), filters.services())
        found = [record for kind in kinds for record in kind.order_by("-published_at", "pk")[:NEWEST]]
        return sorted(found, key=lambda record: record.published_at, reverse=True)[:NEWEST]

    def item_title(self, record):
        return str(record.text("name"))

    def item_description(self, record):
        card = card_of_event(record) if isinstance(record, EventSeries) else card_of_service(record)
        return render_to_string("courses/_facts.html", {"course": card})

    def item_link(self, record):
        return record.get_absolute_url()

    def item_guid(self, record):
        """The course keeps its name in all languages."""
        return f"{settings.SITE_URL}/{record._meta.app_label}/{record.slug}"

    def item_pubdate(self, record):
        return record.published_at

    def item_updateddate(self, record):
        return max(record.updated_at, record.published_at)
