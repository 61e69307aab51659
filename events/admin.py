from django.contrib import admin

from events.models import Event, EventContact, EventSeries
from portal.content.admin import ContactInline, ContentAdmin, TranslatedInline


class EventInline(TranslatedInline):
    model = Event
    autocomplete_fields = ["place"]


class EventContactInline(ContactInline):
    model = EventContact


@admin.register(EventSeries)
class EventSeriesAdmin(ContentAdmin):
    list_display = ["label", "kind", "organiser"]
    list_select_related = ["kind", "organiser"]
    list_filter = ["kind", *ContentAdmin.list_filter]
    autocomplete_fields = ["organiser", "co_organisers", "project", "place"]
    # The rule editor comes with its own page; until then every date is a row below.
    exclude = ["recurrence", "repeats_until", "first_date", "start_time", "duration"]
    inlines = [EventInline, EventContactInline]
