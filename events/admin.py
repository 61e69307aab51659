from django.contrib import admin

from events.forms import EventFormSet
from events.models import Event, EventContact, EventSeries
from portal.content.admin import ContactInline, ContentAdmin, TranslatedInline


class EventInline(TranslatedInline):
    model = Event
    formset = EventFormSet
    autocomplete_fields = ["place"]

    def has_delete_permission(self, request, obj=None):
        """A public date is cancelled, never deleted: people have it in their calendars."""
        return super().has_delete_permission(request, obj) and not (obj and obj.published_at)


class EventContactInline(ContactInline):
    model = EventContact


@admin.register(EventSeries)
class EventSeriesAdmin(ContentAdmin):
    list_display = ["label", "kind", "organiser"]
    list_select_related = ["kind", "organiser"]
    list_filter = ["kind", *ContentAdmin.list_filter]
    autocomplete_fields = ["organiser", "co_organisers", "project", "place"]
    # The rule editor comes with its own page; until then every date is a row below.
    exclude = [
        "recurrence",
        "interval",
        "weekdays",
        "monthly_by",
        "repeats_until",
        "first_date",
        "start_time",
        "duration",
        "image",
    ]
    hidden_texts = ["image_alt"]
    inlines = [EventInline, EventContactInline]
