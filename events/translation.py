from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from content.translation import ContentTranslationOptions
from directory.translation import ContactTranslationOptions
from events.models import AttendanceTally, Event, EventContact, EventSeries, Invitation


@register(EventSeries)
class EventSeriesTranslationOptions(ContentTranslationOptions):
    fields = ("interpretation", "price_note", "image_alt", "date_hint")


@register(Event)
class EventTranslationOptions(TranslationOptions):
    fields = ("status_reason",)


@register(EventContact)
class EventContactTranslationOptions(ContactTranslationOptions):
    pass


# Head-counts and invitations too: a funder's report says what changed after it was frozen, and who changed it.
for model in (EventSeries, Event, AttendanceTally, Invitation):
    keep_history(model)
