from django.contrib import admin
from unfold.admin import StackedInline

from events.models import Event, EventContact, EventSeries
from portal.content.admin import ContactInline, ContentAdmin, TranslatedAdmin


class EventInline(TranslatedAdmin, StackedInline):
    model = Event
    extra = 0
    tab = True
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
